#!/bin/sh
# Runs MicroPython 1.25: the one on the PATH, or else Debian trixie's package, which is fetched
# once into a per-user cache with the libraries it needs.
#
#   tests/tools/micropython.sh program.py
set -eu

if command -v micropython >/dev/null 2>&1; then exec micropython "$@"; fi

. "$(dirname "$0")/trixie.sh"
folder=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/micropython
fetch "MicroPython" "$folder" micropython \
  micropython libc6 libffi8 libmbedcrypto16 libmbedtls21 libmbedx509-7
start "$folder" libmbedtls micropython "$@"
