/** Settings of the kernel that decide what becomes of a packet, below /proc/sys. `*` stands for each interface, and for `all` and `default`. */
export const wantedSysctls: readonly string[] = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/*/forwarding',
  'net/ipv4/conf/*/rp_filter',
  'net/ipv4/conf/*/accept_local',
  'net/ipv4/conf/*/route_localnet',
  'net/ipv4/conf/*/src_valid_mark',
  'net/ipv4/conf/*/send_redirects',
  'net/ipv4/fwmark_reflect',
  'net/ipv4/ip_default_ttl',
  'net/ipv4/vs/conntrack',
  'net/ipv6/conf/all/forwarding',
  'net/ipv6/conf/*/disable_ipv6',
  'net/ipv6/conf/*/hop_limit',
  'net/ipv6/fwmark_reflect',
  'net/bridge/bridge-nf-call-iptables',
  'net/bridge/bridge-nf-call-ip6tables',
  'net/netfilter/nf_conntrack_tcp_loose',
  'net/netfilter/nf_conntrack_tcp_be_liberal',
  'net/netfilter/nf_conntrack_checksum',
  'net/netfilter/nf_conntrack_count',
  'net/netfilter/nf_conntrack_max',
];

/** The files of them on a node with these interfaces. */
export function sysctlPaths(interfaces: readonly string[]): readonly string[] {
  const names = [
    'all',
    'default',
    ...interfaces.filter((name) => /^[^/\0]{1,15}$/.test(name) && !/^\.\.?$/.test(name)),
  ];
  return wantedSysctls.flatMap((path) =>
    path.includes('*') ? names.map((name) => path.replace('*', () => name)) : [path],
  );
}

/** A setting as `sysctl` prints it, where a dot in the name of an interface is a slash. */
export function sysctlLine(path: string, value: string): string {
  const key = path.replaceAll(/[./]/g, (sign) => (sign === '/' ? '.' : '/'));
  return `${key} = ${value.trim().replaceAll('\n', ' ')}`;
}
