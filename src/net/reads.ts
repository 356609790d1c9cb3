import { EOFError } from "../errors.ts";
import type { Returnable } from "../wait_for.ts";
import type { Input } from "./input.ts";
import { Operation } from "./operation.ts";

const NEWLINE = 10;

/** Bytes of an input; nothing is lost if nobody gets them. */
abstract class TakesBytes<A> extends Operation<Uint8Array, Input, A>
  implements Returnable<Uint8Array> {
  putBack(bytes: Uint8Array): void {
    this.lane.putBack(bytes);
  }
}

/** What has arrived, up to a number of bytes. */
export class Read extends TakesBytes<number> {
  override isSatisfied(): boolean {
    return this.lane.size > 0 || this.lane.isOver || this.argument === 0;
  }

  protected override result(): Uint8Array {
    const { lane, argument: most } = this;
    if (lane.size === 0 && most > 0) lane.throwFailure();
    return lane.take(Math.min(most, lane.size));
  }
}

/** What has arrived, into a buffer. */
export class ReadInto extends Operation<number, Input, Uint8Array> implements Returnable<number> {
  override isSatisfied(): boolean {
    return this.lane.size > 0 || this.lane.isOver || this.argument.length === 0;
  }

  protected override result(): number {
    const { lane, argument: target } = this;
    if (lane.size === 0 && target.length > 0) lane.throwFailure();
    const count = Math.min(target.length, lane.size);
    lane.takeInto(target, count);
    return count;
  }

  putBack(count: number): void {
    this.lane.putBack(this.argument.slice(0, count));
  }
}

/** Everything until the end. */
export class ReadAll extends TakesBytes<null> {
  override isSatisfied(): boolean {
    return this.lane.isOver;
  }

  protected override result(): Uint8Array {
    this.lane.throwFailure();
    return this.lane.take(this.lane.size);
  }
}

/** A number of bytes and no less. */
export class ReadExactly extends TakesBytes<number> {
  override isSatisfied(): boolean {
    return this.lane.size >= this.argument || this.lane.isOver;
  }

  protected override result(): Uint8Array {
    const { lane: input } = this;
    if (input.size >= this.argument) return input.take(this.argument);
    input.throwFailure();
    throw new EOFError(
      `Cannot read ${this.argument} bytes: the stream has ended after ${input.size}; ` +
        "read() gives them",
    );
  }
}

/** A line with its newline; or what there is, at the end or at the limit. */
export class ReadLine extends TakesBytes<number> {
  /** So many bytes have no newline among them. */
  #searched = 0;
  #length = -1;
  #isCutOff = false;

  override isSatisfied(): boolean {
    const { size, isOver } = this.lane;
    const newline = this.lane.indexOf(NEWLINE, this.#searched);
    this.#searched = size;
    this.#isCutOff = newline < 0 && size < this.argument && isOver;
    if (newline < 0 && size < this.argument && !isOver) return false;
    this.#length = Math.min(newline < 0 ? size : newline + 1, this.argument);
    return true;
  }

  protected override result(): Uint8Array {
    if (this.#isCutOff) this.lane.throwFailure(); // the bytes stay for read()
    return this.lane.take(this.#length);
  }
}
