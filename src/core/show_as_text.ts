/**
 * Has the console show the objects of a class by their `toString()`. To be called by its
 * constructor: a method of that name in the class itself would have bundlers carry the class where
 * it is not used, as they cannot know what making the name does.
 */
export function showAsText(prototype: object): void {
  const inspect = Symbol.for("Deno.customInspect");
  if (inspect in prototype) return;
  Object.defineProperty(prototype, inspect, {
    value(this: object): string {
      return this.toString();
    },
  });
}
