// Tasks, events and locks run wherever JavaScript does: transcripts, bundled, on Node.js.
import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

/** One of each kind, none of which takes a socket. */
const TRANSCRIPTS = [
  "cancel_chain_of_tasks",
  "cancel_through_gather_and_wait_for",
  "event_wakes_all_waiters_in_order",
  "exception_nobody_awaits_is_reported",
  "flag_set_by_a_task",
  "lock_between_release_and_heir",
];

async function output(command: string, ...args: string[]): Promise<string> {
  const options = { args, cwd: root, env: { NO_COLOR: "1" } };
  const { success, stdout, stderr } = await new Deno.Command(command, options).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function hasNode(): Promise<boolean> {
  try {
    return parseInt((await output("node", "--version")).slice(1)) >= 20;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test({
  name: "package: a bundle of the scheduler prints on Node.js what MicroPython prints",
  ignore: !await hasNode(),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      for (const name of TRANSCRIPTS) {
        const bundle = `${folder}/${name}.mjs`;
        await output(Deno.execPath(), "bundle", "-o", bundle, `tests/transcripts/${name}.ts`);
        const printed = await output("node", bundle);
        assertEquals(
          printed,
          Deno.readTextFileSync(new URL(`tests/transcripts/${name}.txt`, root)),
        );
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
