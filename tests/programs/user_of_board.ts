// Preloaded by tests: does with the simulated board what the program's arguments say, in virtual
// time. At 1000 ms, "1000:27=0" drives GPIO27 low, "1000:27" taps it, "1000:end" is the end.
import { create_task, sleep_ms } from "../../mod.ts";
import { typeIn } from "../../src/machine/boards/keyboard.ts";
import { get_board, type SimulatedBoard } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

new VirtualClock();
const board = get_board() as SimulatedBoard;
create_task(async () => {
  let time_ms = 0;
  for (const arg of Deno.args) {
    const [due_ms, what] = arg.split(":");
    await sleep_ms(Number(due_ms) - time_ms);
    time_ms = Number(due_ms);
    if (what === "end") Deno.exit();
    typeIn(board, what!, "typed wrongly");
  }
});

// What happens at random happens like this.
let random = 0;
Math.random = () => random = (random + 0.25) % 1;
