// Simulates what examples/gps.ts takes: a GPS receiver at the serial port. It finds its satellites
// after two seconds, and then walks north and west through a park; once a byte comes to harm.

import { create_task, sleep_ms } from "@uasyncio/uasyncio";
import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";

const board = new SimulatedBoard();
set_board(board);

/** A sentence with its checksum and its end. */
function sentence(text: string): string {
  let sum = 0;
  for (const byte of new TextEncoder().encode(text)) sum ^= byte;
  return `$${text}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`;
}

/** An angle as "4807.038": degrees, then minutes with two digits before the point. */
function angle(degrees: number, digits: number): string {
  const minutes = (degrees % 1 * 60).toFixed(4).padStart(7, "0");
  return String(Math.floor(degrees)).padStart(digits, "0") + minutes;
}

create_task(async () => {
  const device = board.uart(0);
  device.write("X,N,00001.0000,W*00\r\n"); // the end of a sentence that nobody has heard begin
  for (let second = 0;; second++) {
    const time = `1200${String(second % 60).padStart(2, "0")}.00`;
    const latitude = angle(51.5 + second / 50_000, 2);
    const longitude = angle(0.125 + second / 40_000, 3);
    const fix = `${latitude},N,${longitude},W,1,08,0.9,25.4,M,47.0,M,,`;
    const gga = sentence(`GPGGA,${time},${second < 2 ? ",,,,0,03,,,M,,M,," : fix}`);
    device.write(second === 3 ? gga.replace(",N,", ",S,") : gga);
    device.write(sentence("GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1"));
    await device.drain();
    await sleep_ms(1000);
  }
});
