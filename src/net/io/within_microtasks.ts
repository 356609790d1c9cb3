/** So many microtasks. */
const MICROTASKS = 8;

/**
 * Calls `yes` if something comes true before any timer or I/O of Deno's, else `no`. A
 * write whose bytes the kernel has taken at once is heard of after so many microtasks.
 */
export function withinMicrotasks(isTrue: () => boolean, yes: () => void, no: () => void): void {
  let microtasks = MICROTASKS;
  const look = () => {
    if (isTrue()) yes();
    else if (microtasks-- === 0) no();
    else queueMicrotask(look);
  };
  look();
}
