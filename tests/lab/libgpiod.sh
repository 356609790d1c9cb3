#!/usr/bin/env bash
# Fetches both versions of libgpiod, each with its command line tools and headers,
# and unpacks them into a per-user cache: nothing is installed. Version 2 is Debian
# trixie's, version 1 bookworm's (with its module for Debian's python3).
#
#   tests/lab/libgpiod.sh [1 | 2]...
#
# Prints the directory of each: in it, lib is for LD_LIBRARY_PATH, bin for PATH.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/lab
work=
trap 'rm -rf "$work"' EXIT

fail() {
  echo "Cannot fetch libgpiod: $*" >&2
  exit 1
}

# download SUITE ROOT PACKAGE...: unpacks the packages of that Debian into ROOT.
download() {
  local suite=$1 root=$2 mirror options
  shift 2
  for tool in apt-get dpkg-deb; do
    command -v $tool >/dev/null || fail "$tool is not on the PATH"
  done
  # The mirror is this machine's own; only the suite is another one.
  mirror=$(sed -n 's/^URIs: *//p; s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\(http[^ ]*\) .*/\2/p' \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1 || true)
  [ -n "$mirror" ] || fail "apt-get has no sources on this machine"
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$root"
  cat >"$work/$suite.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  options=(-qq -o "Dir::Etc::sourcelist=$work/$suite.sources" -o Dir::Etc::sourceparts=-
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o APT::Sandbox::User=root)
  timeout 300 apt-get "${options[@]}" update >&2 ||
    fail "apt-get does not get the list of $suite's packages"
  rm -f "$work"/archives/*.deb
  (cd "$work/archives" && timeout 300 apt-get "${options[@]}" download "$@" >&2) ||
    fail "apt-get does not get $* of $suite"
  for package in "$work"/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
}

fetch_2() {
  download trixie "$work/root" libgpiod3 gpiod libgpiod-dev
  # The tools (not the library) want trixie's libc. It has its own directory: found by
  # way of LD_LIBRARY_PATH, it would break every other program.
  download trixie "$work/root/libc" libc6
  mkdir "$work/root/bin"
  for tool in "$work"/root/usr/bin/*; do
    cat >"$work/root/bin/${tool##*/}" <<'WRAPPER'
#!/bin/sh
here=$(dirname "$(dirname "$(readlink -f "$0")")")
for libc in "$here"/libc/usr/lib/*/libc.so.6; do libc=${libc%/*}; done
for loader in "$libc"/ld-linux*.so*; do :; done
exec "$loader" --argv0 "${0##*/}" --library-path "$libc:$here/lib" "$here/usr/bin/${0##*/}" "$@"
WRAPPER
    chmod +x "$work/root/bin/${tool##*/}"
  done
}

fetch_1() {
  download bookworm "$work/root" libgpiod2 gpiod libgpiod-dev python3-libgpiod
  ln -s usr/bin "$work/root/bin"
  ln -s usr/lib/python3/dist-packages "$work/root/python"
}

[ $# -gt 0 ] || set -- 1 2
for version; do
  case $version in
  1 | 2) ;;
  *) fail "there is no version $version, only 1 and 2" ;;
  esac
  if [ ! -d "$cache/libgpiod-$version" ]; then
    echo "Fetching libgpiod $version into $cache" >&2
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    "fetch_$version"
    library=$(find "$work/root/usr/lib" -name 'libgpiod.so.?' | head -n 1)
    [ -n "$library" ] || fail "there is no libgpiod.so in the packages"
    library=${library%/*}
    ln -s "${library#"$work/root/"}" "$work/root/lib"
    # Last, so that what is there is complete; another run may have been quicker.
    mv -T "$work/root" "$cache/libgpiod-$version" 2>/dev/null || [ -d "$cache/libgpiod-$version" ] ||
      fail "$cache/libgpiod-$version cannot be written"
    rm -rf "$work"
  fi
  echo "$cache/libgpiod-$version"
done
