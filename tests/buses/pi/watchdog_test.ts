import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { OSError, RuntimeError } from "../../../mod.ts";
import { UART, WDT } from "../../../src/machine/mod.ts";
import { runAs } from "../programs.ts";

// The watchdog is softdog: it really restarts the machine, which would end these tests.

Deno.test("WDT that is fed, and then disarmed, does not restart the machine", async () => {
  const wdt = new WDT(0, { timeout: 3000 });
  const busy = assertThrows(
    () => new WDT(),
    OSError,
    "Cannot start the watchdog /dev/watchdog: another program has it; systemd if RuntimeWatchdogSec",
  );
  assertEquals(busy.code, "EBUSY");
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    wdt.feed();
  }
  wdt.disarm();
  wdt.disarm();
  const words = "Cannot feed the WDT: it has been disarmed; make a new one";
  assertThrows(() => wdt.feed(), RuntimeError, words);
  await new Promise((resolve) => setTimeout(resolve, 5000));
});

Deno.test("WDT and UART without the rights say what gives them", async () => {
  using _uart = new UART(0); // it is there
  const program = (what: string) =>
    runAs(65534, `import { UART, WDT } from "./src/machine/mod.ts"; ${what}`);
  await assertRejects(
    () => program("new WDT()"),
    Error,
    "Cannot start the watchdog /dev/watchdog: it takes root's rights; the service has to run with",
  );
  await assertRejects(
    () => program("new UART(0)"),
    Error,
    "Cannot open /dev/serial0: permission denied; `sudo usermod -aG dialout $USER` gives it",
  );
});
