/**
 * Address families and protocols, by the names and numbers of MicroPython's `socket`.
 *
 * @module
 */

/** Internet protocol version 4. */
export const AF_INET = 2;
/** Internet protocol version 6. */
export const AF_INET6 = 10;

/** An address family: {@linkcode AF_INET} or {@linkcode AF_INET6}. */
export type AddressFamily = typeof AF_INET | typeof AF_INET6;

/** Makes sure that something is an address family. */
export function checkAddressFamily(af: AddressFamily, doing: string): void {
  if (af === AF_INET || af === AF_INET6) return;
  throw new RangeError(`Cannot ${doing}: expected AF_INET or AF_INET6, got ${String(af)}`);
}

/** The Internet Control Message Protocol of IPv4. */
export const IPPROTO_ICMP = 1;
/** The Transmission Control Protocol. */
export const IPPROTO_TCP = 6;
/** The User Datagram Protocol. */
export const IPPROTO_UDP = 17;
/** The Internet Control Message Protocol of IPv6. */
export const IPPROTO_ICMPV6 = 58;
