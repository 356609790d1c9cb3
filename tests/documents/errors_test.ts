import { assertEquals } from "@std/assert";

// A new message needs a test that expects its words.

const root = new URL("../../", import.meta.url);

/** The sources below a folder, without comments, and with texts in one piece. */
function sources(folder: string, ending = ".ts"): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sources(`${folder}${name}/`, ending);
    const url = new URL(folder + name, root);
    if (!name.endsWith(ending) || url.href === import.meta.url) return [];
    const source = Deno.readTextFileSync(url);
    return source.replaceAll(/\/\*.*?\*\/|(?<=\s)\/\/ .*?$/gms, "")
      .replaceAll(/(["`]) \+\s+\1/g, "");
  });
}

const TEXT = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

function textsIn(source: string): string[] {
  return [...source.matchAll(TEXT)].map(([text]) => text.slice(1, -1));
}

/** The messages in a source; some functions are given what comes after "Cannot ...: ". */
function messagesIn(source: string): string[] {
  const calls = source.matchAll(/\b(?:refused|noLibrary|cannotBuild)\(.*?\);$/gms);
  return [
    ...textsIn(source).filter((text) => text.startsWith("Cannot ")),
    ...[...calls].flatMap(([call]) => textsIn(call)),
  ];
}

/** The first words of a message's reason that are always the same. */
function reasonIn(message: string): string {
  const parts = message.replace(/^Cannot [^:]*: /s, "").split(/\$\{.*?\}|[;:,]/s);
  return parts.map((part) => part.trim()).find((part) => part.length >= 12) ?? "";
}

Deno.test("messages: each one is expected by a test", () => {
  const messages = [...sources("src/"), ...sources("ffi/")].flatMap(messagesIn);
  assertEquals(messages.length > 100, true);
  const tests = sources("tests/", "_test.ts").join("\n");
  const unexpected = messages.map(reasonIn).filter((reason) => !tests.includes(reason));
  assertEquals(unexpected, []);
});

Deno.test("messages say what cannot be done, unless they are MicroPython's or Deno's", () => {
  const all = [...sources("src/"), ...sources("ffi/")].join("\n");
  const errors = all.matchAll(/new [\w.]+(?:Error|NotCapable)\(\s*(["`])(?!Cannot )(.*?)\1/gs);
  const texts = [...errors].map(([, , text]) => text);
  assertEquals(texts.sort(), [
    "Lock not acquired",
    'Requires net access to "${host}", run again with the --allow-net flag',
    "Task was cancelled",
    "Timed out after ${timeout} ms",
    "can't cancel self",
  ]);
});
