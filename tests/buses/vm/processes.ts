/** Other processes that use what a test uses. `"./` stands for the checkout. */

const root = new URL("../../../", import.meta.url).href;

function command(program: string, uid = 0): Deno.Command {
  const url = "data:text/typescript," + encodeURIComponent(program.replaceAll('"./', `"${root}`));
  const args = ["run", "--no-check", "--no-prompt", "--allow-ffi", "--allow-import", url];
  // A user that may read the programs and the checkout, but no more.
  const under = uid === 0 ? [] : [
    ...["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"],
    ...["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"],
    ...["env", "DENO_DIR=/tmp/user"],
  ];
  const [first = "", ...rest] = [...under, Deno.execPath(), ...args];
  return new Deno.Command(first, {
    args: rest,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(60_000),
  });
}

/** What a program has printed until its end, its errors included. */
export async function outputOf(program: string, uid?: number): Promise<string> {
  const { stdout, stderr } = await command(program, uid).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

/** Starts a program, and waits until it prints something. */
export async function start(program: string): Promise<Deno.ChildProcess> {
  const child = command(program).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  reader.releaseLock();
  return child;
}

/** Ends a program by a signal. */
export async function ended(program: Deno.ChildProcess, signal: Deno.Signal): Promise<void> {
  program.kill(signal);
  await program.status;
  await program.stdout.cancel();
  await program.stderr.cancel();
}
