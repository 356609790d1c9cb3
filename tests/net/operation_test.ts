import { assertEquals, assertRejects } from "@std/assert";
import { create_task, run, RuntimeError, type Stream, type Task, wait_for } from "../../mod.ts";
import { FakeConnection } from "./fake_connection.ts";

/** Connections whose reads complete together, as what has arrived at the same time. */
class Peers {
  #completions: ((count: number) => void)[] = [];

  connect(): Stream {
    const connection = new FakeConnection();
    connection.read = () => new Promise((resolve) => this.#completions.push(resolve));
    return connection.open();
  }

  /** One byte arrives wherever somebody waits. */
  readonly send = (): void => {
    for (const complete of this.#completions.splice(0)) complete(1);
  };
}

Deno.test("Operation: a task that reads two streams at once is told so, and not one that runs meanwhile", async () => {
  for (let before = 0; before < 4; before++) {
    for (let steps = 0; steps < 4; steps++) {
      await run(async () => {
        const peers = new Peers();
        const readBytes = async (count: number): Promise<void> => {
          const stream = peers.connect();
          for (let i = 0; i < count; i++) assertEquals((await stream.read(10)).length, 1);
          stream.close();
        };
        const readTwoAtOnce = async (): Promise<void> => {
          await readBytes(steps);
          await assertRejects(
            () => Promise.all([peers.connect().read(10), peers.connect().read(10)]),
            RuntimeError,
            "Cannot wait twice at once",
          );
        };
        const tasks: Task<void>[] = [];
        for (let i = 0; i < before; i++) tasks.push(create_task(() => readBytes(8)));
        tasks.push(create_task(readTwoAtOnce));
        for (let i = 0; i < 3; i++) tasks.push(create_task(() => readBytes(8)));
        const timer = setInterval(peers.send, 0);
        try {
          // Whoever waits for what came to another one would wait forever.
          for (const task of tasks) await wait_for(task, 5);
        } finally {
          clearInterval(timer);
        }
      });
    }
  }
});
