#!/usr/bin/env bash
# Runs the tests that want GPIO lines, in a virtual machine that has them (see boot.sh):
# once with version 2 of libgpiod, once with version 1.
#
#   tests/lab/run.sh [1 | 2] [ARGUMENT of deno test...]
#
# GPIO_LAB_NEWER_KERNEL names one of 6.5 or later, if there is one: the tests of chips that are
# unplugged run with it, too, since older ones do not tell of that.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

flags=(--no-prompt --no-check --import-map=tests/offline/import_map.json -A)
tests=tests/gpio
limit=900

versions=(2 1)
case ${1:-} in
1 | 2)
  versions=("$1")
  shift
  ;;
esac

if ! command -v qemu-system-x86_64 >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Cannot run the tests: qemu-system-x86_64 is missing; apt-get install qemu-system-x86" >&2
    exit 1
  fi
  timeout 300 apt-get -qq update >&2
  timeout 900 apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends \
    qemu-system-x86 >&2
fi
# Now, so that neither counts as the tests' time.
GPIO_LAB_KERNEL=$("$here/make_kernel.sh")
export GPIO_LAB_KERNEL
"$here/libgpiod.sh" "${versions[@]}" >/dev/null

results=()
failed=0
# WHAT VERSION ARGUMENT...: runs tests with a version of libgpiod
try() {
  local what=$1 version=$2 status=0
  shift 2
  echo "=== with $what"
  LAB_LIBGPIOD=$version "$here/boot.sh" -t $limit deno test "${flags[@]}" "$@" || status=$?
  case $status in
  0) results+=("$what: passed") ;;
  124) results+=("$what: FAILED, no end within $limit s") ;;
  *) results+=("$what: FAILED, exit status $status") ;;
  esac
  [ $status = 0 ] || failed=1
}

for version in "${versions[@]}"; do
  try "libgpiod $version" "$version" "$@" $tests
done
if [ -n "${GPIO_LAB_NEWER_KERNEL:-}" ]; then
  export GPIO_LAB_KERNEL=$GPIO_LAB_NEWER_KERNEL
  try "libgpiod ${versions[0]} and the newer kernel" "${versions[0]}" "$@" $tests/unplug_test.ts
fi
echo
printf '%s\n' "${results[@]}"
exit $failed
