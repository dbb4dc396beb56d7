import type { RoutingTable } from './node.js';

export const MAIN = 254;
export const LOCAL = 255;
const DEFAULT = 253;

const names: ReadonlyMap<string, number> = new Map([
  ['local', LOCAL],
  ['main', MAIN],
  ['default', DEFAULT],
  ['unspec', 0],
]);

/**
 * A routing table as `ip` writes it: a number, one of the three names each node knows, or a name of its own
 * /etc/iproute2/rt_tables, which then stands for itself.
 * @see linux include/uapi/linux/rtnetlink.h enum rt_class_t
 */
export function readTable(text: string): RoutingTable {
  return names.get(text) ?? (/^\d{1,10}$/.test(text) ? Number(text) : text);
}

/** `main`, `local`, `default`, or the number or name. */
export function writeTable(table: RoutingTable): string {
  if (table === MAIN) return 'main';
  if (table === LOCAL) return 'local';
  return table === DEFAULT ? 'default' : String(table);
}
