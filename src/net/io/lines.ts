import type { Input } from "./input.ts";
import { operate } from "./operation.ts";
import { LineSearch, READ_WHOLE_LINE } from "./read_operations.ts";

/**
 * Iterates over the lines of a stream. A generator would end for good where it throws: this goes on
 * after a line that was waited for in vain.
 */
export class Lines implements AsyncIterableIterator<Uint8Array, void> {
  readonly #input: Input;
  readonly #limit: number;

  /** `limit` is how many bytes a line may have. */
  constructor(input: Input, limit: number) {
    this.#input = input;
    this.#limit = limit;
  }

  async next(): Promise<IteratorResult<Uint8Array, void>> {
    const search = new LineSearch(this.#limit + 1);
    const line = await operate(READ_WHOLE_LINE, this.#input, search);
    return line.length === 0 ? { done: true, value: undefined } : { done: false, value: line };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
