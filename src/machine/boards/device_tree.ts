import { listDirectory } from "../../../ffi/directory.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";

/**
 * The lines of the header that a device has, by its node in the device tree: as
 * `brcm,pins` of Raspberry Pis up to the fourth, as `pins` of the fifth, or as lines of a
 * bus that the kernel makes bit by bit.
 *
 * @param node The path of the node.
 * @returns The numbers, in the tree's order; null if the tree does not say.
 */
export function pinsOf(node: string): number[] | null {
  const lines = property(node, "gpios");
  if (lines !== null) return cells(lines).filter((_, i) => i % 3 === 1);
  const [sda, scl] = ["sda-gpios", "scl-gpios"].map((name) => property(node, name));
  if (sda && scl) return [cells(sda)[1]!, cells(scl)[1]!];
  const handles = property(node, "pinctrl-0");
  if (handles === null) return null;
  const pins = cells(handles).flatMap(pinsOfGroup);
  return pins.length > 0 ? pins : null;
}

/** What a device is, by its node: the names of its kind, the most special one first. */
export function kindsOf(node: string): string[] {
  const names = property(node, "compatible");
  return names === null ? [] : new TextDecoder().decode(names).split("\0").slice(0, -1);
}

const GPIO_CHIPS = "/sys/bus/gpio/devices";

function pinsOfGroup(handle: number): number[] {
  for (const chip of listDirectory(GPIO_CHIPS)) {
    const group = findGroup(`${GPIO_CHIPS}/${chip}/of_node`, handle);
    if (group !== null) return group;
  }
  return [];
}

function findGroup(node: string, handle: number): number[] | null {
  for (const name of listDirectory(node)) {
    const own = property(`${node}/${name}`, "phandle");
    if (own === null) continue; // no node, but a property
    if (cells(own)[0] === handle) return pinsOfNode(`${node}/${name}`);
  }
  return null;
}

function pinsOfNode(group: string): number[] {
  const numbers = property(group, "brcm,pins");
  if (numbers !== null) return cells(numbers);
  const names = property(group, "pins");
  if (names === null) {
    // Newer trees have the pins in nodes below.
    return listDirectory(group).filter((name) => property(`${group}/${name}`, "pins") !== null)
      .flatMap((name) => pinsOfNode(`${group}/${name}`));
  }
  return [...new TextDecoder().decode(names).matchAll(/gpio(\d+)/g)].map(([, n]) => Number(n));
}

/** A property of a node; null if it has none of that name. */
function property(node: string, name: string): Uint8Array | null {
  using file = SysfsFile.open(`${node}/${name}`, `read ${node}`, "read");
  return file?.bytes() ?? null;
}

/** Numbers of 32 bits, the high byte first. */
function cells(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i));
}
