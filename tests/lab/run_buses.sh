#!/usr/bin/env bash
# Runs the tests of the buses: those of I2C, SPI and what hangs on them on an emulated
# Raspberry Pi (see pi.ts).
#
#   tests/lab/run_buses.sh [ARGUMENT of deno test...]
set -euo pipefail
cd "$(dirname "$0")/../.."

flags=(--no-prompt --no-check --import-map=tests/offline/import_map.json -A)
tests/lab/make_pi.sh >/dev/null # now, so that it does not count as the tests' time
deno run --no-check -A tests/lab/pi.ts --seconds=400 \
  deno test "${flags[@]}" "$@" tests/buses/pi
