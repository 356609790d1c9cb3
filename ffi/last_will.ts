import { cString, libc, O_CLOEXEC, O_WRONLY } from "./libc.ts";

const SHELL = "/bin/sh";
/** Without a word it is the end of the pipe: the process is gone, however it has ended. */
const SCRIPT = 'read -r word || printf %s "$2" >"$1"';
/** More than enough for each of those of glibc. */
const SIZE_OF_ATTRIBUTES = 512;
const SIZE_OF_SIGNALS = 128;
const POSIX_SPAWN_SETSIGMASK = 0x08;
/** A session of its own: Ctrl-C is none of its concern, nor is the end of the terminal. */
const POSIX_SPAWN_SETSID = 0x80;
const WNOHANG = 1;

/**
 * Text that is written to a file when this process ends without having revoked it, also by a
 * signal that it cannot hear of. A small shell waits for that, at the other end of a pipe: no
 * listener of signals, so that they do what they always do.
 */
export class LastWill {
  #pipe: number;
  readonly #pid: number;

  private constructor(pipe: number, pid: number) {
    this.#pipe = pipe;
    this.#pid = pid;
  }

  /**
   * Makes one.
   *
   * @returns It; null if there is no shell to carry it out, or no process to be had.
   */
  static make(path: string, text: string): LastWill | null {
    bury();
    const { pipe2, close } = libc();
    const ends = new Int32Array(2);
    if (pipe2(ends, O_CLOEXEC) < 0) return null;
    const pid = spawnAtPipe(ends[0]!, [SHELL, "-c", SCRIPT, "uasyncio", path, text]);
    close(ends[0]!);
    if (pid !== null) return new LastWill(ends[1]!, pid);
    close(ends[1]!);
    return null;
  }

  /** Nothing is to be written any more. */
  revoke(): void {
    if (this.#pipe < 0) return;
    libc().write(this.#pipe, cString("no\n"), 3n);
    libc().close(this.#pipe);
    this.#pipe = -1;
    ended.add(this.#pid);
    bury();
  }
}

/** The shells that have been told to end. */
const ended = new Set<number>();

/** Asks for the status of those that have ended, which the kernel keeps until then. */
function bury(): void {
  for (const pid of ended) {
    if (libc().waitpid(pid, null, WNOHANG) !== 0) ended.delete(pid);
  }
}

/** Starts a program that reads from the pipe, and hears of no signal; null if it cannot. */
function spawnAtPipe(pipe: number, words: readonly string[]): number | null {
  const c = libc();
  const attributes = new Uint8Array(SIZE_OF_ATTRIBUTES);
  const actions = new Uint8Array(SIZE_OF_ATTRIBUTES);
  const allSignals = new Uint8Array(SIZE_OF_SIGNALS).fill(0xff);
  const nowhere = cString("/dev/null");
  const strings = words.map(cString);
  const addresses = strings.map((string) =>
    Deno.UnsafePointer.value(Deno.UnsafePointer.of(string))
  );
  const argv = new BigUint64Array([...addresses, 0n]);
  const none = new BigUint64Array([0n]);
  const pid = new Int32Array(1);
  c.posix_spawnattr_init(attributes);
  c.posix_spawn_file_actions_init(actions);
  try {
    c.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    c.posix_spawnattr_setsigmask(attributes, allSignals);
    c.posix_spawn_file_actions_adddup2(actions, pipe, 0);
    c.posix_spawn_file_actions_addopen(actions, 1, nowhere, O_WRONLY, 0);
    c.posix_spawn_file_actions_adddup2(actions, 1, 2);
    const error = c.posix_spawn(pid, strings[0]!, actions, attributes, argv, none);
    return error === 0 ? pid[0]! : null;
  } finally {
    c.posix_spawn_file_actions_destroy(actions);
    c.posix_spawnattr_destroy(attributes);
  }
}
