import { EOFError } from "../errors.ts";
import type { Returnable } from "../wait_for.ts";
import type { Input } from "./input.ts";
import { Operation } from "./operation.ts";

const NEWLINE = 10;

abstract class InputOperation<T> extends Operation<T> implements Returnable<T> {
  protected readonly input: Input;

  constructor(input: Input) {
    super(input);
    this.input = input;
  }

  putBack(result: T): void {
    if (result instanceof Uint8Array) this.input.putBack(result);
  }
}

/** What has arrived, up to a number of bytes. */
export class Read extends InputOperation<Uint8Array> {
  readonly #most: number;

  constructor(input: Input, most: number) {
    super(input);
    this.#most = most;
  }

  override isSatisfied(): boolean {
    return this.input.size > 0 || this.input.isOver || this.#most === 0;
  }

  protected override result(): Uint8Array {
    const { input } = this;
    if (input.size === 0 && this.#most > 0) input.throwFailure();
    return input.take(Math.min(this.#most, input.size));
  }
}

/** What has arrived, into a buffer. */
export class ReadInto extends InputOperation<number> {
  readonly #target: Uint8Array;

  constructor(input: Input, target: Uint8Array) {
    super(input);
    this.#target = target;
  }

  override isSatisfied(): boolean {
    return this.input.size > 0 || this.input.isOver || this.#target.length === 0;
  }

  protected override result(): number {
    const { input } = this;
    if (input.size === 0 && this.#target.length > 0) input.throwFailure();
    const count = Math.min(this.#target.length, input.size);
    input.takeInto(this.#target, count);
    return count;
  }

  override putBack(count: number): void {
    this.input.putBack(this.#target.slice(0, count));
  }
}

/** Everything until the end. */
export class ReadAll extends InputOperation<Uint8Array> {
  override isSatisfied(): boolean {
    return this.input.isOver;
  }

  protected override result(): Uint8Array {
    this.input.throwFailure();
    return this.input.take(this.input.size);
  }
}

/** A number of bytes and no less. */
export class ReadExactly extends InputOperation<Uint8Array> {
  readonly #count: number;

  constructor(input: Input, count: number) {
    super(input);
    this.#count = count;
  }

  override isSatisfied(): boolean {
    return this.input.size >= this.#count || this.input.isOver;
  }

  protected override result(): Uint8Array {
    const { input } = this;
    if (input.size >= this.#count) return input.take(this.#count);
    input.throwFailure();
    throw new EOFError(
      `Cannot read ${this.#count} bytes: the stream has ended after ${input.size}; ` +
        "read() gives them",
    );
  }
}

/** A line with its newline; or what there is, at the end or at the limit. */
export class ReadLine extends InputOperation<Uint8Array> {
  readonly #limit: number;
  /** So many bytes have no newline among them. */
  #searched = 0;
  #length = -1;
  #isCutOff = false;

  constructor(input: Input, limit: number) {
    super(input);
    this.#limit = limit;
  }

  override isSatisfied(): boolean {
    const { size, isOver } = this.input;
    const newline = this.input.indexOf(NEWLINE, this.#searched);
    this.#searched = size;
    this.#isCutOff = newline < 0 && size < this.#limit && isOver;
    if (newline < 0 && size < this.#limit && !isOver) return false;
    this.#length = Math.min(newline < 0 ? size : newline + 1, this.#limit);
    return true;
  }

  protected override result(): Uint8Array {
    if (this.#isCutOff) this.input.throwFailure(); // the bytes stay for read()
    return this.input.take(this.#length);
  }
}
