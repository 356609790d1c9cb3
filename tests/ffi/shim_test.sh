#!/usr/bin/env bash
# Tests ffi/raw_socket.c alone: compiles it for the processors it is for, and runs
# raw_socket_test.c plain, with valgrind and with sanitizers. For root, or with the
# capability CAP_NET_RAW.
#
#   tests/ffi/shim_test.sh [--install]
#
# What is missing is installed only with --install, or where CI is set, and by root.
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf '=== %s\n' "$*"; }
fail() { printf 'Cannot test the shim: %s\n' "$*" >&2; exit 1; }

readonly commands=(gcc clang aarch64-linux-gnu-gcc valgrind)
readonly packages=(gcc clang gcc-aarch64-linux-gnu libc6-dev libc6-dev-arm64-cross valgrind)

missing() {
  local command
  for command in "${commands[@]}"; do command -v "$command" >/dev/null || echo "$command"; done
}

if [ -n "$(missing)" ] && [ "$(id -u)" = 0 ] && { [ "${1:-}" = --install ] || [ -n "${CI:-}" ]; }; then
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}"
fi
[ -z "$(missing)" ] || fail "there is no $(missing | paste -sd' '); apt-get install ${packages[*]}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly warnings=(-std=c11 -Wall -Wextra -Werror -pedantic)
readonly source=tests/ffi/raw_socket_test.c

for compiler in gcc clang aarch64-linux-gnu-gcc; do
  for level in -O0 -O2; do
    say "$compiler $level"
    "$compiler" "${warnings[@]}" "$level" -fPIC -shared -o "$work/shim.so" ffi/raw_socket.c
    "$compiler" "${warnings[@]}" "$level" -o "$work/compiled" "$source"
  done
done

for compiler in gcc clang; do
  say "plain, $compiler"
  "$compiler" "${warnings[@]}" -O2 -o "$work/plain" "$source"
  "$work/plain"
done

say "AddressSanitizer and UndefinedBehaviorSanitizer"
gcc "${warnings[@]}" -g -fsanitize=address,undefined -fno-sanitize-recover=all \
  -o "$work/sanitized" "$source"
"$work/sanitized"

say "valgrind"
gcc "${warnings[@]}" -g -o "$work/debug" "$source"
valgrind --error-exitcode=9 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all \
  --track-fds=yes --log-file="$work/valgrind.txt" "$work/debug" ||
  { cat "$work/valgrind.txt" >&2; fail "valgrind has found something"; }
# Before version 3.21 an open descriptor is no error to valgrind. One that the test has
# inherited has no stack below it.
if grep -A1 'Open ' "$work/valgrind.txt" | grep -q ' at 0x'; then
  cat "$work/valgrind.txt" >&2
  fail "a descriptor has been left open"
fi
say "the shim is all right"
