#!/bin/sh
# Runs CPython 3.13 or later: the one on the PATH, or else Debian trixie's package, which is
# fetched once into a per-user cache with the libraries it needs and started with its own
# loader, so that it runs on older Debians too.
#
#   tests/tools/python.sh program.py
set -eu

is_new='import sys; sys.exit(sys.version_info < (3, 13))'
if python3 -c "$is_new" 2>/dev/null; then exec python3 "$@"; fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/python
if [ ! -x "$cache/root/usr/bin/python3.13" ]; then
  command -v apt-get >/dev/null 2>&1 || {
    echo "Cannot run CPython 3.13: neither python3 is that, nor is apt-get on the PATH" >&2
    exit 1
  }
  echo "Fetching CPython 3.13 from Debian trixie into $cache" >&2
  rm -rf "$cache"
  mkdir -p "$cache/lists/partial" "$cache/archives/partial" "$cache/root"
  cd "$cache"
  # The mirror is this machine's own; only the suite is another one.
  mirror=$(sed -n 's/^URIs: *//p; s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\(http[^ ]*\) .*/\2/p' \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
  [ -n "$mirror" ] || {
    echo "Cannot fetch CPython: apt-get has no sources on this machine" >&2
    exit 1
  }
  cat >trixie.sources <<SOURCES
Types: deb
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  set_options="-o Dir::Etc::sourcelist=$cache/trixie.sources -o Dir::Etc::sourceparts=-
    -o Dir::State::Lists=$cache/lists -o Dir::Cache=$cache -o APT::Sandbox::User=root"
  # shellcheck disable=SC2086 # options are words
  apt-get -qq $set_options update >&2
  # shellcheck disable=SC2086
  apt-get -qq $set_options download \
    python3.13-minimal libpython3.13-minimal libpython3.13-stdlib libc6 libexpat1 zlib1g >&2
  for package in *.deb; do dpkg-deb -x "$package" root; done
  rm -rf lists archives ./*.deb ./*.bin
  cd - >/dev/null
fi

libraries=$(dirname "$(find "$cache/root/usr/lib" -name 'libexpat.so*' | head -n 1)")
loader=$(find "$cache/root/usr" -name 'ld-linux*.so*' | head -n 1)
PYTHONHOME="$cache/root/usr" exec "$loader" --library-path "$libraries" \
  "$cache/root/usr/bin/python3.13" "$@"
