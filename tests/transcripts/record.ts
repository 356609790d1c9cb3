/**
 * Runs the Python programs of this folder with a real MicroPython and compares
 * what they print with what is kept; `--write` keeps it.
 *
 *   deno task transcripts [--write] [name...]
 */

const folder = new URL("./", import.meta.url).pathname;
const interpreter = `${folder}../tools/micropython.sh`;
const isWriting = Deno.args.includes("--write");
const wanted = Deno.args.filter((arg) => !arg.startsWith("--"));

/**
 * MicroPython goes by the real time, in whole milliseconds: on a busy machine, tasks that
 * should wake together do not. What is kept is wrong if it never prints that.
 */
const ATTEMPTS = 3;

const names = [...Deno.readDirSync(folder)]
  .filter((entry) => entry.name.endsWith(".py"))
  .map((entry) => entry.name.slice(0, -".py".length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();

let differences = 0;
for (const name of names) {
  const kept = readTextFileOrNull(`${folder}${name}.txt`);
  const printed = await runUntilItPrints(kept, name);
  if (printed !== null && printed === kept) continue;
  differences++;
  if (printed === null) continue;
  console.log(`${name}: kept\n${kept ?? "(nothing)\n"}${name}: MicroPython prints\n${printed}`);
  if (isWriting) Deno.writeTextFileSync(`${folder}${name}.txt`, printed);
}
console.log(`${names.length} programs, ${differences} differences`);
if (differences > 0 && !isWriting) Deno.exit(1);

/** What a program prints, the last time at least; null if it fails. */
async function runUntilItPrints(expected: string | null, name: string): Promise<string | null> {
  let printed: string | null = null;
  for (let i = 0; i < ATTEMPTS && (i === 0 || printed !== expected); i++) {
    const { stdout, stderr, success } = await new Deno.Command(interpreter, {
      args: [`${folder}${name}.py`],
    }).output();
    printed = new TextDecoder().decode(stdout);
    if (success) continue;
    console.error(`${name}.py failed:\n${printed}${new TextDecoder().decode(stderr)}`);
    return null;
  }
  return printed;
}

function readTextFileOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
