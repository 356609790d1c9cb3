import { assertEquals } from "@std/assert";

const program = new URL("last_will.ts", import.meta.url).pathname;

/** Runs a process that makes a last will, and ends in a way; what is in the file then. */
async function end(
  how: string,
  act: (process: Deno.ChildProcess) => void = () => {},
): Promise<{ text: string; status: Deno.CommandStatus; path: string }> {
  const path = Deno.makeTempFileSync();
  Deno.writeTextFileSync(path, "none");
  const process = new Deno.Command("setsid", { // it leads a group that signals may be sent to
    args: [Deno.execPath(), "run", "--no-prompt", "--allow-ffi", program, path, how],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  for await (const part of process.stdout.pipeThrough(new TextDecoderStream())) {
    if (text === "") act(process);
    text += part;
  }
  const status = await process.status;
  const isRevoked = how.startsWith("revoke");
  for (let i = 0; i < 100 && Deno.readTextFileSync(path) !== "heartbeat"; i++) {
    await new Promise((resolve) => setTimeout(resolve, isRevoked ? 2 : 50));
  }
  text = Deno.readTextFileSync(path);
  Deno.removeSync(path);
  return { text, status, path };
}

for (const how of ["exit", "error", "crash"]) {
  Deno.test(`LastWill is carried out at the end of the process by ${how}`, async () => {
    assertEquals((await end(how)).text, "heartbeat");
  });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const) {
  Deno.test(`LastWill is carried out after ${signal}, which does what it always does`, async () => {
    const kill = ({ pid }: Deno.ChildProcess) => {
      // To the whole group, as Ctrl-C and systemd do; the process leads it.
      new Deno.Command("sh", {
        args: ["-c", `kill -s ${signal.slice(3)} -- -${pid}`],
      }).outputSync();
    };
    const { text, status } = await end("wait", kill);
    assertEquals([text, status.success], ["heartbeat", false]);
  });
}

Deno.test("LastWill.revoke(): nothing is written, and no process is left", async () => {
  for (const how of ["revoke", "revoke many"]) {
    const { text, path } = await end(how);
    assertEquals(text, "none");
    const { stdout } = new Deno.Command("sh", { args: ["-c", "cat /proc/[0-9]*/cmdline"] })
      .outputSync();
    assertEquals(new TextDecoder().decode(stdout).includes(path), false);
  }
});
