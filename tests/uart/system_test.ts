import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { OSError } from "../../mod.ts";
import { freq, unique_id, WDT } from "../../src/machine/mod.ts";
import { runText } from "../programs/run_program.ts";

/** What a function gives, or the words of its OSError. */
function resultOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    return error.message;
  }
}

Deno.test("unique_id() is the same each time, of 8 or 16 bytes", () => {
  const id = resultOf(unique_id);
  if (id instanceof Uint8Array) {
    assertEquals([8, 16].includes(id.length), true);
    assertEquals(resultOf(unique_id), id);
  } else {
    const words =
      "Cannot get the unique id: the machine has neither a serial number nor a machine-id";
    assertEquals(id, words);
  }
});

Deno.test("freq() is in Hz, or an error that says so", () => {
  const hz = resultOf(freq);
  if (typeof hz === "number") assertEquals(hz > 1e8 && hz < 1e10, true);
  else assertEquals(hz, "Cannot get the frequency: the kernel does not say how fast the CPU runs");
});

Deno.test("reset() and soft_reset() end the process with 75, for a service to restart", async () => {
  for (const name of ["reset", "soft_reset"]) {
    const { code, stdout } = await runText(`
      import { ${name} } from "./src/machine/mod.ts";
      console.log("before");
      ${name}();
      console.log("after");
    `);
    assertEquals([code, stdout], [75, "before\n"]);
  }
});

Deno.test("WDT: a device that is none is an error, and says what to do", () => {
  const none = assertThrows(
    () => new WDT(0, { device: "/dev/watchdog77" }),
    OSError,
    "Cannot start the watchdog /dev/watchdog77: there is none; `sudo modprobe softdog` makes one",
  );
  assertEquals(none.code, "ENOENT");
  const odd = assertThrows(
    () => new WDT(0, { device: "/dev/null" }),
    OSError,
    "Cannot start the watchdog /dev/null: it does not count to 5 s; a Raspberry Pi's goes up to 15",
  );
  assertEquals(odd.code, "EINVAL");
  const full = "Cannot reach the watchdog /dev/full: No space left on device";
  assertThrows(() => new WDT(0, { device: "/dev/full" }), OSError, full);
});

Deno.test("RTC.datetime() without the right to set the clock says what it takes", async () => {
  const { stderr } = await runText(
    `
    import { RTC } from "./src/machine/mod.ts";
    // setuid(2) to the user that may do nothing
    const { setuid } = Deno.dlopen("libc.so.6", {
      setuid: { parameters: ["u32"], result: "i32" },
    }).symbols;
    setuid(65534);
    new RTC().datetime(new RTC().datetime());
  `,
    "--allow-ffi",
  );
  const words = "Cannot set the clock: it takes root's rights (CAP_SYS_TIME); Linux keeps it right";
  assertStringIncludes(stderr, words);
});
