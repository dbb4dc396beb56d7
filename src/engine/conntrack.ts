import { sameAddress } from '../address/address.js';
import { hasPorts, ICMP, isIcmp, TCP } from '../netfilter/protocols.js';
import type { CtDirection, PacketState } from '../netfilter/states.js';
import type { Connection, Packet, Tuple } from '../packet/packet.js';
import type { Hook } from '../netfilter/hooks.js';
import { without } from '../packet/without.js';
import { addHop, endByKernel, type Branch } from './branch.js';
import { changesBetween } from './changes.js';
import { classify, type Judged } from './classify.js';
import { foundDirection } from './foundDirection.js';
import type { Tracking, Walk } from './walk.js';

/** Before the lookup: a received packet counts as INVALID in raw. @see linux net/netfilter/xt_conntrack.c conntrack_mt */
export function untracked(packet: Packet): Connection {
  return {
    entry: false,
    state: 'INVALID',
    status: [],
    direction: 'ORIGINAL',
    mark: 0,
    zone: 0,
    original: tupleOf(packet),
    reply: mirror(tupleOf(packet)),
    sourceTranslated: false,
    destinationTranslated: false,
    sourceDone: false,
    destinationDone: false,
  };
}

/**
 * What `-j CT` puts in place of a connection.
 * @see linux net/netfilter/nf_conntrack_core.c nf_ct_tmpl_alloc, net/netfilter/xt_CT.c xt_ct_tg_check
 */
export function templateOf(packet: Packet): Connection {
  const nowhere = packet.family === 4 ? 0 : ([0, 0, 0, 0] as const);
  const zeros: Tuple = { source: nowhere, destination: nowhere, sourcePort: 0, destinationPort: 0 };
  return {
    ...untracked(packet),
    entry: true,
    template: true,
    state: 'NEW',
    status: ['CONFIRMED'],
    protocol: 0,
    original: zeros,
    reply: zeros,
  };
}

export function tupleOf(packet: Packet): Tuple {
  const { source, destination, sourcePort, destinationPort } = packet;
  return {
    source,
    destination,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
  };
}

/** The tuple of the answer. */
export function mirror(tuple: Tuple): Tuple {
  const { source, destination, sourcePort, destinationPort } = tuple;
  return {
    source: destination,
    destination: source,
    ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
    ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
  };
}

/**
 * Conntrack looks the packet up, between raw and mangle. A packet that has its entry keeps it: on its second way in over lo,
 * or sent on by IPVS. @see linux net/netfilter/nf_conntrack_core.c nf_conntrack_in
 */
export function lookUp(walk: Walk, found: Branch, hook: Hook): Branch {
  const branch = withZoneOfMark(found);
  const { connection } = branch;
  // Where nothing joins fragments nothing tracks them.
  if (branch.packet.fragment !== 'none') return branch;
  if (connection.template !== true && (connection.entry || (branch.looped && !isStray(branch))))
    return branch;
  if (connection.state === 'UNTRACKED') {
    return addHop(branch, {
      kind: 'conntrack',
      hook,
      connection,
      text: 'UNTRACKED: a rule in raw said so',
      changes: {},
    });
  }
  const { found: known, why } = identify(walk, branch, hook);
  const next = { ...branch, connection: known };
  return addHop(next, {
    kind: 'conntrack',
    hook,
    connection: known,
    text: `${known.state}: ${why}`,
    changes: changesBetween(branch, next),
    ...(walk.tracking.assumed === undefined ? {} : { assumptions: walk.tracking.assumed }),
  });
}

/** Over lo an entry stays with its packet; one that conntrack had nothing for in a zone is looked up again, in another. */
function isStray({ connection, strayed }: Branch): boolean {
  return connection.state === 'INVALID' && strayed === true;
}

function withZoneOfMark(branch: Branch): Branch {
  const { zoneFromMark, ...template } = branch.template;
  if (zoneFromMark !== true) return branch;
  return { ...branch, template: { ...template, zone: branch.packet.mark & 0xffff } };
}

interface Identified {
  readonly found: Connection;
  readonly why: string;
}

/** The connection of a packet that has none yet. */
export function identify({ tracking, node }: Walk, branch: Branch, hook: Hook): Identified {
  const alone = classify(branch.packet, hook, node.sysctls);
  if (tracking.answered !== undefined) return identifyAnswer(tracking.answered, tracking, branch, alone);
  const { entry } = tracking;
  const strange = entry === undefined ? undefined : otherZone(entry, branch);
  if (strange !== undefined) {
    return { found: entryOf({ ...tracking, entry: undefined }, alone.state, branch), why: strange };
  }
  const { state, why } = stateOf(tracking) ?? alone;
  return { found: entryOf(tracking, state, branch), why };
}

/** An answer belongs to its connection where conntrack finds that; else it is a stranger, judged by itself. */
function identifyAnswer(
  answered: Connection,
  tracking: Tracking,
  branch: Branch,
  { state, why, refused }: Judged,
): Identified {
  if (refused === true) return { found: entryOf(tracking, state, branch), why };
  const stranger = strangerReason(answered, branch);
  if (stranger === undefined) return { found: answered, why: 'the answer to the packet before' };
  return { found: entryOf(tracking, state, branch), why: `not known as an answer: ${stranger}` };
}

/** Why conntrack does not find the connection. @see linux net/netfilter/nf_conntrack_core.c nf_ct_key_equal */
function strangerReason(answered: Connection, { packet, template }: Branch): string | undefined {
  if (!answered.entry) return 'the packet before it left no entry';
  const strange = otherZone(answered, { template });
  if (strange !== undefined) return strange;
  const { source, destination } = answered.direction === 'REPLY' ? answered.reply : answered.original;
  return sameAddress(source, packet.source) && sameAddress(destination, packet.destination)
    ? undefined
    : 'its addresses are not those that the connection expects';
}

function otherZone(entry: Connection, { template }: Pick<Branch, 'template'>): string | undefined {
  const { direction } = entry;
  const [zone, own] = [zoneIn(entry, direction), zoneIn(template, direction)];
  return zone === own ? undefined : `its connection is in zone ${zone}, this packet in zone ${own}`;
}

/** @see linux include/net/netfilter/nf_conntrack_zones.h nf_ct_zone_id */
function zoneIn(
  { zone, zoneDirection }: Pick<Connection, 'zone' | 'zoneDirection'>,
  direction: CtDirection,
): number {
  return zoneDirection === undefined || zoneDirection === direction ? zone : 0;
}

function entryOf(tracking: Tracking, state: PacketState, branch: Branch): Connection {
  const { packet } = branch;
  const fresh = untracked(packet);
  if (state === 'INVALID' || state === 'UNTRACKED') return { ...fresh, state };
  if (tracking.entry !== undefined)
    return { ...tracking.entry, state, status: tracking.status ?? tracking.entry.status };
  const { zone, zoneDirection, helper } = branch.template;
  const first = begins(state, packet);
  const status = first ? (state === 'RELATED' ? (['EXPECTED'] as const) : []) : laterStatus(packet.protocol);
  return {
    ...fresh,
    ...(state === 'RELATED' && !first ? quoted(packet, tracking.direction) : {}),
    entry: true,
    state,
    status: tracking.status ?? status,
    direction: first ? tracking.direction : foundDirection(packet, fresh, tracking.direction),
    mark: tracking.mark,
    zone,
    ...(zoneDirection === undefined ? {} : { zoneDirection }),
    sourceDone: !first,
    destinationDone: !first,
    ...(helper === undefined ? {} : { helper }),
  };
}

/**
 * Whether a packet without an entry begins one: the first of its connection, or of one that a helper expected. An ICMP error that is
 * RELATED has the entry of the connection that it is about.
 * @see linux net/netfilter/nf_nat_core.c nf_nat_inet_fn
 */
export function begins(state: PacketState, { protocol }: Packet): boolean {
  return state === 'NEW' || (state === 'RELATED' && !isIcmp(protocol));
}

/**
 * The connection that an ICMP error is about, as far as the error itself tells: it goes to the end that sent what it quotes, of which nobody
 * said where it went.
 * @see linux net/netfilter/nf_conntrack_proto_icmp.c nf_conntrack_inet_error
 */
function quoted(
  { source, destination }: Packet,
  direction: CtDirection,
): Pick<Connection, 'original' | 'reply' | 'unseen' | 'protocol'> {
  const original =
    direction === 'REPLY' ? { source: destination, destination: source } : { source, destination };
  return {
    original,
    reply: mirror(original),
    unseen: direction === 'REPLY' ? 'destination' : 'source',
    protocol: 'unknown',
  };
}

/** The ctstatus of a packet that follows an answer. @see linux net/netfilter/nf_conntrack_proto_tcp.c nf_conntrack_tcp_packet */
export function laterStatus(protocol: number): Connection['status'] {
  return protocol === TCP ? ['SEEN_REPLY', 'ASSURED', 'CONFIRMED'] : ['SEEN_REPLY', 'CONFIRMED'];
}

function stateOf({ state, entry }: Tracking): Judged | undefined {
  if (state === undefined) return undefined;
  return { state, why: entry === undefined ? 'given with --ctstate' : 'the connection of an earlier packet' };
}

/** One side of the packet as the entry has it; what the first packet got and nothing tells is not known here either. */
function mapSide(
  packet: Packet,
  towards: Tuple,
  side: 'source' | 'destination',
  unknown: Connection['unknown'] = [],
): Packet {
  const portField = side === 'source' ? 'sourcePort' : 'destinationPort';
  const address = side === 'source' ? towards.destination : towards.source;
  const port = side === 'source' ? towards.destinationPort : towards.sourcePort;
  const ported = port !== undefined && hasPorts(packet.protocol);
  const mapped: Packet = { ...packet, [side]: address, ...(ported ? { [portField]: port } : {}) };
  const portUnknown = unknown.includes(portField) || (port === undefined && hasPorts(packet.protocol));
  const told = portUnknown ? without(mapped, portField) : mapped;
  const others = (packet.unknown ?? []).filter((one) => one !== side);
  const left = unknown.includes(side) ? [...others, side] : others;
  return left.length === 0 ? without(told, 'unknown') : { ...told, unknown: left };
}

/** Whether an earlier packet has gone all the way, so that nat has decided; another one may still be NEW, as nobody has answered. */
export const isSeenBefore = ({ status, sourceDone, destinationDone }: Connection): boolean =>
  sourceDone && destinationDone && status.includes('CONFIRMED');

const redirect = 5;

/**
 * Nat at its place in a hook for a packet that consults no rule: the translation that the connection's first packet got.
 * Nothing happens to a first packet.
 * @see linux net/netfilter/nf_nat_core.c nf_nat_packet, nf_nat_manip_pkt, nf_nat_oif_changed, net/netfilter/nf_nat_proto.c nf_nat_icmp_reply_translation
 */
export function applyMapping(branch: Branch, hook: Hook): Branch {
  const { connection, packet } = branch;
  if (!connection.entry || (connection.state === 'NEW' && !isSeenBefore(connection))) return branch;
  const original = connection.direction === 'ORIGINAL';
  const { masqueradedBy = packet.outInterface } = connection;
  if (original && hook === 'POSTROUTING' && !['', masqueradedBy].includes(packet.outInterface)) {
    const reason = `the connection was masqueraded as it left by ${masqueradedBy}, which this packet does not`;
    return endByKernel(branch, 'dropped', reason);
  }
  const towards = original ? connection.reply : connection.original;
  const destinationSide = hook === 'PREROUTING' || hook === 'OUTPUT';
  const done = destinationSide === original ? connection.destinationTranslated : connection.sourceTranslated;
  const translated = connection.sourceTranslated || connection.destinationTranslated;
  if (translated && packet.protocol === ICMP && packet.icmpType === redirect)
    return endByKernel(branch, 'dropped', 'nat lets no redirect pass that is about a translated connection');
  if (!done) return branch;
  const next = mapSide(
    packet,
    towards,
    destinationSide ? 'destination' : 'source',
    original ? connection.unknown : undefined,
  );
  const after = { ...branch, packet: next };
  const changes = changesBetween(branch, after);
  if (Object.keys(changes).length === 0) return branch;
  return addHop(after, {
    kind: 'conntrack',
    hook,
    connection,
    text: original
      ? 'translated as the first packet was; the nat table is not consulted'
      : 'translated back; the nat table is not consulted',
    changes,
  });
}
