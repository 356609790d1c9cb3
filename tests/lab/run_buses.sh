#!/usr/bin/env bash
# Runs the tests of the buses: those of I2C, SPI and what hangs on them on an emulated
# Raspberry Pi (see pi.ts), at the end what restarts it; and those of chips whose registers tell
# what came to them in a virtual machine (see boot.sh).
#
#   tests/lab/run_buses.sh [ARGUMENT of deno test...]
set -euo pipefail
cd "$(dirname "$0")/../.."

flags=(--no-prompt --no-check --import-map=tests/offline/import_map.json -A)
# Now, so that neither counts as the tests' time.
tests/lab/make_pi.sh >/dev/null
BUS_LAB_KERNEL=$(tests/lab/make_kernel.sh buses)
export BUS_LAB_KERNEL
last=true
[ $# -gt 0 ] || last="deno run --no-check -A tests/buses/starve_watchdog.ts"
deno run --no-check -A tests/lab/pi.ts --seconds=600 --outside=tests/buses/echo_outside.ts \
  sh -c "deno test \"\$@\" && exec $last" tests "${flags[@]}" "$@" tests/buses/pi
LAB_BUSES=1 tests/lab/boot.sh -t 400 \
  deno test "${flags[@]}" "$@" tests/buses/vm
