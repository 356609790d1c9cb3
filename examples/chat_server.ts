// A chat server: what one says, all the others hear. Ctrl-C ends it.
//
//   deno run --allow-net=127.0.0.1 examples/chat_server.ts       at port 8888
//   deno run --allow-net=127.0.0.1 examples/chat_server.ts 0     at a port that is free
//
// Join in with `nc 127.0.0.1 8888` or `telnet 127.0.0.1 8888`; leave with /quit.

import {
  create_task,
  Event,
  OSError,
  run,
  start_server,
  type Stream,
  wait_for,
} from "@uasyncio/uasyncio";

/** So many bytes a line may have, its end included. */
const LONGEST_LINE = 1000;
/** A client who has not read so many characters is too far behind, and has to go. */
const MOST_UNREAD = 1_000_000;
/** For so long, in seconds, a client who has to go may take to read the rest. */
const PATIENCE = 5;
const NEWLINE = "\n".charCodeAt(0);

const clients = new Set<Client>();

/** Somebody who is connected, served by two tasks: one listens, the other one delivers. */
class Client {
  /** Null until the client has told it. */
  nick: string | null = null;
  readonly #stream: Stream;
  #unread: string[] = [];
  #unreadSize = 0;
  readonly #posted = new Event();
  #hasLeft = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Puts a message in the client's queue. This never waits, however slow the client is. */
  post(message: string) {
    if (this.#hasLeft) return;
    this.#unread.push(message + "\n");
    this.#unreadSize += message.length + 1;
    this.#posted.set();
    if (this.#unreadSize > MOST_UNREAD) this.#dismiss();
  }

  /** Delivers what is in the queue. This task alone waits for the client to take it. */
  async deliver() {
    try {
      while (true) {
        await this.#posted.wait();
        this.#posted.clear();
        this.#stream.write(this.#takeUnread());
        await this.#stream.drain();
      }
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      this.leave(); // the connection is broken
    }
  }

  /** The next line, without its end; null if there is none. One that is too long is left out. */
  async listen(): Promise<string | null> {
    let isTooLong = false;
    while (true) {
      const bytes = await this.#stream.readline(LONGEST_LINE);
      if (bytes.length === 0) return null;
      const isAtEnd = bytes.at(-1) === NEWLINE;
      if (isAtEnd && !isTooLong) return clean(bytes);
      if (isAtEnd) this.post(`* Left out: a line may have ${LONGEST_LINE} bytes`);
      isTooLong = !isAtEnd;
    }
  }

  /** Sends what is in the queue, and no more. */
  leave() {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#stream.write(this.#takeUnread());
    this.#stream.close();
    create_task(() => this.#hangUp());
  }

  /** Gives the client a while to take the rest. */
  async #hangUp() {
    try {
      await wait_for(this.#stream.wait_closed(), PATIENCE);
    } catch {
      this.#stream.abort();
    }
  }

  /** Throws the client out. The task that listens gets an OSError, and sees to the rest. */
  #dismiss() {
    this.#takeUnread();
    this.post("* You are too far behind");
    this.leave();
  }

  #takeUnread(): string {
    const text = this.#unread.join("");
    this.#unread = [];
    this.#unreadSize = 0;
    return text;
  }
}

// Each connection has a task of its own, which runs this.
async function serve(_reader: Stream, writer: Stream) {
  const client = new Client(writer);
  clients.add(client);
  const delivery = create_task(() => client.deliver());
  try {
    if (await join(client)) await chat(client);
  } catch (error) {
    if (!(error instanceof OSError)) throw error; // the client is gone, or dismissed
  } finally {
    delivery.cancel();
    client.leave();
    clients.delete(client);
    if (client.nick !== null) tellOthers(client, `* ${client.nick} has left`);
  }
}

/** Asks for a nickname until there is a good one; false if the client leaves instead. */
async function join(client: Client): Promise<boolean> {
  client.post("* Your nickname?");
  while (true) {
    const nick = (await client.listen())?.trim();
    if (nick === undefined || nick === "/quit") return false;
    if (!/^[\p{L}\p{N}_-]{1,20}$/u.test(nick)) {
      client.post("* Up to 20 letters and digits, please. Your nickname?");
    } else if (members().some((member) => member.nick === nick)) {
      client.post(`* ${nick} is here already. Your nickname?`);
    } else {
      const names = members().map((member) => member.nick).join(", ");
      client.post(`* Welcome, ${nick}. Here are: ${names || "none but you"}`);
      client.nick = nick;
      tellOthers(client, `* ${nick} has joined`);
      return true;
    }
  }
}

async function chat(client: Client) {
  while (true) {
    const line = await client.listen();
    if (line === null || line === "/quit") return;
    if (line !== "") tellOthers(client, `${client.nick}: ${line}`);
  }
}

function tellOthers(speaker: Client, message: string) {
  for (const member of members()) {
    if (member !== speaker) member.post(message);
  }
}

/** The clients who have a nickname. */
function members(): Client[] {
  return [...clients].filter((client) => client.nick !== null);
}

/** The text without its end and whatever else may play tricks on a terminal. */
function clean(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\p{Cc}/gu, "");
}

async function main(port: number) {
  const server = await start_server(serve, "127.0.0.1", port);
  console.log("Listening on", server.get_extra_info("sockname").join(":"));
  try {
    await server.serve_forever();
  } finally {
    server.close();
    for (const client of clients) {
      client.post("* The server is closing");
      client.leave();
    }
    await server.wait_closed();
    console.log("Closed");
  }
}

await run(() => main(Number(Deno.args[0] ?? 8888)), { signals: ["SIGINT", "SIGTERM"] });
