# Functions for the scripts beside it: programs of Debian trixie on older Debians.

# fetch NAME FOLDER PROGRAM PACKAGE...: unpacks packages into FOLDER/root, once.
fetch() {
  name=$1 folder=$2 program=$3
  shift 3
  [ ! -x "$folder/root/usr/bin/$program" ] || return 0
  command -v apt-get >/dev/null 2>&1 || {
    echo "Cannot run $name: neither $program nor apt-get is on the PATH" >&2
    exit 1
  }
  echo "Fetching $name from Debian trixie into $folder" >&2
  rm -rf "$folder"
  mkdir -p "$folder/lists/partial" "$folder/archives/partial" "$folder/root"
  # The mirror is this machine's own; only the suite is another one.
  mirror=$(sed -n 's/^URIs: *//p; s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\(http[^ ]*\) .*/\2/p' \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
  [ -n "$mirror" ] || {
    echo "Cannot fetch $name: apt-get has no sources on this machine" >&2
    exit 1
  }
  cat >"$folder/trixie.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  set_options="-o Dir::Etc::sourcelist=$folder/trixie.sources -o Dir::Etc::sourceparts=-
    -o Dir::State::Lists=$folder/lists -o Dir::Cache=$folder -o APT::Sandbox::User=root"
  (
    cd "$folder"
    # shellcheck disable=SC2086 # options are words
    apt-get -qq $set_options update >&2
    # shellcheck disable=SC2086
    apt-get -qq $set_options download "$@" >&2
    for package in *.deb; do dpkg-deb -x "$package" root; done
    rm -rf lists archives ./*.deb ./*.bin
  )
}

# start FOLDER LIBRARY PROGRAM ARGUMENT...: runs a program with its own loader, and the libraries
# that are in the folder of LIBRARY.
start() {
  root=$1/root/usr library=$2 program=$3
  shift 3
  libraries=$(dirname "$(find "$root/lib" -name "$library.so*" | head -n 1)")
  loader=$(find "$root" -name 'ld-linux*.so*' | head -n 1)
  exec "$loader" --library-path "$libraries" "$root/bin/$program" "$@"
}
