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

const names = [...Deno.readDirSync(folder)]
  .filter((entry) => entry.name.endsWith(".py"))
  .map((entry) => entry.name.slice(0, -".py".length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();

let differences = 0;
for (const name of names) {
  const { stdout, stderr, success } = await new Deno.Command(interpreter, {
    args: [`${folder}${name}.py`],
  }).output();
  const printed = new TextDecoder().decode(stdout);
  if (!success) {
    console.error(`${name}.py failed:\n${printed}${new TextDecoder().decode(stderr)}`);
    differences++;
    continue;
  }
  const kept = readTextFileOrNull(`${folder}${name}.txt`);
  if (printed === kept) continue;
  differences++;
  console.log(`${name}: kept\n${kept ?? "(nothing)\n"}${name}: MicroPython prints\n${printed}`);
  if (isWriting) Deno.writeTextFileSync(`${folder}${name}.txt`, printed);
}
console.log(`${names.length} programs, ${differences} differences`);
if (differences > 0 && !isWriting) Deno.exit(1);

function readTextFileOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
