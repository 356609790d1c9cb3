#!/usr/bin/env bash
# Runs the tests of the buses: those of I2C, SPI and what hangs on them on an emulated
# Raspberry Pi (see pi.ts), those of chips whose registers tell what came to them in a virtual
# machine (see boot.sh).
#
#   tests/lab/run_buses.sh [ARGUMENT of deno test...]
set -euo pipefail
cd "$(dirname "$0")/../.."

flags=(--no-prompt --no-check --import-map=tests/offline/import_map.json -A)
# Now, so that neither counts as the tests' time.
tests/lab/make_pi.sh >/dev/null
BUS_LAB_KERNEL=$(tests/lab/make_kernel.sh buses)
export BUS_LAB_KERNEL
deno run --no-check -A tests/lab/pi.ts --seconds=400 \
  deno test "${flags[@]}" "$@" tests/buses/pi
LAB_BUSES=1 tests/lab/boot.sh -t 400 \
  deno test "${flags[@]}" "$@" tests/buses/vm

# A watchdog that is not fed restarts the machine, which ends pi.ts with the status 99.
[ $# -eq 0 ] || exit 0
status=0
deno run --no-check -A tests/lab/pi.ts --seconds=120 \
  deno run --no-check -A tests/buses/starve_watchdog.ts || status=$?
[ $status -eq 99 ] || {
  echo "Cannot pass: the watchdog has not restarted the machine ($status)" >&2
  exit 1
}
