/**
 * Runs a command as root in an emulated Raspberry Pi 3 with devices on its buses, and exits
 * with the command's status. What the command prints comes to the standard output. There is
 * a copy of this checkout in it, which is its working directory.
 *
 *   tests/lab/pi.ts [--seconds=N] [--outside=PROGRAM] [--file=PATH] COMMAND [ARGUMENT...]
 *
 * On I2C there are a thermometer (tmp105, 0x48), an EEPROM of 256 bytes (0x50), a clock
 * (ds1338, 0x68) and a barometer (dps310, 0x77); on SPI a flash (w25q256) whose chip select
 * is GPIO8; PWM, a DHT11 at GPIO4 and 1-Wire at GPIO5 with nothing connected. PROGRAM runs
 * here meanwhile, by Deno; its argument is a socket that is the other end of /dev/serial0. The
 * file PATH is in the working directory.
 * Without an end within N seconds (120) the exit status is 124; 99 if the machine ended without
 * an answer.
 *
 * `tests/buses/outside.ts` is how a program in the machine changes the world outside.
 */

const DEVICES = [
  "tmp105,bus=i2c-bus.1,address=0x48,id=thermometer",
  "at24c-eeprom,bus=i2c-bus.1,address=0x50,rom-size=256",
  "ds1338,bus=i2c-bus.1,address=0x68",
  "dps310,bus=i2c-bus.1,address=0x77",
  "w25q256,bus=spi,id=flash",
];
/** The line that is the flash's chip select. */
const FLASH_SELECT = 8;
/** What of the checkout is in the machine. */
const CHECKOUT = ["mod.ts", "deno.json", "README.md", "src", "ffi", "examples", "tests"];
/** Between these two a program in the machine says something to this one. */
const REQUEST = new RegExp("\x02([^\x03]*)\x03", "g");

const here = import.meta.dirname!;
const checkout = `${here}/../..`;
const { seconds, outside, file, command } = readArguments();
const lab = await run(`${here}/make_pi.sh`);
const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "pi-lab." });
const started: Deno.ChildProcess[] = [];
let isLate = false;

function readArguments() {
  const args = [...Deno.args];
  const option = (name: string) =>
    args[0]?.startsWith(`--${name}=`) ? args.shift()!.slice(name.length + 3) : undefined;
  const seconds = Number(option("seconds") ?? 120);
  const outside = option("outside");
  const file = option("file");
  if (args.length === 0 || !(seconds > 0)) {
    console.error(
      "usage: pi.ts [--seconds=N] [--outside=PROGRAM] [--file=PATH] COMMAND [ARGUMENT...]",
    );
    Deno.exit(2);
  }
  return { seconds, outside, file, command: args };
}

/** The file system of the machine: what is always there, and after it what is of this run. */
async function makeRoot(): Promise<void> {
  await Deno.mkdir(`${folder}/new/app`, { recursive: true });
  await run("cp", "-rL", ...CHECKOUT.map((name) => `${checkout}/${name}`), `${folder}/new/app`);
  if (file !== undefined) await run("cp", "-L", file, `${folder}/new/app`);
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  await Deno.writeTextFile(`${folder}/new/command`, `${words}\n`);
  await run(
    "sh",
    "-ec",
    'cd "$0/new"; find . | "$1/tools/usr/bin/busybox" cpio -o -H newc 2>/dev/null | ' +
      'cat "$1/root.cpio" - >"$0/root.cpio"; rm -r "$0/new"',
    folder,
    lab,
  );
}

/** Boots the machine. Gives the status of the command; null if it ended before the command. */
async function boot(): Promise<number | null> {
  const now = Math.floor(Date.now() / 1000);
  const qemu = new Deno.Command(`${lab}/run`, {
    args: [
      ...["qemu-system-aarch64", "-S", "-M", "raspi3b", "-global", "bcm2837.enabled-cpus=1"],
      ...["-kernel", `${lab}/vmlinuz`, "-dtb", `${lab}/pi.dtb`, "-initrd", "root.cpio"],
      "-append",
      `console=ttyS1,115200 loglevel=3 maxcpus=1 panic=-1 rdinit=/init now=${now}`,
      ...["-display", "none", "-audio", "none", "-monitor", "none", "-no-reboot"],
      ...["-qmp", "unix:qmp,server=on,wait=off"],
      ...["-serial", "unix:serial0,server=on,wait=off", "-serial", "stdio"],
      ...DEVICES.flatMap((device) => ["-device", device]),
    ],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  started.push(qemu);
  const timer = setTimeout(() => {
    isLate = true;
    kill(qemu);
  }, seconds * 1000);
  const world = await Outside.connect(`${folder}/qmp`, qemu.status);
  if (outside !== undefined) {
    started.push(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-check", "-A", outside, `${folder}/serial0`],
        stdin: "null",
      }).spawn(),
    );
  }
  await world.set(
    "/machine/soc/peripherals/gpio",
    `unnamed-gpio-out[${FLASH_SELECT}]`,
    "/machine/peripheral/flash/ssi-gpio-cs[0]",
  );
  await world.execute("cont");
  const status = await follow(qemu.stdout, world);
  await qemu.status;
  clearTimeout(timer);
  return status;
}

/** Shows what the machine prints, and does what it asks for. */
async function follow(output: ReadableStream<Uint8Array>, world: Outside): Promise<number | null> {
  let rest = "";
  let status: number | null = null;
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    rest += text.replaceAll("\r", "");
    rest = rest.replaceAll(REQUEST, (_, request: string) => {
      const [verb, ...words] = request.split(" ");
      if (verb === "exit") status = Number(words[0]);
      else if (verb === "set") world.set(words[0]!, words[1]!, JSON.parse(words[2]!));
      return "";
    });
    const end = rest.includes("\x02") ? rest.indexOf("\x02") : rest.length;
    await Deno.stdout.write(new TextEncoder().encode(rest.slice(0, end)));
    rest = rest.slice(end);
  }
  return status;
}

/** QEMU's own protocol, by which the world outside of the machine is changed. */
class Outside {
  readonly #connection: Deno.Conn;
  readonly #answers: ReadableStreamDefaultReader<string>;
  #last: Promise<unknown> = Promise.resolve();
  #rest = "";

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
    this.#answers = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
  }

  static async connect(path: string, ended: Promise<Deno.CommandStatus>): Promise<Outside> {
    let hasEnded = false;
    ended.then(() => hasEnded = true);
    while (true) {
      try {
        const world = new Outside(await Deno.connect({ transport: "unix", path }));
        await world.execute("qmp_capabilities");
        return world;
      } catch (error) {
        if (hasEnded) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  set(object: string, property: string, value: unknown): Promise<unknown> {
    const path = object.startsWith("/") ? object : `/machine/peripheral/${object}`;
    return this.execute("qom-set", { path, property, value });
  }

  execute(command: string, options: Record<string, unknown> = {}): Promise<unknown> {
    return this.#last = this.#last.then(() => this.#execute(command, options));
  }

  async #execute(execute: string, options: Record<string, unknown>): Promise<unknown> {
    const request = JSON.stringify({ execute, arguments: options });
    await this.#connection.write(new TextEncoder().encode(request));
    while (true) {
      const answer = JSON.parse(await this.#line());
      if (answer.error) throw new Error(`QEMU refuses ${request}: ${answer.error.desc}`);
      if ("return" in answer) return answer.return;
    }
  }

  async #line(): Promise<string> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#answers.read();
      if (done) throw new Error("QEMU has ended");
      this.#rest += value;
    }
    const end = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }
}

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch { /* it has ended */ }
}

async function run(program: string, ...args: string[]): Promise<string> {
  const process = new Deno.Command(program, { args, stderr: "inherit" });
  const { success, stdout } = await process.output();
  if (!success) throw new Error(`${program} has failed`);
  return new TextDecoder().decode(stdout).trim();
}

let status: number | null = null;
try {
  await makeRoot();
  status = await boot();
} finally {
  for (const process of started) kill(process);
  await Deno.remove(folder, { recursive: true });
}
if (isLate) console.error(`Cannot run the machine: no end within ${seconds} s`);
else if (status === null) console.error("Cannot run the machine: it ended without an answer");
Deno.exit(isLate ? 124 : status ?? 99);
