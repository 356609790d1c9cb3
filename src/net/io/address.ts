import { describe } from "../../core/describe.ts";

/** A host, as a name or an IP address, and a port. */
export type Address = [host: string, port: number];

/** The address in Deno's form; a Unix socket has a path and no port. */
export function toAddress(address: Deno.Addr): Address {
  if ("hostname" in address) return [address.hostname, address.port];
  return ["path" in address ? address.path : "", 0];
}

/** An address as messages and URLs write it. */
export function formatAddress([host, port]: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Makes sure that something is the name or the address of a host. */
export function checkHost(host: string, doing: string): void {
  if (typeof host !== "string") {
    throw new TypeError(
      `Cannot ${doing}: expected a host name or an IP address, got ${describe(host)}`,
    );
  }
  if (host === "") {
    throw new RangeError(
      `Cannot ${doing}: the host is empty; use "127.0.0.1" for this machine, ` +
        '"0.0.0.0" or "::" to listen on all its addresses',
    );
  }
}

/** Makes sure that something is a port, no less than `least`. */
export function checkPort(port: number, doing: string, least: 0 | 1): void {
  if (typeof port !== "number") {
    throw new TypeError(`Cannot ${doing}: expected a port number, got ${describe(port)}`);
  }
  if (!Number.isInteger(port) || port < least || port > 65535) {
    throw new RangeError(`Cannot ${doing}: the port must be ${least} to 65535, got ${port}`);
  }
}
