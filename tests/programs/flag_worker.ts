// Sets the flag whose buffer it is posted, and ends.
import { ThreadSafeFlag } from "../../mod.ts";

addEventListener("message", (event) => {
  new ThreadSafeFlag((event as MessageEvent<SharedArrayBuffer>).data).set();
  close();
});
