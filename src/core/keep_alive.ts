/**
 * What keeps the process alive while the loop runs, and must not when it stands still:
 * sockets, listeners, the thread that waits for descriptors.
 *
 * @module
 */

/** Something that can keep the process alive, a socket for example. */
export interface Resource {
  /** Keep the process alive. */
  ref(): void;
  /** Do not keep the process alive any more. */
  unref(): void;
  /** Whether it wakes no task. */
  readonly isPassive?: boolean;
}

const resources = new Set<Resource>();
/** Whether the loop runs. */
let isRunning = false;

/** From here on, a resource keeps the process alive while the loop runs, and only then. */
export function hold(resource: Resource): void {
  resources.add(resource);
  if (!isRunning) resource.unref();
}

/** The resource keeps nothing alive any more, and hears nothing of the loop. */
export function letGo(resource: Resource): void {
  resources.delete(resource);
  if (!isRunning) resource.ref(); // as it was
}

/** Whether there is something that may wake a task. */
export function isHolding(): boolean {
  return [...resources].some((resource) => !resource.isPassive);
}

/** The loop begins to run. */
export function refAll(): void {
  isRunning = true;
  for (const resource of resources) resource.ref();
}

/** The loop stands still. */
export function unrefAll(): void {
  isRunning = false;
  for (const resource of resources) resource.unref();
}

/** Deno's types show `ref` and `unref` for some of its sockets; all have them. */
export function asResource(socket: Deno.Conn | Deno.DatagramConn): Resource {
  return socket as unknown as Resource;
}
