/**
 * Makes the pictures of docs/wiring: runs each example for a moment on a simulated board, and draws
 * the parts that it uses its lines as if they were there.
 *
 *   deno task pictures
 *
 * @module
 */

/** The examples that have a picture in the gallery, and their arguments. */
export const PICTURES: Record<string, string[]> = {
  blink: ["pin", "17", "27"],
  button: [],
  level_meter: [],
  traffic_light: [],
};

const root = new URL("../", import.meta.url);

/** The picture of an example. */
export async function picture(name: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--preload=page/draw_and_end.ts"],
      ...[`examples/${name}.ts`, ...PICTURES[name]!],
    ],
    cwd: root,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Where the picture of an example is. */
export function pathOf(name: string): URL {
  return new URL(`docs/wiring/${name}.svg`, root);
}

if (import.meta.main) {
  for (const name of Object.keys(PICTURES)) {
    await Deno.writeTextFile(pathOf(name), await picture(name));
  }
}
