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

/** Calls of functions that are given what comes after "Cannot ...: ". */
const CALL =
  /\b(?:refused|noLibrary|cannotBuild|closedError|this\.#(?:cutOff|missing))\(.*?\);$/gms;

/** The messages in a source, also those that begin with what is `doing`; remedies ("; do this"). */
function messagesIn(source: string): string[] {
  return [
    ...textsIn(source.replaceAll(/\bdoing = `[^`]*`/g, ""))
      .filter((text) => /^(?:Cannot |\$\{doing\}: |; )/.test(text)),
    ...[...source.matchAll(CALL)].flatMap(([call]) => {
      const texts = textsIn(call).filter((text) => !/^E[A-Z]+$/.test(text));
      const reasons = texts.filter((text) => ownWords(text) !== null);
      return reasons.length > 0 ? reasons : texts;
    }),
  ];
}

/** Messages that have no words of their own, and where these come from. */
const HANDED_ON: Record<string, string> = {
  "Cannot ${doing}: ${why}": "ffi/libc.ts: the system's, or those that refused() is given",
  "Cannot ${doing}: ${reason}${remedy}": "deno_error.ts, raw_socket.ts: the system's, and a remedy",
};

/** The parts of a text that are always the same. */
function fixedParts(text: string): string[] {
  return text.split(/\$\{.*?\}/s);
}

/** The first words of a message's reason that say enough to be looked for alone. */
function ownWords(message: string): string | null {
  const parts = fixedParts(message.replace(/^(?:Cannot [^:]*|\$\{doing\}): /s, ""));
  return parts.flatMap((part) => part.split(/[;:,]/)).map((part) => part.trim())
    .find((part) => part.length >= 12) ?? null;
}

/** Whether the tests have words of the message's reason, and those of what cannot be done. */
function isExpected(message: string): boolean {
  const words = ownWords(message);
  if (words === null) return isInTests(message.trim()); // all that is fixed in it
  const doing = /^Cannot [^:]*/.exec(message)?.[0] ?? "";
  return tests.includes(words) && isInTests(doing);
}

/** Whether a text stands in the tests, with anything for what is put into it. */
function isInTests(text: string): boolean {
  return new RegExp(fixedParts(text).map(RegExp.escape).join("[^\\n]{0,80}?")).test(tests);
}

const messages = [...sources("src/"), ...sources("ffi/")].flatMap(messagesIn);
const tests = sources("tests/", "_test.ts").join("\n");

Deno.test("messages: each one is expected by a test", () => {
  assertEquals(messages.length > 100, true);
  const own = messages.filter((message) => !(message in HANDED_ON));
  assertEquals(own.filter((message) => !isExpected(message)), []);
});

Deno.test("messages: none passes without words to look for", () => {
  const wordless = messages.filter((message) => {
    const words = ownWords(message) ?? fixedParts(message).join("").replace("Cannot", "");
    return words.replaceAll(/[^a-z]/gi, "").length < 6;
  });
  assertEquals([...new Set(wordless)].sort(), Object.keys(HANDED_ON).sort());
});

Deno.test("messages: one that no test expects is noticed", () => {
  for (
    const message of [
      "Cannot fly: there is no wind",
      "Cannot fly ${how}: ${reason}",
      "Cannot fly: expected a Uint8Array", // as others say, of something else
      "Cannot write ${what}: expected feathers and a tail",
    ]
  ) assertEquals(isExpected(message), false, message);
  assertEquals(ownWords("Cannot fly ${how}: ${reason}; ${remedy}"), null);
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
