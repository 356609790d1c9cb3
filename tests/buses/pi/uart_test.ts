import { assertEquals, assertThrows } from "@std/assert";
import { OSError } from "../../../mod.ts";
import { UART } from "../../../src/machine/mod.ts";

// On the PL011 of an emulated Raspberry Pi, by its stock driver; see tests/lab/pi.ts.

Deno.test("UART opens /dev/serial0, and the driver takes what it can", () => {
  using uart = new UART(0, 115200);
  assertEquals(`${uart}`, "UART(/dev/serial0, baudrate=115200, bits=8, parity=null, stop=1)");
  uart.init({ bits: 7, parity: 1, stop: 2 });
  uart.init({ bits: 8, parity: null, stop: 1 });
  const words = "Cannot set up /dev/serial0: its driver does not take baudrate 4000000, it has ";
  assertThrows(() => uart.init({ baudrate: 4_000_000 }), OSError, words);
  uart.init({ baudrate: 9600 });
  assertEquals(uart.write("hello"), 5);
  uart.flush();
  assertEquals(uart.txdone(), true);
  const start = performance.now();
  uart.sendbreak();
  assertEquals(performance.now() - start < 200, true);
  assertEquals(uart.read(), null);
});

Deno.test("UART refuses the port of the console", () => {
  const error = assertThrows(
    () => new UART("/dev/ttyS1"),
    OSError,
    "Cannot open /dev/ttyS1: it is the kernel's console; " +
      "`sudo raspi-config nonint do_serial_cons 1` ends that, from the next boot on",
  );
  assertEquals(error.code, "EBUSY");
});
