import { assert } from "@std/assert";
import { libc } from "../../ffi/libc.ts";
import { hostTimeOf } from "../../ffi/monotonic.ts";

Deno.test("hostTimeOf() is what performance.now() was at a time of CLOCK_MONOTONIC", async () => {
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    const timespec = new BigInt64Array(2);
    libc().clock_gettime(1, timespec);
    const after = performance.now();
    const host = hostTimeOf(timespec[0]! * 1_000_000_000n + timespec[1]!);
    assert(before - 0.1 < host && host < after + 0.1, `${host}, not ${before} to ${after}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
});
