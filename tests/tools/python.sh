#!/bin/sh
# Runs CPython 3.13 or later: the one on the PATH, or else Debian trixie's package, which is
# fetched once into a per-user cache with the libraries it needs.
#
#   tests/tools/python.sh program.py
set -eu

is_new='import sys; sys.exit(sys.version_info < (3, 13))'
if python3 -c "$is_new" 2>/dev/null; then exec python3 "$@"; fi

. "$(dirname "$0")/trixie.sh"
folder=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/python
fetch "CPython 3.13" "$folder" python3.13 \
  python3.13-minimal libpython3.13-minimal libpython3.13-stdlib libc6 libexpat1 zlib1g
PYTHONHOME=$folder/root/usr
export PYTHONHOME
start "$folder" libexpat python3.13 "$@"
