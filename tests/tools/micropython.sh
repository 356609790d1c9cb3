#!/bin/sh
# Runs MicroPython 1.25: the one on the PATH, or else Debian trixie's package,
# which is fetched once into a per-user cache with the libraries it needs and
# started with its own loader, so that it runs on older Debians too.
#
#   tests/tools/micropython.sh program.py
set -eu

if command -v micropython >/dev/null 2>&1; then exec micropython "$@"; fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/micropython
if [ ! -x "$cache/root/usr/bin/micropython" ]; then
  command -v apt-get >/dev/null 2>&1 || {
    echo "Cannot run MicroPython: neither micropython nor apt-get is on the PATH" >&2
    exit 1
  }
  echo "Fetching MicroPython from Debian trixie into $cache" >&2
  rm -rf "$cache"
  mkdir -p "$cache/lists/partial" "$cache/archives/partial" "$cache/root"
  cd "$cache"
  # The mirror is this machine's own; only the suite is another one.
  mirror=$(sed -n 's/^URIs: *//p; s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\(http[^ ]*\) .*/\2/p' \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
  [ -n "$mirror" ] || {
    echo "Cannot fetch MicroPython: apt-get has no sources on this machine" >&2
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
    micropython libc6 libffi8 libmbedcrypto16 libmbedtls21 libmbedx509-7 >&2
  for package in *.deb; do dpkg-deb -x "$package" root; done
  rm -rf lists archives ./*.deb ./*.bin
  cd - >/dev/null
fi

libraries=$(dirname "$(find "$cache/root/usr/lib" -name 'libmbedtls.so*' | head -n 1)")
loader=$(find "$cache/root/usr" -name 'ld-linux*.so*' | head -n 1)
exec "$loader" --library-path "$libraries" "$cache/root/usr/bin/micropython" "$@"
