import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, OSError, run, sleep_ms } from "../../../mod.ts";
import { DS18X20, OneWire } from "../../../src/onewire/mod.ts";
import { runAs } from "../programs.ts";
import { cover, echo } from "../sysfs.ts";

// The kernel's driver has GPIO5. The emulator's line stays low, which is how a thermometer says
// 0 degrees; a device is added by hand, as the search finds nothing there but noise. Other temperatures are files
// that are laid over the kernel's.

const BUSES = "/sys/bus/w1/devices";
const MASTER = `${BUSES}/w1_bus_master1`;
const ONE = "28-000005e2fdc3";
const TWO = "22-0316a2795a12";
const SWITCH = "3a-0000001b3c4d";

function connected(name: string): Disposable {
  echo(`${name}\n`, `${MASTER}/w1_master_add`);
  return { [Symbol.dispose]: () => echo(`${name}\n`, `${MASTER}/w1_master_remove`) };
}

/** How long a task that sleeps for 1 ms is late at most. */
async function latenessDuring(work: () => Promise<void>): Promise<number> {
  let late = 0;
  const task = create_task(async () => {
    for (let last = performance.now();; last = performance.now()) {
      await sleep_ms(1);
      late = Math.max(late, performance.now() - last);
    }
  });
  await work();
  task.cancel();
  return late;
}

Deno.test("OneWire at a line that no driver has is an error that says what gives it to one", () => {
  assertThrows(
    () => new OneWire(17),
    RangeError,
    "Cannot use 1-Wire at GPIO17: no driver of the kernel has the line; the line " +
      "dtoverlay=w1-gpio,gpiopin=17 in /boot/firmware/config.txt",
  );
  assertThrows(
    () => new OneWire("w1_bus_master7"),
    RangeError,
    'Cannot use the 1-Wire bus "w1_bus_master7": Linux has w1_bus_master1; dtoverlay=w1-gpio',
  );
});

Deno.test("OneWire.scan() finds what the kernel has found", async () => {
  const bus = new OneWire(5);
  const ds = new DS18X20(bus);
  await run(async () => {
    await assertRejects(
      async () => await ds.convert_temp(),
      OSError,
      "Cannot convert temperatures: there is no thermometer on w1_bus_master1; see",
    );
  });
  using _one = connected(ONE);
  using _switch = connected(SWITCH);
  assertEquals(bus.scan().map((rom) => rom.toHex()), ["28c3fde2050000e9", "3a4d3c1b000000a9"]);
  assertEquals(ds.scan().map((rom) => rom.toHex()), ["28c3fde2050000e9"]);
  for (const [i, name] of [ONE, SWITCH].entries()) {
    assertEquals(bus.scan()[i]!.toHex(), Deno.readFileSync(`${MASTER}/${name}/id`).toHex());
  }
});

Deno.test("DS18X20.convert_temp() lets the kernel's driver measure, while the loop runs on", async () => {
  using _one = connected(ONE);
  const ds = new DS18X20(new OneWire("GPIO5"));
  await run(async () => {
    const late = await latenessDuring(async () => await ds.convert_temp());
    assertEquals(late < 500, true, `${late} ms late`); // as for DHT22
    assertEquals(ds.scan().map((rom) => ds.read_temp(rom)), [0]);
  });
});

Deno.test("DS18X20 may be used by any user", async () => {
  using _one = connected(ONE);
  const program = `
    import { run } from "./mod.ts";
    import { DS18X20, OneWire } from "./src/onewire/mod.ts";
    await run(async () => {
      const ds = new DS18X20(new OneWire(5));
      await ds.convert_temp();
      console.log(ds.read_temp(ds.scan()[0]));
    });
  `;
  assertEquals(await runAs(1000, program), "0");
});

Deno.test("DS18X20.read_temp() has the exact sixteenths, and the error of each thermometer", async () => {
  const unreadable = new URL("file:///proc/self/mem"); // at 0 it gives EIO
  using _files = cover(BUSES, {
    w1_bus_master1: {
      w1_master_slaves: "",
      therm_bulk_read: "1\n",
      [ONE]: { temperature: "21437\n" },
      [TWO]: { temperature: "-7062\n" },
      "10-000802824e58": { temperature: "23687\n" },
      "28-000000000001": { temperature: unreadable },
      "28-000000000002": { name: "a thermometer without a driver\n" },
    },
  });
  const ds = new DS18X20(new OneWire(5));
  await run(ds.convert_temp());
  assertEquals(Deno.readTextFileSync(`${MASTER}/therm_bulk_read`), "trigger\n");
  const [ten, two, damaged, gone, one] = ds.scan() as Uint8Array[];
  assertEquals([one, two, ten].map((rom) => ds.read_temp(rom!)), [21.4375, -7.0625, 23.687]);
  const error = assertThrows(
    () => ds.read_temp(damaged!),
    OSError,
    "Cannot read the temperature of 28-000000000001: it has not answered, or its answer was " +
      "damaged (EIO); see to its wires",
  );
  assertEquals(error.code, "EIO");
  assertEquals(assertThrows(() => ds.read_temp(gone!), OSError, "it is not on the bus").errno, 19);
});

Deno.test("DS18X20.convert_temp() waits while another program lets the thermometers measure", async () => {
  using _files = cover(BUSES, {
    w1_bus_master1: { [ONE]: { temperature: "" }, [TWO]: { temperature: "20000\n" } },
  });
  const ds = new DS18X20(new OneWire(5));
  const [two, one] = ds.scan() as [Uint8Array, Uint8Array];
  await run(async () => {
    create_task(async () => {
      await sleep_ms(300);
      Deno.writeTextFileSync(`${MASTER}/${ONE}/temperature`, "19000\n");
    });
    await ds.convert_temp();
    assertEquals([ds.read_temp(one), ds.read_temp(two)], [19, 20]);
    Deno.writeTextFileSync(`${MASTER}/${ONE}/temperature`, "");
    await ds.convert_temp();
    const error = assertThrows(
      () => ds.read_temp(one),
      OSError,
      `Cannot read the temperature of ${ONE}: another program lets the thermometers measure; call`,
    );
    assertEquals(error.code, "EAGAIN");
  });
});

Deno.test("OneWire: of several buses one has to be named", () => {
  using _files = cover(BUSES, {
    w1_bus_master1: { [ONE]: {} },
    w1_bus_master2: { [SWITCH]: {} },
  });
  assertThrows(
    () => new OneWire(5),
    RangeError,
    "Cannot use 1-Wire at GPIO5: Linux has w1_bus_master1, w1_bus_master2, " +
      "and does not say which of them has the line; find it by its devices, and name it, as in new",
  );
  assertEquals(new OneWire("w1_bus_master2").scan()[0]!.toHex(), "3a4d3c1b000000a9");
});
