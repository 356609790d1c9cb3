// Preloaded by tests, so that an example program takes no time.
import { VirtualClock } from "../../src/testing/mod.ts";

new VirtualClock();
