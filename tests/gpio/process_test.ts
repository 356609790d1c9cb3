import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { libgpiod } from "../../ffi/libgpiod.ts";
import { ANYBODY, Program, runProgram } from "./processes.ts";
import { drive, level, untilUsedBy, usersOf, VERSION } from "./wires.ts";

Deno.test("libgpiod() is the version that is installed", () => {
  assertEquals(libgpiod().version.startsWith(VERSION === 2 ? "2." : "1.6"), true);
});

Deno.test("src/machine/mod.ts is imported without a permission, and opens nothing", async () => {
  const { code, stdout, stderr } = await runProgram("import.ts", { flags: [] });
  assertEquals([code, stdout, stderr], [0, "imported\n", ""]);
});

Deno.test("Pin and LED without --allow-ffi: the error is Deno's own", async () => {
  for (const program of ["use_line.ts", "light_led.ts"]) {
    const { code, stdout, stderr } = await runProgram(program, { args: ["17"], flags: [] });
    assertEquals([code, stdout], [1, ""]);
    assertStringIncludes(stderr, "NotCapable: Requires ffi access");
    assertStringIncludes(stderr, "--allow-ffi");
  }
});

Deno.test("Pin without the library: the error says how to install it", async () => {
  libgpiod(); // so that it is mapped
  const maps = Deno.readTextFileSync("/proc/self/maps");
  const folder = /(\/\S+)\/libgpiod\.so/.exec(maps)![1]!;
  const cover = 'mount -t tmpfs none "$0" && exec "$@"'; // for this process alone
  const { code, stdout, stderr } = await runProgram("use_line.ts", {
    args: ["17"],
    under: ["unshare", "--mount", "sh", "-c", cover, folder],
  });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(
    stderr,
    "OSError: Cannot use GPIO: libgpiod is not installed; `sudo apt install libgpiod3` does that",
  );
  assertStringIncludes(stderr, "its code: ENOENT");
});

Deno.test("Pin without the right to open the chip: the error names the group that has it", async () => {
  for (const id of ["17", '["/dev/gpiochip0", 17]']) {
    const conditions = { args: [id], under: ANYBODY };
    const { code, stdout, stderr } = await runProgram("use_line.ts", conditions);
    assertEquals([code, stdout], [1, ""]);
    assertStringIncludes(
      stderr,
      "OSError: Cannot open the GPIO chip /dev/gpiochip0: permission denied; " +
        "`sudo usermod -aG gpio $USER` lets you in from the next login on",
    );
    assertStringIncludes(stderr, "its code: EACCES");
  }
});

Deno.test("Pin that has been forgotten keeps its line and its level", async () => {
  drive(6, 0);
  await using program = await Program.start("hold_lines.ts", {
    flags: ["--allow-ffi", "--v8-flags=--expose-gc"],
  });
  assertEquals(program.printed, "collected,collected\n");
  await untilUsedBy("uasyncio", 8);
  assertEquals([await usersOf([6, 7]), level(6)], [["uasyncio", "uasyncio"], 1]);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  Deno.test(`Pin: after ${signal} no line is in use any more`, async () => {
    await using program = await Program.start("hold_lines.ts", {
      flags: ["--allow-ffi", "--v8-flags=--expose-gc"],
    });
    await untilUsedBy("uasyncio", 8);
    assertEquals((await program.end(signal)).signal, signal);
    assertEquals(await usersOf([6, 7, 8]), [null, null, null]);
  });
}

Deno.test("run() lets the process end, whatever is watched", async () => {
  const { code, stdout, stderr } = await runProgram("leave_run.ts");
  assertEquals([code, stderr], [0, ""]);
  assert(stdout !== "" && Number(stdout) < 2000, `${stdout} ms`); // and not how long Deno starts
  assertEquals(await usersOf([6, 7]), [null, null]);
});
