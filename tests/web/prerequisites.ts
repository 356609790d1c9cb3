// Says what is missing for the tests of the board in the browser.
import { CHROMIUM } from "./browser.ts";

try {
  Deno.statSync(CHROMIUM);
} catch {
  console.error(`There is no ${CHROMIUM}: apt-get install chromium`);
  Deno.exit(1);
}
