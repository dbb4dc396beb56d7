import type { Address } from '../address/address.js';
import type { Hook } from '../netfilter/hooks.js';
import type { CtDirection, PacketType } from '../netfilter/states.js';
import type { Connection, Packet } from '../packet/packet.js';
import type { Field } from '../packet/field.js';
import type { Decider, Disposition, Hop, TableHop } from '../trace/trace.js';
import type { Knowledge } from './knowledge.js';
import type { Overlay } from './overlay.js';

/** Hops so far, the last one first: branches share what they have in common. */
export interface HopList {
  readonly hop: Hop;
  readonly before: HopList | undefined;
}

/** What `-j CT` asked of the connection that conntrack will make. */
export interface ConnectionTemplate {
  readonly zone: number;
  /** The zone is the mark that the packet has when conntrack looks it up. */
  readonly zoneFromMark?: true;
  /** `--zone-orig`, `--zone-reply`: the other direction is in zone 0. */
  readonly zoneDirection?: CtDirection;
  readonly helper?: string;
}

/** One possible state of the world while the packet is under way. */
export interface Branch {
  readonly packet: Packet;
  readonly connection: Connection;
  readonly knowledge: Knowledge;
  readonly overlay: Overlay;
  readonly hops: HopList | undefined;
  readonly template: ConnectionTemplate;
  /** Matches looked at so far; makes questions that are asked anew at each visit distinct. */
  readonly visit: number;
  /** A local socket sent the packet. */
  readonly local: boolean;
  /** The packet came in by lo: this node sent it. */
  readonly looped: boolean;
  /** It was looked up in another zone than the usual before it came in again by lo. */
  readonly strayed?: boolean;
  /** The packet came in by an interface that nothing tells. */
  readonly inOpen: boolean;
  /** The packet leaves by an interface that nothing tells. */
  readonly outOpen: boolean;
  /** Where routing has sent it since, seen from POSTROUTING on: rules of OUTPUT still see the interface of the first decision. */
  readonly rerouted: string | undefined;
  /** It leaves by the interface of the decision taken again in OUTPUT: what was assumed of the first one says nothing of this one. */
  readonly secondRoute?: true;
  /** The mark by which a tunnel that made the packet looks up its route; undefined: by its own mark, as everywhere else. */
  readonly routeMark: number | undefined;
  /** The interface by which the first route has to leave. */
  readonly routeDevice: string | undefined;
  /** The user for whom the route is looked up; undefined: the packet's own. */
  readonly routeUser: number | undefined;
  /** The destination of the last routing decision. */
  readonly routedFor: Address;
  /** The table in which it went on since no program took it from its queue. */
  readonly bypassed?: TableHopHead;
  /** The hook in which IPVS took the packet out of the rest of the hook. */
  readonly balanced: Hook | undefined;
  /** TPROXY gave it to this node's socket. */
  readonly proxied: boolean;
  /** The last thing that the filter table decided. */
  readonly decided: Decider | undefined;
  /** Set once the way is over. */
  readonly end: Disposition | undefined;
}

/** How the frame was sent, as the kernel takes it at this place. */
export function frameTypeOf({ packet, looped, overlay }: Branch): PacketType {
  return looped || overlay.frameTaken === true ? 'unicast' : packet.packetType;
}

export function addHop(branch: Branch, hop: Hop): Branch {
  return { ...branch, hops: { hop, before: branch.hops } };
}

export function hopsOf(branch: Branch): readonly Hop[] {
  const hops: Hop[] = [];
  for (let each = branch.hops; each !== undefined; each = each.before) hops.push(each.hop);
  return hops.reverse();
}

export function endBy(branch: Branch, end: Disposition): Branch {
  return { ...branch, end };
}

/** @param reads what of the packet decided, where the hops before do not tell */
export function endByKernel(
  branch: Branch,
  kind: Disposition['kind'],
  reason: string,
  reads: readonly Field[] = [],
): Branch {
  const by: Decider = { kind: 'kernel', reason, ...(reads.length === 0 ? {} : { reads }) };
  return { ...branch, end: { kind, by } };
}

/** Applies the next stage to every branch that is still under way; keeps their order. */
export function onward(
  branches: readonly Branch[],
  stage: (branch: Branch) => readonly Branch[],
): readonly Branch[] {
  return branches.flatMap((branch) => (branch.end === undefined ? stage(branch) : [branch]));
}

export type TableHopHead = Omit<TableHop, 'steps'>;
