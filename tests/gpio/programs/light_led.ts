// Lights the first LED of the board.

import { LED } from "../../../src/pyb/mod.ts";

new LED(1).on();
