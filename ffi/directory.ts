import { cString, libc, textAt } from "./libc.ts";

/** Where the name is in `struct dirent` of 64-bit Linux. */
const D_NAME = 19;

/**
 * The names in a directory of sysfs, sorted; none if it is not there. Deno's own function
 * wants `--allow-all` for those.
 */
export function listDirectory(path: string): string[] {
  const { opendir, readdir, closedir } = libc();
  const directory = opendir(cString(path));
  if (directory === null) return [];
  const names: string[] = [];
  for (let entry = readdir(directory); entry !== null; entry = readdir(directory)) {
    const name = textAt(Deno.UnsafePointer.offset(entry, D_NAME))!;
    if (name !== "." && name !== "..") names.push(name);
  }
  closedir(directory);
  return names.sort();
}

/** What a symbolic link leads to; null if it is none. */
export function readLink(path: string): string | null {
  const bytes = new Uint8Array(4096);
  const length = Number(libc().readlink(cString(path), bytes, BigInt(bytes.length)));
  return length < 0 ? null : new TextDecoder().decode(bytes.subarray(0, length));
}
