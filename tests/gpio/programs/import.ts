// Uses nothing of what it imports.

import "../../../src/machine/mod.ts";
import "../../../src/pyb/mod.ts";

console.log("imported");
