import { assertEquals, assertThrows } from "@std/assert";
import { create_task, sleep_ms } from "../../mod.ts";
import {
  type Board,
  type Edge,
  type Level,
  Pin,
  set_board,
  type SimulatedBoard,
} from "../../src/machine/mod.ts";
import { Encoder, type EncoderOptions } from "../../src/primitives/mod.ts";
import { sleep_us as block_us } from "../../src/time/mod.ts";
import { onBoard } from "./on_board.ts";

const X = 5;
const Y = 6;
const PHASES = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;

/** A knob, turned by hand. */
class Knob {
  #phase = 0;
  readonly #board: SimulatedBoard;

  constructor(board: SimulatedBoard) {
    this.#board = board;
  }

  /** Turns by so many edges, one each millisecond; or of 0.1 ms each while the loop is held up. */
  async turn(edges: number, ms = 1): Promise<void> {
    for (let i = 0; i < Math.abs(edges); i++) {
      this.#phase = (this.#phase + Math.sign(edges) + 4) % 4;
      const [x, y] = PHASES[this.#phase]!;
      this.#board.drive(X, x);
      this.#board.drive(Y, y);
      if (ms > 0) await sleep_ms(ms);
      else block_us(100);
    }
  }
}

function withEncoder(
  options: EncoderOptions,
  body: (encoder: Encoder, knob: Knob) => Promise<void>,
): Promise<void> {
  return onBoard(async (board) => {
    using encoder = new Encoder(new Pin(X, Pin.IN), new Pin(Y, Pin.IN), options);
    await body(encoder, new Knob(board));
  });
}

Deno.test("Encoder.value() counts the edges in both directions", async () => {
  await withEncoder({}, async (encoder, knob) => {
    await knob.turn(10);
    await sleep_ms(1);
    assertEquals(encoder.value(), 10);
    await knob.turn(-25);
    await sleep_ms(1);
    assertEquals(encoder.value(), -15);
  });
});

Deno.test("Encoder divides, begins at v and keeps to its limits", async () => {
  await withEncoder({ v: 5, div: 4, vmin: 0, vmax: 10 }, async (encoder, knob) => {
    for (const [edges, value] of [[4, 6], [40, 10], [-4, 9], [-100, 0], [8, 2]] as const) {
      await knob.turn(edges);
      await sleep_ms(1);
      assertEquals(encoder.value(), value);
    }
  });
});

Deno.test("Encoder with mod goes round", async () => {
  await withEncoder({ mod: 10 }, async (encoder, knob) => {
    await knob.turn(12);
    await sleep_ms(1);
    assertEquals(encoder.value(), 2);
    await knob.turn(-3);
    await sleep_ms(1);
    assertEquals(encoder.value(), 9);
  });
});

Deno.test("Encoder tells its callback of the value and the change, after its delay", async () => {
  const calls: unknown[] = [];
  const callback = (v: number, delta: number, name: string) => calls.push([v, delta, name]);
  await withEncoder({ callback, args: ["volume"], delay: 50 }, async (_encoder, knob) => {
    await knob.turn(20);
    assertEquals(calls, []);
    await sleep_ms(40);
    assertEquals(calls, [[20, 20, "volume"]]);
    await knob.turn(-5);
    await sleep_ms(100);
    await knob.turn(3);
    await knob.turn(-3); // no change in the end
    await sleep_ms(100);
    assertEquals(calls.slice(1), [[15, -5, "volume"]]);
  });
});

Deno.test("Encoder takes edges that come in a burst in the order of their times", async () => {
  await withEncoder({ delay: 10 }, async (encoder, knob) => {
    await knob.turn(100, 0);
    await sleep_ms(50);
    assertEquals(encoder.value(), 100);
  });
});

Deno.test("Encoder.value() counts edges that come late in their place", async () => {
  await onBoard(async (board) => {
    /** What hears of the edges of each line. */
    const listeners: ((edge: Edge) => void)[] = [];
    /** A board whose edges come when the test says so. */
    const late: Board = {
      name: "late",
      lines: () => board.lines(),
      find: (id) => board.find(id),
      led: () => null,
      request(lines) {
        const request = board.request(lines);
        const listen = (callback: ((edge: Edge) => void) | null) => {
          if (callback !== null) listeners[lines[0]!.offset] = callback;
        };
        return new Proxy(request, {
          get(target, name: keyof typeof request) {
            const value = name === "listen" ? listen : target[name];
            return typeof value === "function" ? value.bind(target) : value;
          },
        });
      },
    };
    set_board(late);
    using encoder = new Encoder(new Pin(X, Pin.IN), new Pin(Y, Pin.IN));
    const tell = async (line: number, level: Level, ms: number) => {
      const rest = { sequence: 0, gap: false, ticks_ms: ms };
      listeners[line]!({ level, timestamp_ns: BigInt(ms) * 1_000_000n, ...rest });
      await sleep_ms(1);
    };
    await sleep_ms(1);
    for (const ms of [1, 3, 5, 7]) await tell(X, ms % 4 === 1 ? 1 : 0, ms);
    assertEquals(encoder.value(), 0); // for all that is known
    for (const ms of [2, 4, 6, 8]) await tell(Y, ms % 4 === 2 ? 1 : 0, ms);
    assertEquals(encoder.value(), 8);
    await tell(Y, 1, 5005);
    await tell(X, 1, 5006);
    assertEquals(encoder.value(), 6);
  });
});

Deno.test("Encoder: for await gives each new value", async () => {
  await withEncoder({ delay: 10 }, async (encoder, knob) => {
    const values: number[] = [];
    const task = create_task(async () => {
      for await (const value of encoder) {
        values.push(value);
        if (values.length === 2) break;
      }
    });
    await sleep_ms(0);
    await knob.turn(4);
    await sleep_ms(50);
    await knob.turn(-1);
    await task;
    assertEquals(values, [4, 3]);
  });
});

Deno.test("Encoder refuses what is no pin, no number and no option", async () => {
  await onBoard(async (board) => {
    const [x, y] = [new Pin(X, Pin.IN), new Pin(Y, Pin.IN)];
    const make = (options: object) => () => new Encoder(x, y, options as EncoderOptions);
    assertThrows(
      make({ divisor: 4 }),
      TypeError,
      'Cannot set up an Encoder: there is no option "divisor"',
    );
    assertThrows(make({ div: "4" }), TypeError, 'div has to be a number, not "4"');
    assertThrows(make({ div: 0 }), RangeError, "div has to be 1 or more, not 0");
    assertThrows(make({ vmin: 5, vmax: 4 }), RangeError, "vmax has to be 5 or more, not 4");
    assertThrows(
      make({ mod: 0 }),
      RangeError,
      "Cannot set up an Encoder: mod has to be 1 or more, not 0",
    );
    assertThrows(make({ delay: -1 }), RangeError, "delay has to be 0 or more, not -1");
    assertThrows(make({ callback: 5 }), TypeError, "Cannot call 5: expected a function, or null");
    assertThrows(
      () => new Encoder(x, 6 as unknown as Pin),
      TypeError,
      "Cannot make an Encoder of 6: expected two Pins",
    );
    new Encoder(x, y).deinit();
    x.mode(Pin.OUT); // nothing watches it any more
    await sleep_ms(0);
    assertEquals(board.level(X), 0);
  });
});
