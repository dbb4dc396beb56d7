import { familyOf, sameAddress, writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { UDP } from '../netfilter/protocols.js';
import type { TunnelSettings } from '../node/node.js';
import { describePacket } from '../packet/describePacket.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Packet } from '../packet/packet.js';
import { without } from '../packet/without.js';
import type { Path } from '../trace/trace.js';
import { lastRoute } from './crossing.js';
import type { NodePremise } from './journey.js';
import { holdersOf, routeFrom, ttlFrom } from './pathNode.js';
import type { PathNode } from './pathNode.js';
import { placesOf } from './places.js';
import { sourceTowards } from './sourceTowards.js';
import { isTunnel, tunnelsOf } from './tunnelDevice.js';
import type { TunnelDevice } from './tunnelDevice.js';

const IPIP = 4;
const IPV6_IN_IP = 41;

/** What a tunnel made of a packet, or the reason for which nothing tells that. */
export type Wrapped =
  | {
      readonly kind: 'wrapped';
      readonly outer: DescribedPacket;
      readonly far: Address;
      readonly premises: readonly NodePremise[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Puts the packet of a path, which left by a tunnel, into the tunnel's own packet. */
export function wrap(nodes: readonly PathNode[], from: PathNode, device: TunnelDevice, path: Path): Wrapped {
  const far = farEnd(nodes, from, device, path);
  if ('reason' in far) return { kind: 'unknown', reason: far.reason };
  const { address, premises } = far;
  const protocol = device.kind === 'ipip' ? (path.packet.family === 4 ? IPIP : IPV6_IN_IP) : UDP;
  const settings = settingsOf(device);
  // WireGuard makes a packet of its own, with the mark that keeps it out of the tunnel; the others keep what the packet has.
  const mark = device.kind === 'wireguard' ? wireguardMark(from, device) : path.packet.mark;
  // IPIP alone does not look at the packet's own mark for the route. @see linux net/ipv4/ip_tunnel.c ip_tunnel_xmit, udp_tunnel_dst_lookup
  const routeMark = device.kind === 'ipip' ? settings.mark : mark;
  // VXLAN is bound only for what goes to its remote end. @see linux drivers/net/vxlan/vxlan_core.c vxlan_dev_configure, vxlan_xmit
  const isBound = device.kind === 'ipip' || device.remote !== undefined;
  const routeDevice = isBound ? settings.device : undefined;
  const source =
    device.local ?? sourceTowards(from, address, { protocol, mark: routeMark, device: routeDevice });
  if (source === undefined) {
    return {
      kind: 'unknown',
      reason: `nothing tells from which address ${from.name} sends to ${writeAddress(address)}, the other end of ${device.name}`,
    };
  }
  const defaultTtl =
    ttlFrom(from, address, { protocol, source, mark: routeMark, device: routeDevice }) ?? usualTtl;
  const outer = describePacket(
    {
      source,
      destination: address,
      protocol,
      mark,
      ...headerOf(settings, path.packet, defaultTtl),
      ...socketOf(device, path.packet),
      length: path.packet.length + overhead(device, address),
      ...(device.port === undefined ? {} : { destinationPort: device.port }),
      ...(device.kind === 'wireguard' && device.port !== undefined ? { sourcePort: device.port } : {}),
    },
    false,
  ).packet;
  // The source port of VXLAN is a hash of what is inside; of WireGuard under another name nothing tells which it has.
  const told = device.kind === 'vxlan' || device.port === undefined ? without(outer, 'sourcePort') : outer;
  return {
    kind: 'wrapped',
    outer: { packet: told, assumed: [], routeMark, ...(routeDevice === undefined ? {} : { routeDevice }) },
    far: address,
    premises: [...premises, ...standing(from, device), ...untold(from, device, defaultTtl)],
  };
}

/** How tunnels make their packets where they were told nothing else. WireGuard cannot be told. */
const asMade: Readonly<Record<TunnelDevice['kind'], TunnelSettings>> = {
  ipip: { ttl: 'inherit', tos: 0, mark: 0 },
  vxlan: { ttl: 'default', tos: 0, mark: 0 },
  wireguard: { ttl: 'default', tos: 0, mark: 0 },
};

function settingsOf({ kind, settings }: TunnelDevice): TunnelSettings {
  return settings ?? asMade[kind];
}

const usualTtl = 64;
const congestion = { bits: 3, capable: 2, experienced: 3 } as const;

/**
 * The outer ttl and tos. The bits of ECN are those of the packet inside; that it met congestion stays inside.
 * @see linux net/ipv4/ip_tunnel.c ip_tunnel_xmit, include/net/inet_ecn.h INET_ECN_encapsulate, drivers/net/wireguard/send.c wg_packet_send_staged_packets
 */
function headerOf(
  { ttl, tos }: TunnelSettings,
  inner: Packet,
  defaultTtl: number,
): Pick<Packet, 'ttl' | 'tos'> {
  const ecn = inner.tos & congestion.bits;
  const service = (tos === 'inherit' ? inner.tos : tos) & ~congestion.bits;
  return {
    ttl: ttl === 'inherit' ? inner.ttl : ttl === 'default' ? defaultTtl : ttl,
    tos: service | (ecn === congestion.experienced ? congestion.capable : ecn),
  };
}

/** An older snapshot does not say how a tunnel is set. */
function untold(
  { name }: PathNode,
  { name: device, kind, settings }: TunnelDevice,
  defaultTtl: number,
): readonly NodePremise[] {
  if (settings !== undefined || kind === 'wireguard') return [];
  const usual = kind === 'ipip' ? 'ttl inherit, tos 0 and no fwmark' : `ttl ${defaultTtl} and tos 0`;
  return [{ node: name, text: `${device} was made with ${usual}, as it is where nothing else is said` }];
}

/** Packets of IPIP and WireGuard between two nodes are of one connection, which is there once any has been answered. */
function standing({ name }: PathNode, device: TunnelDevice): readonly NodePremise[] {
  if (device.kind === 'vxlan') return [];
  return [
    { node: name, text: `what ${device.name} sends is the first packet of its connection, not one of many` },
  ];
}

/** Of a packet that the node itself sends, the socket stays with it; WireGuard's own packets have none of a user. */
function socketOf({ kind }: TunnelDevice, { uid, gid }: Packet): Pick<Packet, 'uid' | 'gid'> {
  if (kind === 'wireguard') return {};
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** Bytes of the outer headers: IP alone; IP, UDP, VXLAN and Ethernet; IP, UDP and WireGuard's own (without its padding). */
function overhead({ kind }: TunnelDevice, far: Address): number {
  const header = familyOf(far) === 4 ? 20 : 40;
  switch (kind) {
    case 'ipip':
      return header;
    case 'vxlan':
      return header + 8 + 8 + 14;
    case 'wireguard':
      return header + 8 + 32;
  }
}

type FarEnd =
  { readonly address: Address; readonly premises: readonly NodePremise[] } | { readonly reason: string };

function farEnd(nodes: readonly PathNode[], from: PathNode, device: TunnelDevice, path: Path): FarEnd {
  const gateway = lastRoute(path)?.route?.gateway;
  const others = nodes.filter((node) => node !== from);
  if (device.external) {
    return {
      reason: `each packet brings the other end of ${device.name} with it (external), which nothing here tells`,
    };
  }
  switch (device.kind) {
    case 'ipip':
      // @see linux net/ipv4/ip_tunnel.c ip_tunnel_xmit: without a remote of its own, the next hop.
      return { address: device.remote ?? gateway ?? path.packet.destination, premises: [] };
    case 'vxlan': {
      if (device.remote !== undefined) return setRemote(from, device, device.remote);
      const nextHop = gateway ?? path.packet.destination;
      const holders = holdersOf(others, nextHop);
      const [holder] = holders;
      if (holder === undefined || holders.length > 1) {
        return { reason: `next hop ${writeAddress(nextHop)} behind ${device.name} is none of the nodes` };
      }
      return outerAddress(from, holder.node, device);
    }
    case 'wireguard': {
      const places = placesOf(others, path.packet.destination);
      const [place] = places;
      const to = writeAddress(path.packet.destination);
      if (place === undefined || places.length > 1) {
        return {
          reason: `${device.name} chooses its peer by keys and allowed addresses, which nothing here tells, and ${place === undefined ? 'none' : 'more than one'} of the nodes has ${to}`,
        };
      }
      const end = outerAddress(from, place.node, device);
      if ('reason' in end) return end;
      const text = `the peer of ${device.name} for ${to} is ${place.node.name}, which has that address: keys and allowed addresses of WireGuard are not known`;
      return { address: end.address, premises: [...end.premises, { node: from.name, text }] };
    }
  }
}

/** What a VXLAN tunnel with a remote end has in its table beside that is not known. @see linux drivers/net/vxlan/vxlan_core.c vxlan_xmit */
function setRemote({ name }: PathNode, device: TunnelDevice, address: Address): FarEnd {
  const text = `${device.name} sends to ${writeAddress(address)}, its remote end, and its table (bridge fdb) sends nothing elsewhere`;
  return { address, premises: [{ node: name, text }] };
}

/** The address of another node to which a tunnel sends: of the network that both have in common, not of a tunnel. */
function outerAddress(from: PathNode, to: PathNode, device: TunnelDevice): FarEnd {
  const { addresses } = to.ground(device.family).node;
  const candidates = (addresses ?? [])
    .filter(({ name }) => name !== 'lo' && !isTunnel(to, name))
    .flatMap((each) => each.addresses)
    .filter(({ family, scope }) => family === device.family && scope === 'global');
  const reached = candidates.filter(({ address }) => {
    const route = routeFrom(from, address, { protocol: UDP, mark: wireguardMark(from, device) });
    if (route.kind !== 'unicast') return false;
    const [{ device: by }] = route.choices;
    return by === undefined || !isTunnel(from, by);
  });
  const [first, ...others] = reached;
  if (first === undefined) {
    return { reason: `nothing tells to which address of ${to.name} ${device.name} of ${from.name} sends` };
  }
  const { address } = first;
  if (others.length === 0) return { address, premises: [] };
  const text = `${device.name} sends to ${writeAddress(address)}, the first of ${reached.length} addresses of ${to.name} that it may send to`;
  return { address, premises: [{ node: from.name, text }] };
}

/** The mark that WireGuard gives its packets, as the routing rules tell it that keep them out of the tunnel's table. */
function wireguardMark({ ground }: PathNode, { kind, name, family }: TunnelDevice): number {
  if (kind !== 'wireguard') return 0;
  const { rules = [], routes = [] } = ground(family).node;
  const found = rules.find(({ negated, mark, action }) => {
    if (!negated || mark === undefined || action.kind !== 'lookup') return false;
    return routes.some((route) => route.table === action.table && route.device === name);
  });
  return found?.mark?.value ?? 0;
}

/**
 * The tunnel of a node that takes an outer packet which came to it, of those that are up. Of IPIP the one with both its ends, before one with the
 * remote, one with the local and one with none; of VXLAN the one of that network, where that is known, whatever its own ends are.
 * @see linux net/ipv4/ip_tunnel.c ip_tunnel_lookup, drivers/net/vxlan/vxlan_core.c vxlan_vs_find_vni
 */
export function takingTunnel(
  to: PathNode,
  outer: Packet,
  { kind, network }: Pick<TunnelDevice, 'kind' | 'network'>,
): TunnelDevice | undefined {
  const isEnd = (end: Address | undefined, address: Address): boolean =>
    kind === 'vxlan' || end === undefined || sameAddress(end, address);
  const isOf = (own: number | undefined): boolean =>
    own === undefined || network === undefined || own === network;
  const ends = ({ local, remote }: TunnelDevice): number =>
    kind === 'vxlan' ? 0 : (remote === undefined ? 0 : 2) + (local === undefined ? 0 : 1);
  const [best] = tunnelsOf(to, kind, outer.family)
    .filter(
      (device) =>
        device.up &&
        (device.external || device.family === outer.family) &&
        (device.port === undefined || device.port === outer.destinationPort) &&
        isOf(device.network) &&
        isEnd(device.local, outer.destination) &&
        isEnd(device.remote, outer.source),
    )
    .sort((a, b) => ends(b) - ends(a));
  return best;
}
