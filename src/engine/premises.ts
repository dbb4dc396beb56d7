import { writeAddress } from '../address/address.js';
import { tableNames } from '../netfilter/hooks.js';
import { TCP } from '../netfilter/protocols.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { isLocal, isLoopback } from '../node/localTable.js';
import type { Interface, Node } from '../node/node.js';
import { checkSource } from '../node/sourceCheck.js';
import { forwards, isTold, reversePathFilter, takesUp } from '../node/sysctls.js';
import type { Packet } from '../packet/packet.js';
import type { Path, Premise } from '../trace/trace.js';
import type { Walk } from './walk.js';
import { likeSteps } from '../trace/likeSteps.js';

const AH = 51;
const ipvsConntrack = 'net.ipv4.vs.conntrack';

/** What the whole trace takes for granted because nothing given tells otherwise. */
export function premisesOf(walk: Walk, packet: Packet, paths: readonly Path[]): readonly Premise[] {
  const premises: Premise[] = [];
  const { tables } = walk.ruleset;
  const present = new Set(tables.map((table) => table.name));
  const missing = tableNames.filter((name) => !present.has(name) && name !== 'security');
  if (missing.length > 0) {
    const which = `${missing.length === 1 ? 'table' : 'tables'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not`;
    premises.push({
      text: walk.allTables ? `${which} loaded on the node` : `${which} in the dump: taken as empty`,
    });
  }
  if (new Set(tables.map((table) => table.backend)).size > 1) {
    premises.push({
      text: 'both iptables-legacy and iptables-nft have tables here: at equal priority they are walked in the order of the dump',
    });
  }
  premises.push(...assumedPolicies(walk, paths));
  const { family, inInterface } = packet;
  const { sysctls } = walk.node;
  const forwarded = paths.some((path) => path.disposition.kind === 'forwarded');
  if (forwarded && forwards(sysctls, family, inInterface) === undefined) {
    premises.push({ text: 'forwarding is on' });
  }
  if (packet.inInterface === '') {
    const foreign = isLocal(walk.node, packet.source) === 'no';
    const though = foreign ? `, though ${writeAddress(packet.source)} is not one of its addresses` : '';
    premises.push({ text: `this node itself sends the packet${though}`, settle: '--iif' });
  }
  premises.push(...unknownInterfaces(walk, packet), ...ofMasters(walk, packet));
  premises.push(...bridgePremises(walk, packet, paths));
  if (packet.inInterface === 'lo' && present.has('nat') && decidedBefore(walk, paths)) {
    premises.push({
      text: 'this node sent the packet, and nat translated nothing then (without --iif that way is followed, too)',
      settle: '--ct-entry',
    });
  }
  if (packet.inInterface !== '' && packet.inInterface !== 'lo') {
    premises.push(...sourcePremises(walk.node, packet), ...martianPremises(walk.node, packet, paths));
  }
  if (packet.family === 6 && packet.protocol === AH) {
    premises.push({
      text: 'what the authentication header protects was not described: conntrack and -p of iptables-legacy, which look behind it, are taken to see AH itself',
      settle: '--ctstate',
    });
  }
  if (packet.fragment !== 'none' && paths.some(({ hops }) => hops.length > 0)) {
    premises.push({
      text: 'nothing tracks connections on this node: conntrack would join fragments before any rule sees them',
    });
  }
  premises.push(...ipvsPremises(walk, paths), ...midstreamPremises(walk, packet, paths));
  return premises;
}

function ipvsPremises({ node: { sysctls } }: Walk, paths: readonly Path[]): readonly Premise[] {
  if (!paths.some(({ hops }) => hops.some(({ kind }) => kind === 'ipvs'))) return [];
  const told = sysctls?.get(ipvsConntrack);
  if (told === undefined) {
    return [{ text: `IPVS keeps connections in conntrack (${ipvsConntrack} 1, as kube-proxy sets it)` }];
  }
  if (told !== '0') return [];
  return [
    {
      text: `IPVS keeps connections in conntrack, though here it does not (${ipvsConntrack} 0): without it, what it sends may end otherwise`,
    },
  ];
}

/** A packet from the middle of a connection that nobody told is the first one that conntrack sees. */
function midstreamPremises(
  { node, tracking }: Walk,
  { protocol, tcpFlags = 0 }: Packet,
  paths: readonly Path[],
): readonly Premise[] {
  const begins = paths.some(({ hops }) =>
    hops.some((hop) => hop.kind === 'conntrack' && hop.connection.state === 'NEW'),
  );
  const isMidstream = protocol === TCP && (tcpFlags & tcpFlagBits.SYN) === 0;
  if (!isMidstream || !begins || tracking.state !== undefined || takesUp(node.sysctls) !== undefined)
    return [];
  return [
    {
      text: 'conntrack takes up a connection under way as a new one (nf_conntrack_tcp_loose 1)',
      settle: '--ctstate',
    },
  ];
}

/** Interfaces that were named, most likely misspelled, where those of the node are given. */
function unknownInterfaces({ node, outInterface }: Walk, { inInterface }: Packet): readonly Premise[] {
  const { addresses } = node;
  if (addresses === undefined) return [];
  const named = new Set([inInterface, outInterface ?? '']);
  return [...named]
    .filter((name) => name !== '' && !addresses.some((known) => known.name === name))
    .map((name) => ({
      text: `the node has an interface ${name}, which is none of those that were given`,
      settle: '--addrs',
    }));
}

/**
 * Of an interface that belongs to another: rules see the bridge or the bond by which a packet comes, not its port.
 * @see linux net/bridge/br_input.c br_pass_frame_up, net/core/dev.c __netif_receive_skb_core, drivers/net/vrf.c vrf_l3_rcv
 */
function ofMasters(
  { node: { addresses = [] }, outInterface }: Walk,
  { inInterface }: Packet,
): readonly Premise[] {
  const called = (name: string | undefined): Interface | undefined =>
    addresses.find((known) => known.name === name);
  const told = [
    { port: called(inInterface), comes: 'comes in', settle: '--iif' },
    { port: called(outInterface), comes: 'leaves', settle: '--oif' },
  ];
  return told.flatMap(({ port, comes, settle }): Premise[] => {
    const master = port?.master;
    if (master === undefined) return [];
    const [name, kind] = [port?.name, called(master)?.kind];
    if (kind === 'vrf') {
      const left = `its own tables of routes, and the rules that see the packet once more by ${master}, are left out`;
      return [{ text: `${name} belongs to the VRF ${master}: ${left}` }];
    }
    const surely = kind === 'bridge' || kind === 'bond' || kind === 'team';
    const which = surely ? `the ${kind} ${master}` : master;
    return [
      {
        text: `it ${comes} by ${name}, which belongs to ${which}: rules ${surely ? '' : 'may '}see ${master} there`,
        settle,
      },
    ];
  });
}

/**
 * What stays within a bridge is not routed, and rules see it only where br_netfilter calls them.
 * @see linux net/bridge/br_netfilter_hooks.c br_nf_forward_ip
 */
function bridgePremises(
  { node: { addresses = [] } }: Walk,
  { inInterface }: Packet,
  paths: readonly Path[],
): readonly Premise[] {
  const kind = addresses.find(({ name }) => name === inInterface)?.kind;
  const isBridge =
    kind === 'bridge' || (kind === undefined && addresses.some(({ master }) => master === inInterface));
  if (!isBridge || !paths.some(({ packet }) => packet.outInterface === inInterface)) return [];
  return [
    {
      text: `it is routed from ${inInterface} to ${inInterface}: what a bridge passes on between its ports keeps its ttl, and no rule sees it unless bridges call them (net.bridge.bridge-nf-call-iptables, bridge-nf-call-ip6tables)`,
    },
  ];
}

/** What is taken for granted of the kernel's own check of a received packet's source. */
export function sourcePremises(node: Node, packet: Packet): readonly Premise[] {
  const { family, inInterface } = packet;
  const mode = reversePathFilter(node.sysctls, family, inInterface);
  if (mode === undefined || node.sysctls === undefined) {
    return [{ text: 'the kernel itself does not filter by reverse path (rp_filter 0)' }];
  }
  const checked = checkSource(node, { ...packet, outInterface: '' });
  if (typeof checked === 'string' || 'refused' in checked) return [];
  const check = `the kernel's own check of the reverse path (rp_filter ${mode} on ${inInterface})`;
  return [{ text: `the source passes ${check}: ${checked.unknown}`, settle: '--routes' }];
}

/** What is taken for granted where the kernel refuses a packet for its addresses, unless it is told not to. */
function martianPremises(
  node: Node,
  { family, source, inInterface }: Packet,
  paths: readonly Path[],
): readonly Premise[] {
  const refused = paths.filter(({ disposition: { kind, by } }) => kind === 'dropped' && by.kind === 'kernel');
  if (family === 6 || refused.length === 0) return [];
  const isUntold = (setting: Parameters<typeof isTold>[1]): boolean =>
    !isTold(node.sysctls, setting, inInterface);
  const hasLoopback = refused.some(
    ({ packet }) => isLoopback(packet.source) || isLoopback(packet.destination),
  );
  const bearsOwn = !isLoopback(source) && isLocal(node, source) === 'yes';
  return [
    ...(hasLoopback && isUntold('route_localnet')
      ? [{ text: `nothing from or to 127.0.0.0/8 comes in by ${inInterface} (route_localnet 0)` }]
      : []),
    ...(bearsOwn && isUntold('accept_local')
      ? [{ text: `nothing from the node's own addresses comes in by ${inInterface} (accept_local 0)` }]
      : []),
  ];
}

/** Whether nat has decided before the trace begins, and nobody told what. */
function decidedBefore({ tracking, outInterface }: Walk, paths: readonly Path[]): boolean {
  return (
    tracking.entry === undefined &&
    outInterface === undefined &&
    paths.some(({ hops }) => hops.some((hop) => hop.kind === 'conntrack' && hop.connection.state === 'NEW'))
  );
}

/** An excerpt may show the rules of a built-in chain and not the line with its policy. */
function assumedPolicies(walk: Walk, paths: readonly Path[]): readonly Premise[] {
  const asked = new Set<string>();
  for (const { hops } of paths) {
    for (const hop of hops) {
      if (hop.kind !== 'table') continue;
      const table = walk.ruleset.tables.find(
        ({ name, backend }) => name === hop.table && backend === hop.backend,
      );
      for (const step of likeSteps(hop)) {
        if (step.kind === 'policy' && table?.chains.get(step.chain)?.declared === false)
          asked.add(`${hop.table} ${step.chain}`);
      }
    }
  }
  return [...asked].map((chain) => ({ text: `the policy of ${chain} is not in the dump: taken as ACCEPT` }));
}
