// What it costs to start Deno with the module.
import "../../../mod.ts";
