import type { Act, News } from "../src/web/messages.ts";

/** So long after the connection has ended, in ms, the page tries again. */
const AGAIN = 1500;

/** What hears of the program. */
export interface Listener {
  /** A connection begins, and all that was is over. */
  onOpen(): void;
  onNews(news: News): void;
  /** Changes of levels: how many have been lost, then one number for each. */
  onLevels(levels: Float64Array): void;
  /** The connection has ended. */
  onClose(): void;
}

/** The connection to the program; where it has ended, a new one is tried again and again. */
export class Link {
  readonly #listener: Listener;
  #socket: WebSocket | null = null;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#open();
  }

  /** Asks the program for something. */
  send(act: Act): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(act));
  }

  #open(): void {
    const socket = new WebSocket(`ws://${location.host}/board${location.search}`);
    socket.binaryType = "arraybuffer";
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      this.#listener.onOpen();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#listener.onNews(JSON.parse(data));
      else this.#listener.onLevels(new Float64Array(data));
    };
    socket.onclose = () => {
      if (wasOpen) this.#listener.onClose();
      setTimeout(() => this.#open(), AGAIN);
    };
    this.#socket = socket;
  }
}
