import { get_event_loop, new_event_loop, run } from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

/** Runs a task on an empty loop with a clock of its own. */
export async function inVirtualTime<T>(main: (clock: VirtualClock) => Promise<T>): Promise<T> {
  new_event_loop();
  get_event_loop().set_exception_handler(null);
  using clock = new VirtualClock();
  try {
    return await run(() => main(clock));
  } finally {
    new_event_loop();
  }
}

/** Runs a task on an empty loop in real time. */
export async function inRealTime<T>(main: () => Promise<T>): Promise<T> {
  new_event_loop();
  get_event_loop().set_exception_handler(null);
  try {
    return await run(main);
  } finally {
    new_event_loop();
  }
}
