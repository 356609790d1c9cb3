#!/usr/bin/env bash
# Makes what pi.ts boots: Debian trixie's own arm64 kernel with its stock drivers, QEMU 10,
# and a root file system with Deno, Python and the tools of the buses. All of it comes as
# packages from this machine's Debian mirror and from npm, and is unpacked into a per-user
# cache: nothing is built or installed. It takes half a minute and some 200 MB, once.
# Prints the directory.
#
#   tests/lab/make_pi.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/uasyncio/lab

fail() {
  echo "Cannot make the emulated Raspberry Pi: $*" >&2
  exit 1
}

version=$(deno eval 'console.log(Deno.version.deno)')
hash=$(sha256sum "$here/make_pi.sh" | cut -c 1-12)
ready=$cache/pi-$version-$hash
if [ -d "$ready" ]; then
  echo "$ready"
  exit
fi
for tool in apt-get dpkg-deb npm; do
  command -v $tool >/dev/null || fail "$tool is not on the PATH"
done

# Programs that run here, and what runs in the machine.
outside=(qemu-system-arm device-tree-compiler busybox-static)
inside=(busybox-static libgpiod3 gpiod i2c-tools python3-smbus2 python3-spidev)
# In the order in which they are loaded; softdog before the Pi's own watchdog, without which
# the machine cannot be turned off.
modules=(i2c-bcm2835 i2c-dev i2c-algo-bit i2c-gpio spi-bcm2835 pwm-bcm2835 leds-gpio softdog
  bcm2835_wdt industrialio kfifo_buf industrialio-triggered-buffer dps310 ti-ads1015 dht11 lm75
  wire w1-gpio w1_therm)

mkdir -p "$cache"
work=$(mktemp -d "$cache/make.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
echo "Fetching an emulated Raspberry Pi into $cache" >&2

mirror=$(sed -n 's/^URIs: *//p; s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\(http[^ ]*\) .*/\2/p' \
  /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1 || true)
[ -n "$mirror" ] || fail "apt-get has no sources on this machine"
native=$(dpkg --print-architecture)
mkdir -p apt/lists/partial apt/archives/partial packages root tools result
: >apt/status # nothing is installed there, so that all that a package needs comes with it
cat >apt/trixie.sources <<SOURCES
Types: deb
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
options=(-qq -o "Dir::Etc::sourcelist=$work/apt/trixie.sources" -o Dir::Etc::sourceparts=-
  -o "Dir::State=$work/apt" -o "Dir::State::status=$work/apt/status" -o "Dir::Cache=$work/apt"
  -o "APT::Architectures::=$native" -o APT::Architectures::=arm64
  -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Acquire::Retries=3)
timeout 300 apt-get "${options[@]}" update >&2 || fail "apt-get does not get trixie's list"

# unpack DIRECTORY ARCHITECTURE PACKAGE...: with all that they need of that architecture.
unpack() {
  local directory=$1 architecture=$2
  shift 2
  rm -f apt/archives/*.deb
  timeout 600 apt-get "${options[@]}" install -y --no-install-recommends --download-only "$@" >&2 ||
    fail "apt-get does not get $*"
  for package in apt/archives/*_{all,"$architecture"}.deb; do
    case $package in */tzdata_* | */debconf_* | */openssl-provider-*) continue ;; esac
    dpkg-deb -x "$package" "$directory"
  done
}
unpack tools "$native" "${outside[@]}"
unpack root arm64 "${inside[@]/%/:arm64}"
kernel=$(apt-cache "${options[@]}" depends linux-image-arm64:arm64 | sed -n 's/.*Depends: //p' | head -n 1)
(cd packages && timeout 600 apt-get "${options[@]}" download "${kernel%:*}:arm64" python3-serial >&2) ||
  fail "apt-get does not get $kernel"
dpkg-deb -x packages/python3-serial_*.deb root
(cd packages && npm pack --silent "@deno/linux-arm64-glibc@$version" >/dev/null) ||
  fail "npm does not get Deno $version for arm64"

# QEMU with its own loader and libraries. It would load the modules of a QEMU that is
# installed here, and abort over them: so it is told to look for them where none are.
LC_ALL=C sed -i 's,/usr/lib/\([a-z0-9_-]*/qemu\),/nowhere/\1,g' tools/usr/bin/qemu-system-aarch64
cat >result/run <<'RUN'
#!/bin/sh
usr=$(dirname "$0")/tools/usr
for library in "$usr"/lib/*-linux-gnu; do :; done
for loader in "$library"/ld-linux*.so.?; do :; done
program=$1
shift
exec "$loader" --library-path "$library" "$usr/bin/$program" "$@"
RUN
chmod +x result/run
rm -rf tools/usr/share/{doc,man,locale,icons,applications} tools/etc tools/var
mv tools result/tools

tar -xzf packages/deno-*.tgz -C packages
dpkg-deb --fsys-tarfile packages/linux-image-*.deb | tar -x -C packages --wildcards \
  './boot/vmlinuz-*' '*/bcm2837-rpi-zero-2-w.dtb' '*/kernel/drivers/*.ko.xz'
mv packages/boot/vmlinuz-* result/vmlinuz

# The root file system.
rm -rf root/{etc,var} root/usr/share/{doc,man,locale,zoneinfo,info,perl*} \
  root/usr/bin/perl* root/usr/lib/aarch64-linux-gnu/{gconv,perl*,libperl*,libsqlite3*}
mkdir -p root/{dev,proc,sys,tmp,run,root,app,modules,etc}
for name in bin sbin lib; do [ -e root/$name ] || ln -s usr/$name root/$name; done
mv packages/package/deno root/usr/bin/deno
for name in "${modules[@]}"; do
  found=$(find packages -name "$name.ko.xz" | head -n 1)
  [ -n "$found" ] || fail "$kernel has no module $name"
  result/tools/usr/bin/busybox xz -dc "$found" >"root/modules/$name.ko"
done
printf '%s\n' "${modules[@]}" >root/modules/order
cat >root/init <<'INIT'
#!/usr/bin/busybox sh
/usr/bin/busybox --install -s /usr/bin 2>/dev/null
export PATH=/usr/sbin:/usr/bin HOME=/root DENO_DIR=/tmp/deno NO_COLOR=1 DENO_NO_UPDATE_CHECK=1
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
ln -s ttyAMA0 /dev/serial0
echo 'root:x:0:0:root:/root:/bin/sh
pi:x:1000:1000:pi:/tmp:/bin/sh' >/etc/passwd
hostname raspberrypi
ifconfig lo 127.0.0.1
date -s "@$now" >/dev/null # of the kernel's command line
while read -r module; do insmod "/modules/$module.ko" || echo "no module $module"; done </modules/order
# The emulator tells the flash how its chip select is at the first change only.
for select in 0 1; do printf '\0' >/dev/spidev0.$select; done
cd /app
sh /command
printf '\002exit %s\003\n' $?
sleep 0.2
poweroff -f
INIT
chmod +x root/init
(cd root && find . | ../result/tools/usr/bin/busybox cpio -o -H newc 2>/dev/null) >result/root.cpio

# The device tree of the emulated machine: SPI with two chip selects, by lines, and without
# DMA, which the emulator has not; PWM at GPIO18 and GPIO19; no Bluetooth at the serial port; a
# DHT11 at GPIO4 and 1-Wire at GPIO5, where nothing is connected.
mv "$(find packages -name bcm2837-rpi-zero-2-w.dtb | head -n 1)" result/pi.dtb
tree() { # tree TYPE NODE PROPERTY VALUE...
  result/run fdtput -t "$1" result/pi.dtb "${@:2}"
}
gpio=/soc/gpio@7e200000
spi=/soc/spi@7e204000
handle() { result/run fdtget result/pi.dtb "$1" phandle; }
lines=$(handle $gpio)
result/run fdtput -d result/pi.dtb $gpio pinctrl-0 pinctrl-names
tree s $spi status okay
tree s $spi pinctrl-names default
tree i $spi pinctrl-0 "$(handle $gpio/spi0-gpio7)"
tree i $spi cs-gpios "$lines" 8 1 "$lines" 7 1
result/run fdtput -d result/pi.dtb $spi dmas dma-names
for select in 0 1; do
  result/run fdtput -c result/pi.dtb $spi/spidev@$select
  tree s $spi/spidev@$select compatible rohm,dh2228fv
  tree i $spi/spidev@$select reg $select
  tree i $spi/spidev@$select spi-max-frequency 125000000
done
tree s /soc/pwm@7e20c000 status okay
tree s /soc/pwm@7e20c000 pinctrl-names default
tree i /soc/pwm@7e20c000 pinctrl-0 "$(handle $gpio/pwm0-gpio18)" "$(handle $gpio/pwm1-gpio19)"
result/run fdtput -r result/pi.dtb /soc/serial@7e201000/bluetooth
result/run fdtput -c result/pi.dtb /dht11@4
tree s /dht11@4 compatible dht11
tree i /dht11@4 gpios "$lines" 4 0
result/run fdtput -c result/pi.dtb /onewire@5
tree s /onewire@5 compatible w1-gpio
tree i /onewire@5 gpios "$lines" 5 0

# Last, so that what is there is complete; another run may have been quicker.
mv -T result "$ready" 2>/dev/null || [ -d "$ready" ] || fail "$ready cannot be written"
echo "$ready"
