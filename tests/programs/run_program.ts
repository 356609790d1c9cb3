/** What a program has printed, and how it has ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const root = new URL("../../", import.meta.url);

/** Runs a program of this repository in a process of its own, with the flags given. */
export async function runProgram(
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...args],
    cwd: root,
    env: { NO_COLOR: "1", ...env },
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs a program given as its text, in which `"./` stands for this repository. */
export function runText(text: string, ...flags: string[]): Promise<Outcome> {
  return runProgram([...flags, urlOf(text)]);
}

/** The text of a program as something to run, in which `"./` stands for this repository. */
export function urlOf(text: string): string {
  const source = text.replaceAll('"./', `"${root.href}`);
  return `data:application/typescript,${encodeURIComponent(source)}`;
}
