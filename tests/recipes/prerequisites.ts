/**
 * Looks for what the recipes take: the broker mosquitto with its programs, and packages from npm;
 * says why not, where something is missing.
 *
 *   deno run -A tests/recipes/prerequisites.ts
 */

import { exists } from "./processes.ts";

const root = new URL("../../", import.meta.url);

const isThere = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto_sub", "/usr/bin/mosquitto_pub"]
  .every(exists);
if (!isThere) {
  console.error("There is no broker to try MQTT with: apt-get install mosquitto mosquitto-clients");
  Deno.exit(1);
}
const recipes = [...Deno.readDirSync(new URL("examples/recipes/", root))]
  .map(({ name }) => `examples/recipes/${name}`);
const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["cache", "--quiet", ...recipes],
  cwd: root,
}).spawn().status;
if (!success) {
  console.error("The packages of the recipes cannot be had from npm");
  Deno.exit(1);
}
