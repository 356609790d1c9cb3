/** Changes what the kernel of the emulated Raspberry Pi has, or seems to have. */

/** Writes to a file of sysfs. */
export function echo(text: string, path: string): void {
  Deno.writeTextFileSync(path, text);
}

/**
 * Gives a device on I2C bus 1 to a driver of the kernel, until the end of the block that has the
 * result by `using`.
 */
export function bindI2c(driver: string, address: string): Disposable {
  const bus = "/sys/bus/i2c/devices/i2c-1";
  echo(`${driver} ${address}`, `${bus}/new_device`);
  return { [Symbol.dispose]: () => echo(address, `${bus}/delete_device`) };
}

/** What a folder has: texts of files, bytes, folders, and links to what stands elsewhere. */
export interface Tree {
  [name: string]: string | Uint8Array | Tree | URL;
}

/**
 * Lays files over a folder of sysfs, as the kernel has them with devices that the emulator has
 * not, until the end of the block that has the result by `using`.
 */
export function cover(folder: string, tree: Tree): Disposable {
  const root = Deno.makeTempDirSync();
  write(root, tree);
  command("mount", "--bind", root, folder);
  return { [Symbol.dispose]: () => command("umount", folder) };
}

function write(folder: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const path = `${folder}/${name}`;
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else if (content instanceof Uint8Array) Deno.writeFileSync(path, content);
    else if (content instanceof URL) Deno.symlinkSync(content.pathname, path);
    else {
      Deno.mkdirSync(path);
      write(path, content);
    }
  }
}

function command(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, { args }).outputSync();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
