import type { Family } from '../netfilter/hooks.js';

/** Settings of the kernel by their keys, as `sysctl` prints them: a dot in the name of an interface is a slash. */
export type Sysctls = ReadonlyMap<string, string>;

/** The settings that a trace reads: of the whole node, of IPv4 for `all` and each interface, of IPv6 for each interface. */
export const readSettings = {
  node: [
    'net.ipv4.ip_forward',
    'net.ipv6.conf.all.forwarding',
    'net.ipv4.fwmark_reflect',
    'net.ipv6.fwmark_reflect',
    'net.ipv4.ip_default_ttl',
    'net.netfilter.nf_conntrack_tcp_loose',
    'net.netfilter.nf_conntrack_checksum',
  ],
  interface: [
    'forwarding',
    'rp_filter',
    'accept_local',
    'route_localnet',
    'src_valid_mark',
    'send_redirects',
  ],
  interface6: ['disable_ipv6', 'hop_limit'],
} as const;

/** Reads lines of `sysctl -a`; others are passed over. */
export function readSysctls(lines: readonly string[]): Sysctls {
  return new Map(
    lines.flatMap((line): readonly (readonly [string, string])[] => {
      const cut = line.indexOf(' = ');
      return cut < 0 ? [] : [[line.slice(0, cut), line.slice(cut + 3).trim()]];
    }),
  );
}

/**
 * Whether the kernel sends on what comes in by an interface; undefined where that is not known. IPv6 has one setting for all.
 * @see linux net/ipv4/route.c ip_route_input_slow (IN_DEV_FORWARD), net/ipv6/ip6_output.c ip6_forward
 */
export function forwards(
  sysctls: Sysctls | undefined,
  family: Family,
  inInterface: string,
): boolean | undefined {
  const value =
    family === 6
      ? sysctls?.get('net.ipv6.conf.all.forwarding')
      : (sysctls?.get(keyOf(inInterface, 'forwarding')) ?? sysctls?.get('net.ipv4.ip_forward'));
  return value === undefined ? undefined : value !== '0';
}

/**
 * How the kernel checks sources of what comes in by an interface: 0 not, 1 strictly, 2 loosely; undefined where that is not known. IPv6 has no such
 * check.
 * @see linux include/linux/inetdevice.h IN_DEV_RPFILTER: the greater one of `all` and the interface
 */
export function reversePathFilter(
  sysctls: Sysctls | undefined,
  family: Family,
  inInterface: string,
): number | undefined {
  if (family === 6) return 0;
  const all = sysctls?.get(keyOf('all', 'rp_filter'));
  const own = sysctls?.get(keyOf(inInterface, 'rp_filter'));
  return all === undefined || own === undefined ? undefined : Math.max(Number(all), Number(own));
}

/**
 * Whether one of the settings that are on where `all` or the interface has them on is known to be on: `route_localnet` lets 127.0.0.0/8 be routed,
 * `accept_local` the node's own addresses be sources; with `src_valid_mark` the way back is looked up with the packet's mark.
 * @see linux include/linux/inetdevice.h IN_DEV_NET_ROUTE_LOCALNET, IN_DEV_ACCEPT_LOCAL, IN_DEV_SRC_VMARK
 */
export function isOn(
  sysctls: Sysctls | undefined,
  setting: 'route_localnet' | 'accept_local' | 'src_valid_mark',
  inInterface: string,
): boolean {
  return ['all', inInterface].some((name) => Number(sysctls?.get(keyOf(name, setting)) ?? 0) > 0);
}

/** Whether it is known how a setting is for an interface. */
export function isTold(
  sysctls: Sysctls | undefined,
  setting: 'route_localnet' | 'accept_local',
  inInterface: string,
): boolean {
  if (isOn(sysctls, setting, inInterface)) return true;
  return ['all', inInterface].every((name) => sysctls?.has(keyOf(name, setting)) === true);
}

/** Whether 127.0.0.0/8 may be routed by some interface: false only where all are known to refuse it. */
export function mayRouteLoopback(sysctls: Sysctls | undefined): boolean {
  const told = [...(sysctls ?? [])].filter(
    ([key]) => key.endsWith('.route_localnet') && key !== keyOf('default', 'route_localnet'),
  );
  return (
    !told.some(([key]) => key === keyOf('all', 'route_localnet')) || told.some(([, value]) => value !== '0')
  );
}

/**
 * Whether an interface is known to take in no IPv6.
 * @see linux net/ipv6/ip6_input.c ip6_rcv_core; that of `all` has been written to each interface
 */
export function refusesIpv6(sysctls: Sysctls | undefined, inInterface: string): boolean {
  return Number(sysctls?.get(keyOf6(inInterface, 'disable_ipv6')) ?? 0) > 0;
}

/**
 * Whether the node tells senders of a better way, as it does unless told otherwise.
 * @see linux include/linux/inetdevice.h IN_DEV_TX_REDIRECTS
 */
export function sendsRedirects(sysctls: Sysctls | undefined, inInterface: string): boolean {
  const values = ['all', inInterface].map((name) => sysctls?.get(keyOf(name, 'send_redirects')));
  return values.some((value) => value !== undefined && value !== '0') || values[1] === undefined;
}

/**
 * Whether what the kernel itself answers has the mark of the packet that it answers.
 * @see linux include/net/ip.h IP4_REPLY_MARK, include/net/ipv6.h IP6_REPLY_MARK
 */
export function reflectsMark(sysctls: Sysctls | undefined, family: Family): boolean {
  return Number(sysctls?.get(`net.ipv${family}.fwmark_reflect`) ?? 0) > 0;
}

/** The ttl or hop limit of what leaves by an interface, where neither a socket nor a route says another; undefined where that is not known. IPv4 has one for all. */
export function ttlSetting(
  sysctls: Sysctls | undefined,
  family: Family,
  device: string | undefined,
): number | undefined {
  const key =
    family === 4 ? 'net.ipv4.ip_default_ttl' : device === undefined ? undefined : keyOf6(device, 'hop_limit');
  const value = key === undefined ? undefined : sysctls?.get(key);
  return value === undefined ? undefined : Number(value);
}

/**
 * Whether conntrack begins a connection with a TCP packet from the middle of one; undefined where that is not known.
 * @see linux net/netfilter/nf_conntrack_proto_tcp.c tcp_new
 */
export function takesUp(sysctls: Sysctls | undefined): boolean | undefined {
  const value = sysctls?.get('net.netfilter.nf_conntrack_tcp_loose');
  return value === undefined ? undefined : value !== '0';
}

/** Whether conntrack computes the checksum of what comes in, as it does unless told otherwise. */
export function checksChecksums(sysctls: Sysctls | undefined): boolean {
  return sysctls?.get('net.netfilter.nf_conntrack_checksum') !== '0';
}

/** The key of a setting of IPv6 that an interface has. */
export function keyOf6(inInterface: string, setting: (typeof readSettings.interface6)[number]): string {
  return `net.ipv6.conf.${inInterface.replaceAll('.', '/')}.${setting}`;
}

/** The key of a setting of IPv4 that an interface has. */
export function keyOf(inInterface: string, setting: (typeof readSettings.interface)[number]): string {
  return `net.ipv4.conf.${inInterface.replaceAll('.', '/')}.${setting}`;
}
