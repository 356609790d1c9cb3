/** Runs a program by Deno as some user, with the right to FFI alone. "./" is the checkout. */
export function runAs(uid: number, program: string): Promise<string> {
  const root = new URL("../../", import.meta.url).href;
  const url = "data:text/typescript," +
    encodeURIComponent(program.replaceAll('"./', `"${root}`));
  return outputOf(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "--allow-ffi", "--allow-import", url],
    uid,
  });
}

/** Runs a program by python3. */
export function runPython(program: string): Promise<string> {
  return outputOf("python3", { args: ["-c", program] });
}

async function outputOf(program: string, options: Deno.CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, options).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}
