#!/bin/sh
# Runs the tests with the oldest Deno that all of them pass with, which is fetched once
# from npm into a per-user cache.
#
#   tests/tools/oldest_deno.sh [part...]
set -eu
cd "$(dirname "$0")/../.."

# In 2.9.4 and before, close() does not end a write that a peer does not take: the
# connection stays open, and the process does not end (denoland/deno#36369).
version=2.9.5

cache=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/deno-$version
deno=$cache/node_modules/.bin/deno
# The tests may take so long, in seconds.
limit=900
export DENO_DIR="$cache/cache" DENO_NO_UPDATE_CHECK=1

is_there() {
  [ "$("$deno" --version 2>/dev/null | cut -d ' ' -f 2 | head -n 1)" = "$version" ]
}

if ! is_there; then
  command -v npm >/dev/null 2>&1 || {
    echo "Cannot test with Deno $version: there is no npm on the PATH to install it with" >&2
    exit 1
  }
  echo "Fetching Deno $version from npm into $cache" >&2
  rm -rf "$cache"
  mkdir -p "$cache"
  # npm may refuse to run the package's install script; then Deno installs itself when it
  # is run first.
  timeout 300 npm install --silent --no-save --prefix "$cache" "deno@$version" >&2
  is_there || {
    echo "Cannot test with Deno $version: npm has not put it into $cache" >&2
    exit 1
  }
fi
exec timeout --kill-after=10 "$limit" \
  "$deno" run --no-prompt --allow-run --allow-read tests/run.ts "$@"
