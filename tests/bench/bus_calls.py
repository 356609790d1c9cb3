"""As bus_calls.ts does, with smbus2 and spidev."""
import sys
import time

import smbus2
import spidev

PASS = 0.2

i2c = smbus2.SMBus(1)
spi = spidev.SpiDev()
spi.open(0, 0)
spi.max_speed_hz = 10_000_000
out = bytes([3]) * 4096


calls = {
    # Its quickest way: by a command of SMBus, which Linux makes the same messages of.
    "i2c": lambda: i2c.read_i2c_block_data(0x48, 0, 2),
    "spi": lambda: spi.xfer2(out),
}
for line in sys.stdin:
    call = calls[line.strip()]
    start = time.perf_counter()
    count = 0
    elapsed = 0
    while elapsed < PASS:
        for _ in range(4):
            call()
        count += 4
        elapsed = time.perf_counter() - start
    print(1e6 * elapsed / count, flush=True)
