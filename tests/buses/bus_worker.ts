/** A Worker that reads on the buses of the emulated Pi, as fast as it can, and says what it saw. */
import { I2C, SPI } from "../../src/machine/mod.ts";

using i2c = new I2C(1);
using spi = new SPI(0, { baudrate: 10_000_000 });
const seen = new Set<string>();
for (let i = 0; i < 40; i++) {
  seen.add(i2c.readfrom_mem(0x48, 3, 2).join());
  const id = new Uint8Array(3);
  spi.transfer([{ write: Uint8Array.of(0x9f) }, { readinto: id }]);
  seen.add(id.join());
}
(self as unknown as Worker).postMessage([...seen]);
