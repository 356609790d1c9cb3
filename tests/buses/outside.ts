/** Changes a device of the emulated Raspberry Pi from outside of it; see tests/lab/pi.ts. */
export function setOutside(device: string, property: string, value: number): void {
  Deno.writeTextFileSync("/dev/ttyS1", `\x02set ${device} ${property} ${value}\x03`);
}
