import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { OSError, run } from "../../mod.ts";
import { I2C } from "../../src/machine/mod.ts";

// On chips of the kernel's own that know the commands of SMBus alone, as many a PC's adapter does:
// i2c-stub, which only some of the kernels of tests/lab have.

const CHIPS = [0x40, 0x48, 0x50];

function hasChips(): boolean {
  try {
    return Deno.readTextFileSync("/sys/bus/i2c/devices/i2c-0/name").startsWith("SMBus stub");
  } catch {
    return false;
  }
}

Deno.test({
  name: "I2C on an adapter that has SMBus alone does what its commands can do, and says what not",
  ignore: !hasChips(),
  async fn() {
    using i2c = new I2C(0);
    assertEquals(i2c.scan(), CHIPS);
    for (const length of [1, 2, 3, 32]) {
      const bytes = Uint8Array.from({ length }, (_, i) => 10 * length + i);
      i2c.writeto_mem(0x48, 0x20, bytes);
      assertEquals(i2c.readfrom_mem(0x48, 0x20, length), bytes);
    }
    i2c.writeto(0x50, Uint8Array.of(7, 99)); // a register's number, and its byte
    i2c.writeto(0x50, Uint8Array.of(7));
    assertEquals([...i2c.readfrom(0x50, 1)], [99]);
    await run(async () => {
      assertEquals(await i2c.async.scan(), CHIPS);
      await i2c.async.writeto_mem(0x40, 3, Uint8Array.of(1, 2));
      assertEquals([...await i2c.async.readfrom_mem(0x40, 3, 2)], [1, 2]);
      await assertRejects(
        async () => await i2c.async.readfrom(0x40, 5),
        OSError,
        "this adapter has the commands of SMBus alone",
      );
    });
    for (
      const tooMuch of [
        () => i2c.readfrom_mem(0x48, 0, 33),
        () => i2c.readfrom_mem(0x48, 0, 1, { addrsize: 16 }),
        () => i2c.readfrom(0x48, 2),
        () => i2c.writeto_mem(0x48, 0, new Uint8Array(33)),
      ]
    ) {
      const error = assertThrows(tooMuch, OSError, "this adapter has the commands of SMBus alone");
      assertEquals(error.code, "EOPNOTSUPP");
    }
    assertThrows(() => i2c.readfrom_mem(0x33, 0, 1), OSError, "no device has answered (NACK)");
  },
});
