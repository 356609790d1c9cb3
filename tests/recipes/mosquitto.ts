/** Where Debian has it, which is not on every PATH. */
const PROGRAM = "/usr/sbin/mosquitto";
/** For so long, in ms, it may take to begin. */
const PATIENCE = 10_000;

/** A real broker of MQTT on a port of loopback, which keeps what it has to on disk. */
export class Mosquitto implements AsyncDisposable {
  readonly port = freePort();
  readonly url = `mqtt://127.0.0.1:${this.port}`;
  readonly #folder = Deno.makeTempDirSync();
  #process: Deno.ChildProcess | null = null;

  /** Starts it, or starts it again. */
  async start(): Promise<void> {
    const path = `${this.#folder}/mosquitto.conf`;
    const settings = [
      `listener ${this.port} 127.0.0.1`,
      "allow_anonymous true",
      "persistence true",
      `persistence_location ${this.#folder}/`,
      "autosave_interval 1",
      "autosave_on_changes true",
      "user root", // else it becomes another one, if root starts it, and may not write
    ];
    Deno.writeTextFileSync(path, settings.join("\n"));
    this.#process = new Deno.Command(PROGRAM, {
      args: ["-c", path],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const start = performance.now();
    while (!(await isListening(this.port))) {
      if (performance.now() - start > PATIENCE) throw new Error("mosquitto does not begin");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it without a chance to say goodbye. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    Deno.removeSync(this.#folder, { recursive: true });
  }

  /** Publishes a message, by a program of mosquitto's. */
  async publish(topic: string, text: string): Promise<void> {
    const args = ["-p", String(this.port), "-q", "1", "-t", topic, "-m", text];
    const { success } = await new Deno.Command("/usr/bin/mosquitto_pub", { args }).output();
    if (!success) throw new Error("mosquitto_pub has failed");
  }
}

/** Hears all messages of a broker, by a program of mosquitto's, which comes back to it, too. */
export class Listener implements AsyncDisposable {
  /** What has come, as in `room/online 1 yes`, where 1 is for what the broker had kept. */
  readonly lines: string[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;

  constructor(broker: Mosquitto) {
    this.#process = new Deno.Command("/usr/bin/mosquitto_sub", {
      // "-c" and a name: the broker keeps for it what comes while it is not there.
      args: [
        ...["-p", String(broker.port), "-c", "-i", "listener", "-q", "1"],
        ...["-t", "#", "-F", "%t %r %p"],
      ],
      stdout: "piped",
    }).spawn();
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      this.lines.push(...lines);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.status;
    await this.#reading;
  }
}

/** A port that no program listens at. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function isListening(port: number): Promise<boolean> {
  try {
    using _connection = await Deno.connect({ hostname: "127.0.0.1", port });
    return true;
  } catch {
    return false;
  }
}
