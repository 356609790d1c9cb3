import { osError } from "../../core/os_error.ts";
import { type AddressFamily, AF_INET, AF_INET6 } from "./constants.ts";
import { toOSError } from "./deno_error.ts";

/** An IP address as the kernel takes it. */
export interface IpAddress {
  /** 4 bytes for IPv4, 16 for IPv6. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The number of the interface of a link-local IPv6 address, else 0. */
  scope: number;
}

/** The address of a host, given by its name or as an IP address of the family. */
export async function resolve(
  host: string,
  family: AddressFamily,
  doing: string,
): Promise<IpAddress> {
  return parse(await resolveToText(host, family, doing), family)!;
}

/**
 * The same as a text.
 *
 * @throws {OSError} `"EAFNOSUPPORT"` for an address of the other family, `"ENOTFOUND"` if the name
 *   has none of this one.
 */
export async function resolveToText(
  host: string,
  family: AddressFamily,
  doing: string,
): Promise<string> {
  if (parse(host, family) !== null) return host;
  if (isIpAddress(host)) throw otherFamily(host, family, doing);
  requireNet(host);
  // Not before it is needed: the module is large.
  const { lookup } = await import("node:dns/promises");
  let address: string;
  try {
    ({ address } = await lookup(host, { family: family === AF_INET ? 4 : 6 }));
  } catch (error) {
    const reason = (error as Error).message;
    throw toOSError(new Error(`failed to lookup address: ${reason}`, { cause: error }), doing);
  }
  if (parse(address, family) === null) throw otherFamily(address, family, doing);
  return address;
}

/** Whether a host is given by an IP address, of whatever family. */
export function isIpAddress(host: string): boolean {
  return parse(host, AF_INET) !== null || parse(host, AF_INET6) !== null;
}

/** The error for an address that a socket cannot use. */
export function otherFamily(address: string, family: AddressFamily, doing: string): Error {
  const [is, has] = family === AF_INET ? ["6", "AF_INET"] : ["4", "AF_INET6"];
  return osError(
    "EAFNOSUPPORT",
    `Cannot ${doing}: ${address} is not an address of the socket's family, ${has}; ` +
      `make a socket of AF_INET${is === "6" ? "6" : ""}`,
  );
}

/** Throws what Deno would: `lookup` speaks of EPERM, and not of the flag. */
function requireNet(host: string): void {
  if (Deno.permissions.querySync({ name: "net", host }).state === "granted") return;
  throw new Deno.errors.NotCapable(
    `Requires net access to "${host}", run again with the --allow-net flag`,
  );
}

function parse(host: string, family: AddressFamily): IpAddress | null {
  return family === AF_INET ? parseIpv4(host) : parseIpv6(host);
}

function parseIpv4(host: string): IpAddress | null {
  const parts = host.split(".").map((part) => /^\d{1,3}$/.test(part) ? Number(part) : NaN);
  if (parts.length !== 4 || !parts.every((part) => part <= 255)) return null;
  return { bytes: Uint8Array.from(parts), scope: 0 };
}

function parseIpv6(host: string): IpAddress | null {
  const [address = "", scope = "0"] = host.split("%");
  if (!address.includes(":") || !/^\d+$/.test(scope)) return null;
  // The URL standard knows all the ways to write one, and has one of its own.
  const normal = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (normal === undefined) return null;
  const [head = "", tail] = normal.split("::").map((half) => half === "" ? [] : half.split(":"));
  const groups = tail === undefined
    ? [...head]
    : [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail];
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  groups.forEach((group, i) => view.setUint16(2 * i, parseInt(group, 16)));
  return { bytes, scope: Number(scope) };
}
