import { readDocuments } from '../document/readDocuments.js';
import type { Value } from '../document/document.js';
import type { Names } from './names.js';
import { noteSubnet } from './noteSubnet.js';
import { interfaceFlags, ipWords, redactPlainIp } from './redactPlainIp.js';
import { redactText } from './redactText.js';
import { isNumeric } from './redactWords.js';

/** `keyword`: the kernel or `ip` has a list of them. */
type Kind = 'name' | 'address' | 'word' | 'keyword';

/** What a text under a key of `ip -j` is. Texts under other keys are left out. */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...['ifname', 'label', 'master', 'link', 'dev', 'iif', 'oif'].map((key) => [key, 'name'] as const),
  ...[
    'address',
    'local',
    'broadcast',
    'anycast',
    'dst',
    'src',
    'gateway',
    'prefsrc',
    'from',
    'host',
    'source',
    'remote',
    'local6',
    'remote6',
    'group6',
  ].map((key) => [key, 'address'] as const),
  ...['table', 'protocol'].map((key) => [key, 'word'] as const),
  ...[
    ...['family', 'scope', 'type', 'flags', 'operstate', 'link_type', 'pref', 'action', 'not', 'info_kind'],
    ...['fwmark', 'fwmask', 'priority', 'tos', 'metric', 'ipproto', 'goto', 'sport', 'dport', 'weight'],
  ].map((key) => [key, 'keyword'] as const),
]);

/** The lines of `ip -j addr`, `ip -j route` or `ip -j rule`, or of plain text of them, with what `names` makes of them. */
export function redactIp(lines: readonly string[], names: Names): readonly string[] {
  const text = lines.join('\n');
  if (!/^\s*\[|[{}"]/.test(text)) return redactPlainIp(lines, names);
  const { documents, problems } = readDocuments(text);
  const [document] = documents;
  // What is cut off or broken tells nothing to a reader, but any name to whoever looks at it.
  if (document === undefined || problems.length > 0 || documents.length > 1)
    return lines.map((line) => redactText(line, names, names.words));
  noteSubnets(document.value, names);
  return JSON.stringify(redactValue(document.value, 'word', names), undefined, 1).split('\n');
}

function redactValue(value: Value, kind: Kind, names: Names): unknown {
  if (typeof value === 'string') return redactString(value, kind, names);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Map) {
    const fields = value as ReadonlyMap<string, Value>;
    const kept: [string, unknown][] = [];
    for (const [key, each] of fields) {
      const own = kinds.get(key);
      if (own === undefined && typeof each === 'string') continue;
      if (own === undefined && !containers.has(key) && (typeof each === 'object' || !isKey(key))) continue;
      kept.push([key, redactValue(each, own ?? 'word', names)]);
    }
    return Object.fromEntries(kept);
  }
  return (value as readonly Value[]).map((each) => redactValue(each, kind, names));
}

/** Keys of numbers and of what holds or not. @see iproute2 ip/ipaddress.c print_addrinfo, ip/iproute.c print_route, ip/iprule.c print_rule */
function isKey(key: string): boolean {
  return ipWords.has(key) || numbers.has(key);
}

const numbers: ReadonlySet<string> = new Set(
  `ifindex link_index prefixlen srclen dstlen txqlen valid_life_time preferred_life_time link_netnsid uid_start uid_end sport_start
  sport_end dport_start dport_end iif_detached oif_detached ttl external id port`.split(/\s+/),
);

const containers: ReadonlySet<string> = new Set([
  'addr_info',
  'linkinfo',
  'info_data',
  'nexthops',
  'via',
  'metrics',
]);

function redactString(text: string, kind: Kind, names: Names): string {
  switch (kind) {
    case 'name': {
      const [name = '', ...alias] = text.split(':');
      return [names.interface(name), ...alias.map(names.words)].join(':');
    }
    case 'address':
      return redactText(text, names, names.words);
    case 'word':
      return names.words(text);
    case 'keyword':
      return isKeyword(text) ? text : redactText(text, names, names.words);
  }
}

function isKeyword(text: string): boolean {
  return (
    ipWords.has(text) ||
    ipWords.has(`link/${text}`) ||
    linkKinds.has(text) ||
    interfaceFlags.has(text) ||
    isNumeric(text) ||
    text === 'to_tbl'
  );
}

/** @see linux drivers/net, net/ipv4, net/ipv6: `kind` of their rtnl_link_ops */
const linkKinds: ReadonlySet<string> = new Set(
  `amt bareudp bond bridge dummy erspan geneve gre gretap gtp ifb ip6erspan ip6gre ip6gretap ip6tnl ipip ipoib ipvlan ipvtap l2tpeth
  macsec macvlan macvtap netkit nlmon openvswitch ppp rmnet sit team tun veth vlan vrf vti vti6 vxlan wireguard wwan xfrm`.split(
    /\s+/,
  ),
);

/** The kernel makes a broadcast address of each subnet of an interface, so its first and last address have to stay such. */
function noteSubnets(value: Value, names: Names): void {
  if (!Array.isArray(value)) return;
  for (const one of value as readonly Value[]) {
    const infos = one instanceof Map ? (one as ReadonlyMap<string, Value>).get('addr_info') : undefined;
    if (!Array.isArray(infos)) continue;
    for (const info of infos as readonly Value[]) {
      if (!(info instanceof Map)) continue;
      const fields = info as ReadonlyMap<string, Value>;
      const local = fields.get('local');
      if (typeof local === 'string') noteSubnet(local, Number(fields.get('prefixlen')), names);
    }
  }
}
