#!/usr/bin/env bash
# Builds the kernel of the virtual machine (see boot.sh) from Debian's own source
# package and kernel.config, once: it is kept in a per-user cache under a name that
# says which configuration it was built with. Prints its path.
#
#   tests/lab/make_kernel.sh [buses]
#
# With "buses" it has those of buses.config, too. GPIO_LAB_KERNEL names a kernel that is
# ready, BUS_LAB_KERNEL one with buses; then nothing is built.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
configs=("$here/kernel.config")
variable=GPIO_LAB_KERNEL
if [ "${1:-}" = buses ]; then
  configs+=("$here/buses.config")
  variable=BUS_LAB_KERNEL
fi

fail() {
  echo "Cannot build the kernel: $*" >&2
  exit 1
}

if [ -n "${!variable:-}" ]; then
  [ -r "${!variable}" ] || {
    echo "Cannot use the kernel of $variable: no readable file ${!variable}" >&2
    exit 1
  }
  realpath "${!variable}"
  exit
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/lab
hash=$(cat "${configs[@]}" | sha256sum | cut -c 1-12)
kernel=$cache/kernel-$hash
if [ -r "$kernel" ]; then
  echo "$kernel"
  exit
fi

[ "$(uname -m)" = x86_64 ] || fail "its configuration is for x86_64, this machine is $(uname -m)"
command -v apt-get >/dev/null || fail "apt-get, which gets its source, is not on the PATH"

missing=()
for package in bc binutils bison flex gcc libc6-dev libelf-dev libssl-dev make perl xz-utils; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
    missing+=("$package")
done
if [ "$(id -u)" = 0 ]; then
  timeout 300 apt-get -qq update >&2
  if [ ${#missing[@]} -gt 0 ]; then
    timeout 600 apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${missing[@]}" >&2
  fi
elif [ ${#missing[@]} -gt 0 ]; then
  fail "packages are missing; apt-get install ${missing[*]}"
fi

# 6.1 is what the tests were written with; another Debian has another one.
sources=$(apt-cache pkgnames linux-source- | grep -x 'linux-source-[0-9.]*' | sort -V || true)
source=$(grep -x linux-source-6.1 <<<"$sources" || tail -n 1 <<<"$sources")
[ -n "$source" ] || fail "apt-get knows no package linux-source-N (apt-get update?)"

mkdir -p "$cache"
build=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$build"' EXIT
cd "$build"
echo "Building a kernel from $source in $build: some minutes" >&2
timeout 600 apt-get -qq -o APT::Sandbox::User=root download "$source" >&2
dpkg-deb -x ./*.deb package
tar -xf "package/usr/src/$source.tar.xz"
cd "$source"
{
  # The kernel has these I2C chips, which only keep what they get, as a module alone.
  sed -i '/^config I2C_STUB/,/help/{/depends on m$/d}' drivers/i2c/Kconfig
  make -s tinyconfig
  scripts/kconfig/merge_config.sh -m .config "${configs[@]}"
  make -s olddefconfig
} >../log 2>&1 </dev/null || fail "$(tail -n 5 ../log)"

# An option that this version does not know, or that wants another one, is dropped silently.
dropped=$(sort "${configs[@]}" | grep '=y$' | grep -vxF -f .config || true)
[ -z "$dropped" ] || echo "Left out of the kernel: ${dropped//$'\n'/ }" >&2
for option in GPIO_SIM GPIO_CDEV LEDS_USER 9P_FS NET_9P_VIRTIO SERIAL_8250_CONSOLE; do
  grep -qx "CONFIG_$option=y" .config || fail "$source does not take the option CONFIG_$option"
done

timeout 3600 make -s -j"$(nproc)" bzImage >../log 2>&1 </dev/null || fail "$(tail -n 20 ../log)"
mv arch/x86/boot/bzImage "$kernel"
echo "$kernel"
