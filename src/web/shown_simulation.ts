import type { Level } from "../machine/boards/board.ts";
import type { BusTransfer } from "../machine/boards/bus_watch.ts";
import type { SimulatedBoard } from "../machine/boards/simulated_board.ts";
import { Hands } from "./hands.ts";
import type { DialState, LineState, PwmState } from "./messages.ts";
import type { OnLevel, ShownBoard } from "./shown_board.ts";

/** So many changes from before the page was served are shown of each line. */
const PAST = 1000;

/** A simulated board as pages see it: everything is known, and everything may be touched. */
export class ShownSimulation implements ShownBoard {
  readonly name: string;
  readonly drives = true;
  readonly #board: SimulatedBoard;
  readonly #names: readonly string[];

  constructor(board: SimulatedBoard) {
    this.name = board.name;
    this.#board = board;
    this.#names = board.lines().map(({ name }) => name);
  }

  hands(): Hands {
    return new Hands(this.#board);
  }

  time_ms(): number {
    return this.#board.time_ms();
  }

  lines(): LineState[] {
    return this.#board.lines().map(({ name, mode, pull, used_by }) => ({
      name,
      mode: mode!,
      pull: pull ?? null,
      used: used_by !== null,
      known: true,
    }));
  }

  levels(): Level[] {
    return this.#names.map((name) => this.#board.level(name));
  }

  past(): Parameters<OnLevel>[] {
    const past = this.#names.flatMap((name, place) =>
      this.#board.history(name).slice(-PAST)
        .map(([time_ms, level]): Parameters<OnLevel> => [place, level, time_ms])
    );
    return past.sort(([, , a], [, , b]) => a - b);
  }

  pwms(): PwmState[] {
    return this.#board.buses.pwm_outputs().map(([name, { freq, duty_u16, duty_ns }]) => ({
      name,
      freq,
      duty: duty_u16 / 65535,
      high_us: duty_ns / 1000,
    }));
  }

  dials(): DialState[] {
    return this.#board.buses.dials().map(({ name, unit, least, most, value }) => ({
      name,
      unit,
      least,
      most,
      value,
    }));
  }

  watch(onLevel: OnLevel, onTransfer: (transfer: BusTransfer) => void): () => void {
    const places = new Map(this.#names.map((name, place) => [name, place]));
    const ends = [
      this.#board.watch((line, level, time_ms) => onLevel(places.get(line)!, level, time_ms)),
      this.#board.buses.watch(onTransfer),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  look(): void {}
}
