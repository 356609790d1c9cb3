import { assertEquals } from "@std/assert";
import {
  create_task,
  Event,
  OSError,
  run,
  sleep_ms,
  StreamReader,
  TimeoutError,
  wait_for,
} from "../../mod.ts";
import { UART } from "../../src/machine/mod.ts";
import { Pty } from "./pty.ts";

// A program as it is written for MicroPython, ported line by line.

interface Fix {
  latitude: number;
  longitude: number;
}

/** A reader of GPS: the last position, an event for each, and how many lines were garbage. */
class GPS {
  readonly fixed = new Event();
  fix: Fix | null = null;
  garbled = 0;
  readonly #reader: StreamReader;

  constructor(reader: StreamReader) {
    this.#reader = reader;
  }

  async run(): Promise<void> {
    while (true) {
      const line = await this.#reader.readline();
      if (line.length === 0) return; // pulled out
      this.#parse(new TextDecoder().decode(line).trim());
    }
  }

  #parse(line: string): void {
    const [, body = "", sum = ""] = /^\$(.*)\*([0-9A-F]{2})$/.exec(line) ?? [];
    if (body === "" || checksum(body) !== sum) {
      this.garbled++;
      return;
    }
    const words = body.split(",");
    if (words[0] !== "GPGGA" || words[6] === "0") return;
    this.fix = {
      latitude: degrees(words[2]!, words[3] === "S"),
      longitude: degrees(words[4]!, words[5] === "W"),
    };
    this.fixed.set();
  }
}

function checksum(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return sum.toString(16).toUpperCase().padStart(2, "0");
}

/** `ddmm.mmmm`. */
function degrees(text: string, isNegative: boolean): number {
  const at = text.indexOf(".") - 2;
  const value = Number(text.slice(0, at)) + Number(text.slice(at)) / 60;
  return (isNegative ? -1 : 1) * Math.round(value * 1e6) / 1e6;
}

Deno.test("StreamReader(uart): a program that reads GPS, garbage and pieces of lines included", () =>
  run(async () => {
    using pty = new Pty();
    using uart = new UART(pty.path, 9600);
    const gps = new GPS(new StreamReader(uart));
    const task = create_task(() => gps.run());

    try {
      await wait_for(gps.fixed.wait(), 0.1);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error; // no fix so far
    }
    const munich = "GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,";
    const nowhere = "GPGGA,123520,,,,,0,00,,,M,,M,,";
    const sentence = `$${munich}*${checksum(munich)}\r\n`;
    assertEquals(checksum(munich), "47"); // as the examples of NMEA 0183 have it
    pty.put(sentence.slice(20)); // it began in the middle of a line
    pty.put(`$${nowhere}*${checksum(nowhere)}\r\n`);
    pty.put(sentence.replace("4807", "4907")); // garbled on its way
    await sleep_ms(50);
    assertEquals([gps.fix, gps.garbled], [null, 2]);

    for (const piece of [sentence.slice(0, 7), sentence.slice(7, 40), sentence.slice(40)]) {
      pty.put(piece);
      await sleep_ms(20);
    }
    await wait_for(gps.fixed.wait(), 5);
    assertEquals(gps.fix, { latitude: 48.1173, longitude: 11.516667 });

    pty[Symbol.dispose](); // the receiver is pulled out
    let code: string | undefined;
    try {
      await wait_for(task, 5);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      code = error.code;
    }
    assertEquals(code, "ENODEV");
  }));
