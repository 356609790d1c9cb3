import { assert, assertEquals, assertThrows } from "@std/assert";
import { create_task, OSError, sleep_ms } from "../../mod.ts";
import { Pin } from "../../src/machine/mod.ts";
import { drive, runBriefly } from "./wires.ts";

const CHIPS = "/sys/kernel/config/gpio-sim";
/** Kernels before 6.5 let the tasks wait that await an edge of a chip that has gone. */
const [major = 0, minor = 0] = Deno.osRelease().split(".").map(Number);
const KERNEL_TELLS = major > 6 || (major === 6 && minor >= 5);

/** Makes a chip of four lines, which can be unplugged. */
function makeChip(name: string, label: string): { plug(isIn: boolean): void } & Disposable {
  const place = `${CHIPS}/${name}`;
  Deno.mkdirSync(`${place}/bank0`, { recursive: true });
  Deno.writeTextFileSync(`${place}/bank0/num_lines`, "4");
  Deno.writeTextFileSync(`${place}/bank0/label`, label);
  const plug = (isIn: boolean) => Deno.writeTextFileSync(`${place}/live`, isIn ? "1" : "0");
  plug(true);
  return {
    plug,
    [Symbol.dispose]() {
      try {
        plug(false);
      } catch {
        // It has been unplugged already.
      }
      Deno.removeSync(`${place}/bank0`);
      Deno.removeSync(place);
    },
  };
}

Deno.test("Pin of a chip that is unplugged: waiting ends with ENODEV, others go on, and it is found again", async () => {
  using chip = makeChip("plug", "lab-plug");
  drive(27, 0);
  const gone = new Pin(["lab-plug", 1], Pin.IN);
  using stays = new Pin(27, Pin.IN);
  const codes: string[] = [];
  const wait = (what: () => Promise<unknown>) =>
    create_task(async () => {
      try {
        await what();
      } catch (error) {
        codes.push((error as OSError).code);
      }
    });
  await runBriefly(async () => {
    const edges = gone.edges();
    const waiting = [wait(async () => await gone.edge()), wait(() => edges.next())];
    const other = create_task(async () => (await stays.edge()).level);
    await sleep_ms(20);
    chip.plug(false);
    if (KERNEL_TELLS) { for (const task of waiting) await task; }
    drive(27, 1);
    assertEquals(await other, 1);
    for (const task of waiting) task.cancel();
  });
  if (KERNEL_TELLS) assertEquals(codes, ["ENODEV", "ENODEV"]);
  const error = assertThrows(() => gone.value(), OSError, "has been unplugged; plug it in");
  assertEquals(error.code, "ENODEV");
  chip.plug(true);
  {
    using again = new Pin(["lab-plug", 1], Pin.IN);
    assertEquals(again.value(), 0);
  }
  gone.close();
});

Deno.test("Pin by a label that two chips share is refused, whatever was opened before", () => {
  using _one = makeChip("twin1", "lab-twins");
  using _first = new Pin(["lab-twins", 0], Pin.IN);
  using _two = makeChip("twin2", "lab-twins");
  const message = 'Cannot open the GPIO chip "lab-twins": ';
  const error = assertThrows(() => new Pin(["lab-twins", 1]), RangeError, message);
  assert(error.message.includes("share the label; give the path of one of them"), error.message);
});

Deno.test("Pin takes a chip by the kernel's name of it, and a line by its name there", () => {
  using one = new Pin(["gpiochip1", "EXP_IN"], Pin.IN);
  using same = new Pin(["lab-expander", 0]);
  assertEquals(one.value(), same.value());
});
