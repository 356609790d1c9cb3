import { assertEquals, assertThrows } from "@std/assert";
import { RuntimeError, sleep_ms } from "../../mod.ts";
import { Pin, type SimulatedBoard } from "../../src/machine/mod.ts";
import { Pushbutton, type PushbuttonOptions, Switch } from "../../src/primitives/mod.ts";
import { onBoard } from "./on_board.ts";

const N = 27;

/** Presses a button between pin and ground, for a time each, and lets go of it as long. */
async function press(board: SimulatedBoard, ...times: number[]): Promise<void> {
  for (const [i, ms] of times.entries()) {
    const level = i % 2 === 0 ? 0 : 1;
    for (const bounce of [level, 1 - level, level]) board.drive(N, bounce as 0 | 1);
    await sleep_ms(ms);
  }
  board.drive(N, 1);
}

/** What a button that tells of everything tells of some presses. */
async function tellsOf(
  times: number[],
  options: PushbuttonOptions = {},
  kinds = ["press", "release", "double", "long"],
): Promise<string> {
  return await onBoard(async (board) => {
    const button = new Pushbutton(new Pin(N, Pin.IN, Pin.PULL_UP), options);
    const log: string[] = [];
    for (const kind of kinds) {
      const set = `${kind}_func` as "press_func" | "release_func" | "double_func" | "long_func";
      button[set]((name: string) => log.push(name), [kind]);
    }
    await sleep_ms(100);
    await press(board, ...times);
    await sleep_ms(3000);
    button.deinit();
    return log.join(" ");
  });
}

Deno.test("Pushbutton tells of a press and a release", async () => {
  assertEquals(await tellsOf([100]), "press release");
});

Deno.test("Pushbutton tells of a double click at the second press", async () => {
  assertEquals(await tellsOf([100, 100, 100]), "press release press double release");
  assertEquals(await tellsOf([100, 400, 100]), "press release press release");
  assertEquals(
    await tellsOf([80, 80, 80, 80, 80, 80, 80]),
    "press release press double release press release press double release",
  );
});

Deno.test("Pushbutton tells of a long press while it is held", async () => {
  assertEquals(await tellsOf([900]), "press release");
  assertEquals(await tellsOf([1100]), "press long release");
});

Deno.test("Pushbutton that suppresses calls release for a short single press alone", async () => {
  const suppress = { suppress: true };
  assertEquals(await tellsOf([100], suppress), "press release");
  assertEquals(await tellsOf([600], suppress), "press release");
  assertEquals(await tellsOf([1100], suppress), "press long");
  assertEquals(await tellsOf([100, 100, 100], suppress), "press press double");
  assertEquals(await tellsOf([100, 400, 100], suppress), "press release press release");
  assertEquals(await tellsOf([1100], suppress, ["release", "long"]), "long");
  assertEquals(await tellsOf([100, 100, 100], suppress, ["release", "long"]), "release release");
  assertEquals(await tellsOf([1100], suppress, ["release", "double"]), "release");
});

Deno.test("Pushbutton that suppresses calls release once no double click can come", async () => {
  await onBoard(async (board, clock) => {
    const button = new Pushbutton(new Pin(N, Pin.IN, Pin.PULL_UP), true);
    const times: number[] = [];
    button.release_func(() => times.push(clock.time));
    button.double_func(() => {});
    await sleep_ms(100);
    await press(board, 100);
    await sleep_ms(1000);
    assertEquals(times, [100 + Pushbutton.debounce_ms + Pushbutton.double_click_ms]);
  });
});

Deno.test("Pushbutton sets events where there is null for a function", async () => {
  await onBoard(async (board) => {
    using button = new Pushbutton(new Pin(N, Pin.IN, Pin.PULL_UP));
    button.press_func(null);
    button.release_func(null);
    button.long_func(null);
    button.double_func(null);
    const all = () => [button.press, button.release, button.double, button.long];
    await press(board, 100);
    await sleep_ms(100);
    assertEquals(all().map((event) => event.is_set()), [true, true, false, false]);
    for (const event of all()) event.clear();
    await press(board, 100);
    await sleep_ms(1000);
    assertEquals(button.double.is_set(), true);
    button.press_func(false); // nothing any more
    for (const event of all()) event.clear();
    await press(board, 1200);
    await button.release.wait();
    assertEquals(all().map((event) => event.is_set()), [false, true, false, true]);
  });
});

Deno.test("Pushbutton.value() and rawstate() are debounced", async () => {
  await onBoard(async (board) => {
    board.drive(N, 0);
    const button = new Pushbutton(new Pin(N, Pin.IN, Pin.PULL_UP));
    board.drive(N, 1); // it is released when it is low
    assertEquals([button.value(), button.rawstate()], [false, false]);
    await sleep_ms(60);
    assertEquals([button.value(), button.rawstate()], [true, true]);
  });
});

Deno.test("Pushbutton with sense knows a button that is pressed at the beginning", async () => {
  await onBoard(async (board) => {
    board.drive(N, 0);
    const button = new Pushbutton(new Pin(N, Pin.IN, Pin.PULL_UP), false, 1);
    let released = false;
    button.release_func(() => released = true);
    assertEquals(button.value(), true);
    board.drive(N, 1);
    await sleep_ms(60);
    assertEquals([button.value(), released], [false, true]);
  });
});

Deno.test("Pushbutton: functions may wait, and do not hold up the button", async () => {
  await onBoard(async (board) => {
    const log: string[] = [];
    const button = new Pushbutton(new Pin(N, Pin.IN, Pin.PULL_UP));
    button.press_func(async () => {
      log.push("begins");
      await sleep_ms(500);
      log.push("ends");
    });
    button.release_func(() => log.push("released"));
    await press(board, 100, 100, 100);
    await sleep_ms(1000);
    assertEquals(log, ["begins", "released", "begins", "released", "ends", "ends"]);
  });
});

Deno.test("Pushbutton.deinit() ends it, and so does closing its pin", async () => {
  await onBoard(async (board) => {
    let calls = 0;
    const pin = new Pin(N, Pin.IN, Pin.PULL_UP);
    const button = new Pushbutton(pin);
    button.press_func(() => calls++);
    button.long_func(() => calls++);
    await press(board, 100);
    await sleep_ms(100);
    assertEquals(calls, 1);
    const pressing = press(board, 100);
    await pressing;
    button.deinit();
    await press(board, 2000);
    assertEquals(calls, 2);
    const other = new Pushbutton(pin);
    pin.close();
    await sleep_ms(10);
    other.deinit();
  });
});

Deno.test("Pushbutton and Switch refuse what is no pin, no sense, no option, no function", async () => {
  await onBoard(async () => {
    const any = <T>(value: unknown) => value as T;
    assertThrows(
      () => new Pushbutton(any<Pin>(27)),
      TypeError,
      "Cannot make a Pushbutton of 27: expected a Pin",
    );
    assertThrows(() => new Switch(any<Pin>(27)), TypeError, "Cannot make a Switch of 27");
    const pin = new Pin(N, Pin.IN);
    assertThrows(
      () => new Pushbutton(pin, false, any<0>("low")),
      RangeError,
      'Cannot set up a Pushbutton with sense "low": it is 0, 1 or null',
    );
    assertThrows(
      () => new Pushbutton(pin, { supress: true } as object),
      TypeError,
      'Cannot set up a Pushbutton: there is no option "supress"',
    );
    const button = new Pushbutton(pin);
    assertThrows(
      () => button.press_func(any<() => void>("f")),
      TypeError,
      'Cannot call "f": expected a function, or null for an event',
    );
    button.deinit();
    pin.close();
    assertThrows(() => new Switch(pin), RuntimeError, "the pin has been closed");
    await sleep_ms(0);
  });
});

Deno.test("Switch tells of closing and opening", async () => {
  await onBoard(async (board) => {
    const log: string[] = [];
    using contact = new Switch(new Pin(N, Pin.IN, Pin.PULL_UP));
    contact.close_func((what: string) => log.push(what), ["closed"]);
    contact.open_func();
    assertEquals(contact.value(), 1);
    await press(board, 100);
    assertEquals([contact.value(), log, contact.open.is_set()], [0, ["closed"], false]);
    await contact.open.wait();
    assertEquals([contact.value(), log], [1, ["closed"]]);
    contact.close_func(null);
    await press(board, 100);
    assertEquals([contact.close.is_set(), log.length], [true, 1]);
  });
});
