import { assert, assertEquals } from "@std/assert";
import { pathOf, picture, PICTURES } from "../../page/pictures.ts";

for (const name of Object.keys(PICTURES)) {
  Deno.test(`docs/gallery.md: the picture of ${name} is what deno task pictures draws`, async () => {
    assertEquals(await Deno.readTextFile(pathOf(name)), await picture(name));
    const gallery = await Deno.readTextFile(new URL("../../docs/gallery.md", import.meta.url));
    const section = gallery.split(/^## /m).find((text) => text.startsWith(`${name}\n`))!;
    const [, alt = ""] = /!\[(.*?)\]\(wiring\/\w+\.svg\)/s.exec(section) ?? [];
    assert(section.includes(`](wiring/${name}.svg)`));
    for (const [, pin] of (await picture(name)).matchAll(/GPIO\d+ \(pin (\d+)\)/g)) {
      assert(alt.match(/\d+/g)!.includes(pin!), `pin ${pin}`);
    }
  });
}
