/**
 * Whether an interface name matches. `wildcard` makes `name` a prefix, which an empty interface matches only where the
 * prefix is empty too (`-i +` also holds for a packet without interface).
 * @see linux include/linux/netfilter/x_tables.h ifname_compare_aligned
 */
export function interfaceMatches(actual: string, name: string, wildcard: boolean): boolean {
  return wildcard ? actual.startsWith(name) : actual === name;
}
