import { assertThrows } from "@std/assert";
import { create_task, run, sleep_ms } from "../../mod.ts";
import { Fiber } from "../../src/core/fiber.ts";
import { checkInvariants } from "../../src/core/scheduler.ts";

Deno.test("checkInvariants() says which invariant a fiber breaks", async () => {
  const check = (state: Fiber["state"], invariant: number, what: string) => {
    const fiber = new Fiber(null);
    fiber.state = state;
    assertThrows(
      () => checkInvariants([fiber]),
      Error,
      `Cannot go on: invariant ${invariant} is broken: ${what}`,
    );
  };
  await run(async () => {
    create_task(() => sleep_ms(1));
    await sleep_ms(0);
    check("running", 1, "running, not the holder");
    check("away", 3, "away, and not in or out of `away`");
    check("parked", 4, "parked, place: null");
    check("ready", 4, "ready, queued: false");
    checkInvariants([]);
  });
});
