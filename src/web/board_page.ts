import { describe } from "../core/describe.ts";
import { hold, letGo } from "../core/keep_alive.ts";
import { checkOptions } from "../core/options.ts";
import { isRunning, outside } from "../core/scheduler.ts";
import type { Board } from "../machine/boards/board.ts";
import { GpiodBoard, heldLines } from "../machine/boards/gpiod_board.ts";
import { SimulatedBoard } from "../machine/boards/simulated_board.ts";
import { checkHost, checkPort, formatAddress } from "../net/io/address.ts";
import { toOSError } from "../net/io/deno_error.ts";
import type { Printed } from "./captured_console.ts";
import { PAGE } from "./page.ts";
import { answer, readHead, type RequestHead, write } from "./request.ts";
import { Scene } from "./scene.ts";
import type { ShownBoard } from "./shown_board.ts";
import { ShownHardware } from "./shown_hardware.ts";
import { ShownSimulation } from "./shown_simulation.ts";
import { tasksForPages, Viewer } from "./viewer.ts";
import { acceptKey } from "./websocket.ts";

/** Options of {@linkcode serve_board}. */
export interface ServeOptions {
  /** The port; by default one that is free. */
  port?: number;
  /**
   * The address to listen at, `"127.0.0.1"` by default. At any other one than
   * loopback's, pages need the token that {@linkcode BoardPage.url} has.
   */
  hostname?: string;
}

/** Levels are told of so much later, in ms. */
const LEVELS_LATER = 25;
/**
 * While there are pages, PWM and the levels of real lines are looked at so often, in ms; what uses
 * the lines, and the tasks, at every third look.
 */
const LOOK = 45;
const LOOKS = 3;
/** A page that sends no request, or does not take the last news, is given up after so many ms. */
const PATIENCE = 10_000;
const LAST_PATIENCE = 1000;
/** After a failure, connections are accepted again after so many ms. */
const AGAIN = 100;
/** There are no more pages than this at a time. */
const MOST_VIEWERS = 50;

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

type Timer = ReturnType<typeof setTimeout>;

/** A page that shows a board, while it is served. {@linkcode serve_board} makes it. */
export class BoardPage implements Disposable {
  /** Where the page is. */
  readonly url: string;
  readonly #board: ShownBoard;
  readonly #listener: Deno.TcpListener;
  readonly #scene: Scene;
  /** What pages from elsewhere have to know; null on loopback. */
  readonly #token: string | null;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #viewers = new Map<Deno.TcpConn, Viewer>();
  #timer: Timer | undefined;
  #look: Timer | undefined;

  /** `serve_board()` checks the options, and `UASYNCIO_BOARD=web` knows what was printed before. */
  constructor(
    board: ShownBoard,
    { port = 0, hostname = "127.0.0.1" }: ServeOptions,
    printed: readonly Printed[] = [],
  ) {
    this.#board = board;
    this.#listener = listen(hostname, port);
    this.#token = LOOPBACK.includes(hostname) ? null : crypto.randomUUID();
    const query = this.#token === null ? "" : `?token=${this.#token}`;
    this.url = `http://${formatAddress([hostname, this.#listener.addr.port])}/${query}`;
    this.#scene = new Scene(board, printed, () => this.#tellSoon());
    outside(() => this.#accept());
    hold(this.#resource);
  }

  /** How many pages are open. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** Serves it no more; pages that are open say so. */
  close(): void {
    letGo(this.#resource);
    this.#scene[Symbol.dispose]();
    clearTimeout(this.#timer);
    clearInterval(this.#look);
    close(this.#listener);
    for (const connection of this.#connections) close(connection);
  }

  /** Closes it at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** While the loop runs, a page may press a button: that keeps the process alive. */
  readonly #resource = {
    ref: () => {
      this.#listener.ref();
      for (const connection of this.#connections) connection.ref();
    },
    unref: () => {
      this.#listener.unref();
      this.#tellLast();
      for (const connection of this.#connections) connection.unref();
    },
  };

  async #accept(): Promise<void> {
    while (true) {
      let connection: Deno.TcpConn;
      try {
        connection = await this.#listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return; // closed
        if (error instanceof Deno.errors.Interrupted) return;
        // The client has left already, or there are no descriptors: those come back later.
        await new Promise<void>((resolve) => Deno.unrefTimer(setTimeout(resolve, AGAIN)));
        continue;
      }
      this.#serve(connection);
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    this.#connections.add(connection);
    if (!isRunning()) connection.unref();
    const timer = setTimeout(() => close(connection), PATIENCE);
    Deno.unrefTimer(timer);
    try {
      const head = await readHead(connection);
      clearTimeout(timer);
      if (head !== null) await this.#respond(connection, head);
    } catch {
      // The client has left.
    } finally {
      clearTimeout(timer);
      this.#connections.delete(connection);
      close(connection);
    }
  }

  async #respond(connection: Deno.TcpConn, head: RequestHead): Promise<void> {
    const [path = "", query = ""] = head.target.split("?");
    if (head.method !== "GET" || path !== "/" && path !== "/board") {
      return await write(connection, answer("404 Not Found", "There is no such page.\n"));
    }
    if (!this.#isWelcome(head, new URLSearchParams(query))) {
      return await write(connection, answer("403 Forbidden", "This page is not for you.\n"));
    }
    if (path === "/") return await write(connection, pageAnswer());
    const key = head.headers.get("sec-websocket-key");
    if (key === undefined || !isOwnOrigin(head) || this.#viewers.size >= MOST_VIEWERS) {
      return await write(
        connection,
        answer("403 Forbidden", "Only its own page may connect, 50 times at once.\n"),
      );
    }
    const lines = ["HTTP/1.1 101 Switching Protocols", "upgrade: websocket", "connection: upgrade"];
    const accept = `sec-websocket-accept: ${acceptKey(key)}`;
    await write(connection, new TextEncoder().encode([...lines, accept, "", ""].join("\r\n")));
    await this.#view(connection);
  }

  /** Whether the host is the one that the page is served at, which a rebound name is not. */
  #isWelcome({ headers }: RequestHead, query: URLSearchParams): boolean {
    if (this.#token !== null) return query.get("token") === this.#token;
    const { port } = this.#listener.addr;
    // As clients write it: without the port if that is 80.
    const hosts = ["127.0.0.1", "[::1]", "localhost"].map((host) =>
      new URL(`http://${host}:${port}`).host
    );
    return hosts.includes(headers.get("host") ?? "");
  }

  async #view(connection: Deno.TcpConn): Promise<void> {
    connection.setNoDelay();
    const viewer = new Viewer(connection, this.#scene, this.#board.hands());
    this.#viewers.set(connection, viewer);
    if (this.#viewers.size === 1) {
      let looks = 0;
      this.#look = setInterval(() => {
        this.#board.look();
        if (++looks % LOOKS === 0) this.#tell();
        else this.#tellPwms();
      }, LOOK);
      Deno.unrefTimer(this.#look);
    }
    this.#board.look();
    this.#tell();
    try {
      await viewer.listen();
    } finally {
      this.#viewers.delete(connection);
      if (this.#viewers.size === 0) clearInterval(this.#look);
    }
  }

  /** Something has happened: pages hear of it together with what follows soon. */
  #tellSoon(): void {
    if (this.#timer !== undefined || this.#viewers.size === 0) return;
    outside(() => {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        for (const viewer of this.#viewers.values()) viewer.tell(null);
      }, LEVELS_LATER);
    });
    Deno.unrefTimer(this.#timer!);
  }

  /** Tells the pages everything that has changed. */
  #tell(): void {
    if (this.#viewers.size === 0) return;
    const all = {
      board: { name: this.#board.name, program: nameOfProgram(), drives: this.#board.drives },
      lines: this.#board.lines(),
      dials: this.#board.dials(),
      pwms: this.#board.pwms(),
      tasks: tasksForPages(),
      runs: isRunning(),
    };
    for (const viewer of this.#viewers.values()) viewer.tell(all);
  }

  #tellPwms(): void {
    const pwms = this.#board.pwms();
    if (pwms.length === 0) return;
    for (const viewer of this.#viewers.values()) viewer.tell({ pwms });
  }

  /** The loop stands still, and the process may end: it waits a little until the pages know. */
  #tellLast(): void {
    for (const [connection, viewer] of this.#viewers) {
      const timer = setTimeout(() => close(connection), LAST_PATIENCE);
      (viewer.sending ?? Promise.resolve()).then(() => this.#tell()).then(() => viewer.sending)
        .then(() => clearTimeout(timer));
    }
  }
}

/**
 * Serves a page that shows a board, for a browser on this machine: its header and lines, buttons to
 * press, an oscilloscope, the bytes on its buses, the tasks, and what the program prints.
 *
 * A real board can be watched only: nothing on the page has an effect on it. The page shows the
 * lines of its chip that the program holds, with their levels, and what uses the others. It knows
 * at once what the program drives and which edges it hears, and looks at the lines 22 times a
 * second besides; PWM and the bytes on the buses it does not know. It takes no line into use.
 *
 * The page needs nothing from the internet. It is served while the loop runs, and keeps the process
 * alive meanwhile, as its buttons may wake a task. `UASYNCIO_BOARD=web` does all this without a
 * line of code.
 *
 * @param board The board: a {@linkcode SimulatedBoard} or a {@linkcode GpiodBoard}, as
 *   `get_board()` gives it.
 * @param options {@linkcode ServeOptions}.
 * @returns The page.
 * @throws {TypeError} If there is another option, or `board` is none of these.
 * @throws {RangeError} If the port is out of range.
 * @throws {OSError} `"EADDRINUSE"` if another program has the port.
 * @throws {Deno.errors.NotCapable} Without `--allow-net=127.0.0.1`.
 *
 * @example A board of your own
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { serve_board } from "@uasyncio/uasyncio/web";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * using page = serve_board(board);
 * console.log(page.url);
 * await run(async () => {
 *   new Pin(17).on();
 *   await sleep_ms(10); // or work for hours
 * });
 * ```
 */
export function serve_board(board: Board, options: ServeOptions = {}): BoardPage {
  const doing = "serve the board";
  checkOptions(options, ["port", "hostname"], doing);
  checkPort(options.port ?? 0, doing, 0);
  checkHost(options.hostname ?? "127.0.0.1", doing);
  return new BoardPage(shown(board), options);
}

function shown(board: Board): ShownBoard {
  if (board instanceof SimulatedBoard) return new ShownSimulation(board);
  if (board instanceof GpiodBoard) return new ShownHardware(board, heldLines(board));
  throw new TypeError(
    `Cannot serve the board: ${describe(board)} is neither a SimulatedBoard nor a GpiodBoard; ` +
      "get_board() gives the one that pins use",
  );
}

function listen(hostname: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port });
  } catch (error) {
    throw toOSError(error, `serve the board at ${formatAddress([hostname, port])}`);
  }
}

/** Whether a page asks that has come from here. */
function isOwnOrigin({ headers }: RequestHead): boolean {
  return headers.get("origin") === `http://${headers.get("host")}`;
}

function pageAnswer(): Uint8Array<ArrayBuffer> {
  const nonce = crypto.randomUUID();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return answer("200 OK", PAGE.replace("<script>", `<script nonce="${nonce}">`), {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join(";"),
  });
}

function close(resource: { close(): void }): void {
  try {
    resource.close();
  } catch {
    // It is closed.
  }
}

/** The file that Deno runs, as far as it may be known. */
function nameOfProgram(): string {
  try {
    return Deno.mainModule.split("/").at(-1)!.slice(0, 60);
  } catch {
    return "";
  }
}
