/**
 * MicroPython's `uasyncio`, the asynchronous I/O scheduler, for Deno: tasks,
 * time, and what tasks need to wait for one another.
 *
 * ```ts
 * import { create_task, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * async function tick(name: string, period_ms: number) {
 *   while (true) {
 *     console.log(name);
 *     await sleep_ms(period_ms);
 *   }
 * }
 *
 * await run(async () => {
 *   create_task(() => tick("fast", 20));
 *   create_task(() => tick("slow", 50));
 *   await sleep_ms(100);
 * });
 * ```
 *
 * @module
 */

export type {
  Awaitable,
  CoroutineLike,
  ResultOf,
  Returned,
  Startable,
  StartableOrTask,
} from "./src/awaitable.ts";
export { all_tasks } from "./src/all_tasks.ts";
export { Barrier } from "./src/barrier.ts";
export { BoundedSemaphore } from "./src/bounded_semaphore.ts";
export { Condition } from "./src/condition.ts";
export { coro } from "./src/coro.ts";
export { Coroutine } from "./src/coroutine.ts";
export {
  BrokenBarrierError,
  CancelledError,
  EOFError,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  RuntimeError,
  TimeoutError,
} from "./src/core/errors.ts";
export { OSError } from "./src/core/os_error.ts";
export type { OSErrorOptions } from "./src/core/os_error.ts";
export { Event } from "./src/event.ts";
export { gather } from "./src/gather.ts";
export type { GatherOptions } from "./src/gather.ts";
export { LifoQueue } from "./src/lifo_queue.ts";
export { Lock } from "./src/lock.ts";
export type { LockGuard } from "./src/lock.ts";
export { get_event_loop, Loop, new_event_loop, run, run_until_complete } from "./src/loop.ts";
export type { ExceptionContext, ExceptionHandler } from "./src/loop.ts";
export type { Address } from "./src/net/io/address.ts";
export {
  AF_INET,
  AF_INET6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from "./src/net/io/constants.ts";
export type { AddressFamily } from "./src/net/io/constants.ts";
export type { Datagram } from "./src/net/io/datagrams.ts";
export type { WritableChunk } from "./src/net/io/web_streams.ts";
export { open_connection } from "./src/net/open_connection.ts";
export type { ConnectionOptions } from "./src/net/open_connection.ts";
export { AsyncRAW } from "./src/net/raw.ts";
export { Server, start_server } from "./src/net/server.ts";
export type { ConnectionHandler, ServerOptions } from "./src/net/server.ts";
export { Stream, StreamReader, StreamWriter } from "./src/net/stream.ts";
export type { ExtraInfo, StreamOptions } from "./src/net/stream.ts";
export type { BytesIO, SerialPort, StreamSource, WebStreams } from "./src/net/io/channel.ts";
export { TCPClient } from "./src/net/tcp_client.ts";
export { AsyncUDP } from "./src/net/udp.ts";
export type { UdpOptions } from "./src/net/udp.ts";
export type { TlsClientOptions, TlsServerOptions } from "./src/net/io/tls.ts";
export { PriorityQueue } from "./src/priority_queue.ts";
export type { PriorityQueueOptions } from "./src/priority_queue.ts";
export { Queue } from "./src/queue.ts";
export { Semaphore } from "./src/semaphore.ts";
export type { SemaphoreGuard } from "./src/semaphore.ts";
export type { EndSignal, RunOptions } from "./src/signals.ts";
export { print_tasks } from "./src/print_tasks.ts";
export type { PrintOptions } from "./src/print_tasks.ts";
export { sleep, sleep_ms } from "./src/sleep.ts";
export { create_task } from "./src/create_task.ts";
export type { TaskOptions } from "./src/create_task.ts";
export { current_task } from "./src/current_task.ts";
export { TaskGroup } from "./src/task_group.ts";
export { TaskScope } from "./src/task_scope.ts";
export { Task } from "./src/task.ts";
export { ThreadSafeFlag } from "./src/thread_safe_flag.ts";
export { wait_for, wait_for_ms } from "./src/wait_for.ts";
export type { WaitOptions } from "./src/wait_for.ts";
