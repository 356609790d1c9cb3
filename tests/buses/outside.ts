/** Changes a device of the emulated Raspberry Pi from outside of it; see tests/lab/pi.ts. */
export function setOutside(device: string, property: string, value: number): void {
  tellOutside(`set ${device} ${property} ${value}`);
}

/** Says something to the program that runs the machine. */
export function tellOutside(request: string): void {
  Deno.writeTextFileSync("/dev/ttyS1", `\x02${request}\x03`);
}
