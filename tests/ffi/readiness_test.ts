import { assertEquals, assertThrows } from "@std/assert";
import { libc } from "../../ffi/libc.ts";
import { getReadiness, READABLE, WRITABLE } from "../../ffi/readiness.ts";
import { get_event_loop, run, sleep_ms } from "../../mod.ts";
import { OSError } from "../../src/core/os_error.ts";
import { urlOf } from "../programs/run_program.ts";

Deno.test("Readiness.await() refuses what is no descriptor", () => {
  const error = assertThrows(
    () => getReadiness().await(1_000_000, READABLE, () => {}),
    OSError,
    "Cannot wait for descriptor 1000000: Bad file descriptor",
  );
  assertEquals([error.code, error.errno], ["EBADF", 9]);
});

Deno.test("getReadiness() tells a process that has too many files open", async () => {
  const program = urlOf(`
    import { libc } from "./ffi/libc.ts";
    import { getReadiness } from "./ffi/readiness.ts";
    libc(); // which takes a file to load
    const files = [];
    try {
      while (true) files.push(Deno.openSync("/dev/null"));
    } catch {
      // There is no room for another one.
    }
    try {
      getReadiness();
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
    files.pop().close();
    files.pop().close();
    getReadiness();
    console.log("waits");
  `);
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", 'ulimit -n 100; exec "$0" run --no-prompt -A "$1"', Deno.execPath(), program],
  }).output();
  const [text, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals([text, errors], [
    "OSError EMFILE Cannot wait for sockets and pins: the process has too many files open; " +
    "close some, or allow more with `ulimit -n`\nwaits\n",
    "",
  ]);
});

Deno.test("Readiness goes on when a callback throws, which the exception handler gets", async () => {
  const { eventfd, close } = libc();
  const [one, other] = [eventfd(1, 0), eventfd(1, 0)];
  const readiness = getReadiness();
  const heard: unknown[] = [];
  const loop = get_event_loop();
  loop.set_exception_handler((_, { exception }) => heard.push(exception));
  const error = new Error("in a callback");
  try {
    await run(async () => {
      readiness.await(one, READABLE, () => {
        throw error;
      });
      readiness.await(other, READABLE, () => heard.push("other"));
      await sleep_ms(50);
      // In either order: the kernel may tell of the first one before it knows of the other.
      if (heard[0] === error) heard.reverse();
      readiness.await(one, READABLE, () => heard.push("again"));
      await sleep_ms(50);
    });
  } finally {
    loop.set_exception_handler(null);
    for (const fd of [one, other]) {
      readiness.forget(fd);
      close(fd);
    }
  }
  assertEquals(heard, ["other", error, "again"]);
});

Deno.test("Readiness tells each of those that wait for one descriptor, of what it waits for", async () => {
  const { eventfd, eventfd_write, close } = libc();
  const fd = eventfd(0, 0); // can be written to at once, and read from afterwards
  const readiness = getReadiness();
  const heard: string[] = [];
  try {
    await run(async () => {
      readiness.await(fd, READABLE, () => heard.push("one reads"));
      readiness.await(fd, READABLE, () => heard.push("another one reads"));
      const abandoned = readiness.await(fd, READABLE, () => heard.push("abandoned"));
      readiness.await(fd, WRITABLE, () => heard.push("writes"));
      readiness.abandon(abandoned);
      await sleep_ms(50);
      assertEquals(heard, ["writes"]);
      eventfd_write(fd, 1n);
      await sleep_ms(50);
    });
  } finally {
    readiness.forget(fd);
    close(fd);
  }
  assertEquals(heard, ["writes", "one reads", "another one reads"]);
});

Deno.test("Readiness.forget() in a callback silences the others of that descriptor", async () => {
  const { eventfd, close } = libc();
  const fd = eventfd(1, 0);
  const readiness = getReadiness();
  const heard: string[] = [];
  await run(async () => {
    readiness.await(fd, READABLE, () => {
      heard.push("one");
      readiness.forget(fd);
      close(fd);
    });
    readiness.await(fd, READABLE, () => heard.push("other"));
    await sleep_ms(50);
  });
  assertEquals(heard, ["one"]);
});
