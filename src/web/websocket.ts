import { createHash } from "node:crypto";

/** What a message is: text, bytes, or something about the connection itself. */
export const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

/** No message of a page is longer. */
const LONGEST = 4096;
/** RFC 6455, 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What a server answers to `Sec-WebSocket-Key`. */
export function acceptKey(key: string): string {
  return createHash("sha1").update(key + GUID).digest("base64");
}

/** A message of a server as a frame. */
export function encodeFrame(kind: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const size = length < 126 ? 2 : length < 65536 ? 4 : 10;
  const frame = new Uint8Array(size + length);
  const view = new DataView(frame.buffer);
  frame[0] = 0x80 | kind;
  frame[1] = size === 2 ? length : size === 4 ? 126 : 127;
  if (size === 4) view.setUint16(2, length);
  if (size === 10) view.setBigUint64(2, BigInt(length));
  frame.set(payload, size);
  return frame;
}

/** Takes the frames of a client apart. */
export class FrameReader {
  #bytes = new Uint8Array(0);

  /**
   * Takes bytes in.
   *
   * @returns The messages that are complete by now; null if the client does not keep to the
   *   protocol, sends in fragments, or sends too much.
   */
  take(bytes: Uint8Array): { kind: number; payload: Uint8Array }[] | null {
    const all = new Uint8Array(this.#bytes.length + bytes.length);
    all.set(this.#bytes);
    all.set(bytes, this.#bytes.length);
    const messages: { kind: number; payload: Uint8Array }[] = [];
    let at = 0;
    while (all.length - at >= 2) {
      const isWhole = (all[at]! & 0xf0) === 0x80;
      const isMasked = (all[at + 1]! & 0x80) !== 0;
      const short = all[at + 1]! & 0x7f;
      if (!isWhole || !isMasked || short === 127) return null;
      const start = at + (short === 126 ? 4 : 2);
      if (all.length < start + 4) break;
      const length = short === 126 ? all[at + 2]! << 8 | all[at + 3]! : short;
      if (length > LONGEST) return null;
      if (all.length < start + 4 + length) break;
      const mask = all.subarray(start, start + 4);
      const payload = all.slice(start + 4, start + 4 + length).map((b, i) => b ^ mask[i % 4]!);
      messages.push({ kind: all[at]! & 0x0f, payload });
      at = start + 4 + length;
    }
    this.#bytes = all.slice(at);
    return messages;
  }
}
