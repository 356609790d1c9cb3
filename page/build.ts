/**
 * Makes src/web/page.ts of the files in this folder: the whole page as one text, so that it comes
 * with the package and needs no request but one. `--check` only says whether it is up to date.
 *
 *   deno task page
 */

import { createHash } from "node:crypto";

const here = new URL("./", import.meta.url);
const target = new URL("../src/web/page.ts", here);

/** The files that the page is made of, in this folder, and what they import beyond it. */
const sources = [
  ...[...Deno.readDirSync(here)].map(({ name }) => name).filter((name) =>
    /\.(ts|html|css)$/.test(name)
  )
    .sort(),
  "../src/web/messages.ts",
  "../src/machine/boards/header.ts",
];

/** What tells one state of the sources from another. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const name of sources) hash.update(`${name}\n${Deno.readTextFileSync(new URL(name, here))}`);
  return hash.digest("hex");
}

const line =
  `// Made by \`deno task page\` of the folder page, whose fingerprint is ${fingerprint()}`;

if (Deno.args.includes("--check")) {
  if (!Deno.readTextFileSync(target).startsWith(`${line}\n`)) {
    console.error("src/web/page.ts is not what page/ makes: run `deno task page`");
    Deno.exit(1);
  }
} else {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", "--platform=browser", "main.ts"],
    cwd: here,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const script = new TextDecoder().decode(stdout).trim().replaceAll("</script", "<\\/script");
  const style = Deno.readTextFileSync(new URL("page.css", here)).replaceAll(/\s+/g, " ");
  const html = Deno.readTextFileSync(new URL("page.html", here)).replaceAll(/\n\s+/g, "\n")
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace("<script></script>", () => `<script>${script}</script>`);
  const text = [
    line,
    "// deno-fmt-ignore-file",
    "",
    "/** The page, with its script and its style. */",
    `export const PAGE: string =\n  ${JSON.stringify(html)};`,
    "",
  ];
  Deno.writeTextFileSync(target, text.join("\n"));
}
