import { EOFError } from "../../core/errors.ts";
import type { Input } from "./input.ts";
import type { Kind } from "./operation.ts";

const NEWLINE = 10;

/** Waits until there are more bytes than a number, or no more will come. Takes none. */
export const GROW: Kind<void, Input, number> = {
  isSatisfied: (input, count) => input.size > count || input.isOver,
  result: () => {},
};

/** What has arrived, up to a number of bytes. */
export const READ: Kind<Uint8Array, Input, number> = {
  isSatisfied: (input, most) => input.size > 0 || input.isOver || most === 0,
  result(input, most) {
    if (input.size === 0) input.throwFailure();
    return input.take(Math.min(most, input.size));
  },
};

/** What has arrived, into a buffer. */
export const READ_INTO: Kind<number, Input, Uint8Array> = {
  isSatisfied: (input, target) => input.size > 0 || input.isOver || target.length === 0,
  result(input, target) {
    if (input.size === 0) input.throwFailure();
    if (target.length === 0 && (target.buffer as ArrayBuffer).detached) {
      throw new TypeError(
        "Cannot read into the buffer: it has been transferred meanwhile; the bytes stay for the next read",
      );
    }
    const count = Math.min(target.length, input.size);
    input.takeInto(target, count);
    return count;
  },
};

/** Everything until the end. */
export const READ_ALL: Kind<Uint8Array, Input, null> = {
  isSatisfied: (input) => input.isOver,
  result(input) {
    input.throwFailure();
    return input.take(input.size);
  },
};

/** A number of bytes and no less. */
export const READ_EXACTLY: Kind<Uint8Array, Input, number> = {
  isSatisfied: (input, count) => input.size >= count || input.isOver,
  result(input, count) {
    if (input.size >= count) return input.take(count);
    input.throwFailure();
    throw new EOFError(
      `Cannot read ${count} bytes: the stream has ended after ${input.size}; ` +
        "read() gives them",
    );
  },
};

/** How far the search for a line has got. */
export class LineSearch {
  readonly limit: number;
  /** So many bytes have no newline among them. */
  searched = 0;
  length = -1;
  isCutOff = false;

  constructor(limit: number) {
    this.limit = limit;
  }
}

/** A line with its newline, which is shorter than the search goes. */
export const READ_WHOLE_LINE: Kind<Uint8Array, Input, LineSearch> = {
  isSatisfied: (input, search) => READ_LINE.isSatisfied(input, search),
  result(input, search) {
    if (search.length < search.limit) return READ_LINE.result(input, search);
    throw new RangeError(
      `Cannot read a line: it has more than ${search.limit - 1} bytes, the limit of the stream; ` +
        "read() gives them, and the option limit is for longer lines",
    );
  },
};

/** A line with its newline; or what there is, at the end or at the limit. */
export const READ_LINE: Kind<Uint8Array, Input, LineSearch> = {
  isSatisfied(input, search) {
    const { size, isOver } = input;
    const { limit } = search;
    const newline = input.indexOf(NEWLINE, search.searched);
    search.searched = size;
    search.isCutOff = newline < 0 && size < limit && isOver;
    if (newline < 0 && size < limit && !isOver) return false;
    search.length = Math.min(newline < 0 ? size : newline + 1, limit);
    return true;
  },
  result(input, search) {
    if (search.isCutOff) input.throwFailure(); // the bytes stay for read()
    if (search.length > input.size) input.throwFailure(); // it has been closed since
    return input.take(search.length);
  },
};
