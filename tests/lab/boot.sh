#!/usr/bin/env bash
# Runs a command as root in a small virtual machine that has GPIO lines, simulated by
# its kernel, and exits with the command's status. What the command prints comes to the
# standard output as it is printed. The file system is this machine's, read-only; only
# /tmp and /run are the virtual machine's own, and there is no network but loopback.
#
#   tests/lab/boot.sh [-t SECONDS] COMMAND [ARGUMENT...]
#
# The machine has the chip "pinctrl-bcm2835" of 54 lines, as a Raspberry Pi has, the chip
# "lab-expander" of 8 lines, of which two are named EXP_IN and EXP_OUT, and /dev/uleds,
# by which programs make LEDs. LAB_LIBGPIOD says which libgpiod is there: 2, the default,
# 1, or none. With LAB_BUSES=1 it has the I2C bus /dev/i2c-0, of SMBus commands alone, with
# chips at 0x40, 0x48 and 0x50 that keep what is written to them, and the kernel's driver of
# the PCA9685 (PWM), for which the one at 0x40 will do. /run/sys is /sys under a name that
# needs no --allow-all. Without an answer within SECONDS (300), the boot included, the exit
# status is 124.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
inherited=(NO_COLOR TZ "${!UASYNCIO_@}")

fail() {
  echo "Cannot run the virtual machine: $*" >&2
  exit 1
}

limit=300
if [ "${1:-}" = -t ]; then
  limit=${2:-}
  [[ $limit =~ ^[0-9]+$ ]] || fail "-t wants a number of seconds, not '$limit'"
  shift 2
fi
[ $# -gt 0 ] || {
  echo "usage: boot.sh [-t SECONDS] COMMAND [ARGUMENT...]" >&2
  exit 2
}
command -v qemu-system-x86_64 >/dev/null ||
  fail "qemu-system-x86_64 is not on the PATH (apt-get install qemu-system-x86)"

kernel=$("$here/make_kernel.sh" ${LAB_BUSES:+buses})
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# What may lie in /tmp or /run, and is to be seen in the machine nevertheless.
visible=("$PWD" "$(realpath "$here/../..")")
if command -v deno >/dev/null; then
  # The program itself: the deno on the PATH may be a launcher that looks around first.
  deno=$(dirname "$(deno eval 'console.log(Deno.execPath())')")
  path=$deno:$path
  visible+=("$deno")
fi
version=${LAB_LIBGPIOD:-2}
if [ "$version" != none ]; then
  libgpiod=$("$here/libgpiod.sh" "$version")
  path=$libgpiod/bin:$path
  visible+=("$libgpiod")
fi
# Only the chosen libgpiod is to be found, even where others are installed.
mapfile -t hidden < <(find /usr/lib /usr/local/lib -maxdepth 2 -type f -name 'libgpiod*.so.*')

# Not in /tmp, which is covered in the machine.
run=$(mktemp -d /var/tmp/gpio-lab.XXXXXX)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$run"' EXIT
{
  declare -p visible hidden
  echo "export PATH=${path@Q} HOME=/tmp DENO_DIR=/tmp/.deno DENO_NO_UPDATE_CHECK=1"
  if [ "$version" != none ]; then
    echo "export PYTHONPATH=${libgpiod@Q}/python"
  fi
  for name in "${inherited[@]}"; do
    if [ -v "$name" ]; then echo "export $name=${!name@Q}"; fi
  done
} >"$run/settings"
# The library is found as if it was installed. LD_LIBRARY_PATH would do for that, but
# with it Deno starts no programs unless it has the permission to run all.
{
  if [ "$version" != none ]; then echo "$libgpiod/lib"; fi
  echo "include /etc/ld.so.conf"
} >"$run/ld.so.conf"
PATH=$PATH:/sbin ldconfig -X -i -C "$run/ld.so.cache" -f "$run/ld.so.conf"
echo "cd ${PWD@Q} && exec ${*@Q}" >"$run/command"

cat >"$run/init" <<'INIT'
#!/bin/bash
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t configfs config /sys/kernel/config
mount -t debugfs debug /sys/kernel/debug
. "${0%/*}/settings"
mount --bind / /mnt
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
for directory in "${visible[@]}"; do
  case $directory in
  /tmp/* | /run/*) mkdir -p "$directory" && mount --bind "/mnt$directory" "$directory" ;;
  esac
done
umount /mnt
for file in "${hidden[@]}"; do mount --bind /dev/null "$file"; done
mount --bind "${0%/*}/ld.so.cache" /etc/ld.so.cache
# Files in /sys itself Deno opens only with --allow-all.
mkdir /run/sys
mount --bind /sys /run/sys
mkdir -p /dev/shm /dev/pts
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
ip link set lo up

chips=/sys/kernel/config/gpio-sim
mkdir -p $chips/board/bank0 $chips/expander/bank0/line{0,1}
echo pinctrl-bcm2835 >$chips/board/bank0/label
echo 54 >$chips/board/bank0/num_lines
echo lab-expander >$chips/expander/bank0/label
echo 8 >$chips/expander/bank0/num_lines
echo EXP_IN >$chips/expander/bank0/line0/name
echo EXP_OUT >$chips/expander/bank0/line1/name
echo 1 >$chips/board/live
echo 1 >$chips/expander/live

# The console is for messages about the machine; the command has a line for itself.
stty -F /dev/ttyS1 raw -echo
bash "${0%/*}/command" </dev/null 2>&1 | cat >/dev/ttyS1
# By way of the kernel's log, whose lines have reached the console when they are written.
echo "<0>exit status: ${PIPESTATUS[0]}" >/dev/kmsg
# With the end of its first process the kernel panics, and with that the machine ends:
# a program that turns it off is not on every Debian.
INIT
chmod +x "$run/init"
touch "$run/output"

share=local,id=root,path=/,security_model=none,readonly=on,multidevs=remap
chips=i2c-stub.chip_addr=0x40,0x48,0x50 # of kernels with buses
mount=trans=virtio,version=9p2000.L,msize=512000,cache=loose
timeout -k 5 "$limit" qemu-system-x86_64 -M q35,accel=tcg -cpu max -smp 2 -m 2048 \
  -kernel "$kernel" -display none -vga none -monitor none -no-reboot -nic none \
  -serial "file:$run/console" -serial "file:$run/output" \
  -fsdev "$share" -device virtio-9p-pci,fsdev=root,mount_tag=root -device virtio-rng-pci \
  -append "console=ttyS0 quiet panic=-1 root=root rootfstype=9p rootflags=$mount ro init=$run/init $chips" \
  </dev/null 2>"$run/errors" >&2 &
machine=$!
started=("$machine")
# Given the standard output itself, qemu would make it non-blocking for everybody.
tail -s 0.1 -n +1 -f --pid="$machine" "$run/output" &
output=$!
started+=("$output")
ended=0
wait "$machine" || ended=$?
wait "$output" || true
started=()

status=$(tr -d '\r' 2>/dev/null <"$run/console" | sed -n 's/^exit status: //p' | tail -n 1)
if [ -z "$status" ]; then
  tail -q -n 5 "$run/errors" "$run/console" 2>/dev/null | tr -d '\r' >&2
  # What timeout says, or, when it had to be rude, the shell.
  case $ended in
  124 | 137)
    echo "Cannot run the virtual machine: no answer within $limit s" >&2
    exit 124
    ;;
  esac
  fail "it ended without an answer; see its last messages above"
fi
exit "$status"
