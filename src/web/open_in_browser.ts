/** The command that opens an address, and the variables one of which says that there is a screen. */
const COMMANDS: Record<string, { command: string; args: string[]; screen: string[] }> = {
  linux: { command: "xdg-open", args: [], screen: ["DISPLAY", "WAYLAND_DISPLAY"] },
  darwin: { command: "open", args: [], screen: [] },
  windows: { command: "explorer", args: [], screen: [] },
};

/** Opens an address in the browser, where that is permitted and there is one. */
export function openInBrowser(url: string): void {
  const known = COMMANDS[Deno.build.os];
  if (known === undefined) return;
  const { command, args, screen } = known;
  if (Deno.permissions.querySync({ name: "run", command }).state !== "granted") return;
  if (screen.length > 0 && !screen.some(isSet)) return;
  try {
    const child = new Deno.Command(command, {
      args: [...args, url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
  } catch {
    // There is none: the address has been printed.
  }
}

function isSet(variable: string): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" && (Deno.env.get(variable) ?? "") !== "";
}
