import { sameAddress, writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Ask, Membership } from '../condition/condition.js';
import type { Effect } from '../packet/effect.js';
import { changeMark } from '../netfilter/marks.js';
import { isLocal } from '../node/localTable.js';
import { findMember, testMember } from '../node/member.js';
import { lookUpRoute, routeWithoutTables } from '../node/route.js';
import * as source from '../node/sourceAddress.js';
import type { RouteAnswer } from '../node/route.js';
import { seenPorts, toldPorts, type RouteQuery } from '../node/routingRule.js';
import { changeSets } from '../node/setOverlay.js';
import type { SetQuery } from '../node/setProbe.js';
import type { Field } from '../packet/field.js';
import type { Branch } from './branch.js';
import { settle } from './settle.js';
import type { OpenQuestion } from './knowledge.js';
import type { Walk } from './walk.js';

/** Whether an address is the node's own: told, assumed before, or the question `local:ADDRESS`. What `--oif` has sent out was for none. */
export function localFact(walk: Walk, branch: Branch, address: Address): boolean | OpenQuestion {
  const known = isLocal(walk.node, address);
  if (known !== 'unknown') return known === 'yes';
  const ask = localAsk(address);
  const isSentOut = isOut(walk.outInterface) && branch.packet.outInterface === walk.outInterface;
  if (isSentOut && sameAddress(address, branch.routedFor) && !walk.answers.has(ask.subject)) return false;
  return settle(walk, branch, ask);
}

/** Whether an interface that was given leads away from this node. */
export function isOut(device: string | undefined): device is string {
  return device !== undefined && device !== 'lo';
}

/** The question whether an address is the node's own. */
export function localAsk(address: Address): Ask {
  const name = writeAddress(address);
  return {
    subject: `local:${name}`,
    asks: `is ${name} an address of this node`,
    because: 'the addresses of the node are no part of a dump',
    settle: '--addrs or --local',
    reads: [],
    fresh: false,
  };
}

/** Whether somebody on this node listens to the multicast group that a received packet goes to: the question `joined:GROUP`. */
export function groupFact(walk: Walk, branch: Branch): boolean | OpenQuestion {
  const { destination, inInterface } = branch.packet;
  if (everybodyJoins(destination) || isSolicited(walk, destination, inInterface)) return true;
  const name = writeAddress(destination);
  return settle(walk, branch, {
    subject: `joined:${name}`,
    asks: `did ${inInterface === '' ? 'the interface' : inInterface} join the multicast group ${name}`,
    because: 'who listens to a group is no part of a dump',
    reads: ['destination', 'inInterface'],
    fresh: false,
  });
}

/**
 * All hosts, all nodes; of a node that forwards all routers on the link as well. Those of the site it joins where it began to forward after it had the interface.
 * @see linux net/ipv4/igmp.c ip_mc_up, net/ipv6/addrconf.c ipv6_add_dev
 */
function everybodyJoins(group: Address): boolean {
  if (typeof group === 'number') return group === 0xe0000001;
  const [scope, second, third, last] = group;
  if (second !== 0 || third !== 0) return false;
  const onLink = scope === 0xff010000 || scope === 0xff020000;
  return onLink && (last === 1 || last === 2);
}

/** The group in which neighbours ask for an address of this interface, unless nobody asks there. @see linux net/ipv6/addrconf.c addrconf_join_solict */
function isSolicited({ node }: Walk, group: Address, device: string): boolean {
  if (typeof group === 'number' || group[0] !== 0xff020000 || group[1] !== 0 || group[2] !== 1) return false;
  const { addresses = [], isMute } = node.addresses?.find(({ name }) => name === device) ?? {};
  if (isMute === true) return false;
  return addresses.some(
    ({ address }) => typeof address !== 'number' && (address[3] | 0xff000000) >>> 0 === group[3],
  );
}

/** What routing reads of a packet. `device`: a received packet has none. */
export function routeQuery(branch: Branch): RouteQuery {
  const { packet } = branch;
  const { family, source, destination, protocol, mark, tos } = packet;
  const uid = branch.routeUser ?? packet.uid;
  return {
    family,
    source,
    destination,
    protocol,
    ...(branch.local ? toldPorts(packet) : seenPorts(packet)),
    inInterface: branch.local ? '' : packet.inInterface,
    mark: branch.routeMark ?? mark,
    ...(branch.routeDevice === undefined ? {} : { device: branch.routeDevice }),
    tos,
    ...(uid === undefined ? {} : { uid }),
  };
}

/** The answer of the routing tables; undefined where no routes were given and some would have to tell. */
export function lookUp(walk: Walk, branch: Branch): RouteAnswer | undefined {
  const query = routeQuery(branch);
  return walk.node.routes === undefined
    ? routeWithoutTables(walk.node, query)
    : lookUpRoute(walk.node, query);
}

/** The packet as a set sees it. What a branch does not know is `unknown` there. */
export function setQuery(branch: Branch): SetQuery {
  const { packet } = branch;
  return {
    ...packet,
    inInterface: branch.inOpen ? undefined : packet.inInterface,
    outInterface: branch.outOpen ? undefined : packet.outInterface,
  };
}

/** Whether a set match holds: by the set's members, or the question `set:NAME:src,dst`. */
export function memberFact(walk: Walk, branch: Branch, membership: Membership): boolean | OpenQuestion {
  const sets = branch.overlay.sets ?? walk.node.sets;
  const doubted = branch.overlay.doubted?.sets.has(membership.set) === true;
  const answer = doubted ? { unknown: changedByCopy } : testMember(sets, membership, setQuery(branch));
  if (answer === 'yes' || answer === 'no') return answer === 'yes';
  const sides = membership.sides.join(',');
  const counters = (membership.counters ?? []).map(
    ({ counter, operator, value }) => `:${counter}-${operator}-${value}`,
  );
  const missing = sets === undefined && !doubted ? '--ipset' : undefined;
  const reads = new Set<Field>(['protocol']);
  for (const side of membership.sides) {
    for (const field of side === 'src' ? sourceFields : destinationFields) reads.add(field);
  }
  return settle(walk, branch, {
    subject: `set:${membership.set}:${sides}${membership.returnNomatch ? ':nomatch' : ''}${counters.join('')}${doubted ? ':copied' : ''}`,
    asks: `is the packet's ${sides} in set ${membership.set}`,
    because: answer.unknown,
    ...(missing === undefined ? {} : { settle: missing }),
    reads: [...reads],
    fresh: false,
  });
}

const changedByCopy = 'a copy of the packet left by TEE, and a rule on its way changes the set';
const sourceFields: readonly Field[] = ['source', 'sourcePort'];
const destinationFields: readonly Field[] = ['destination', 'destinationPort'];

interface Changed {
  readonly branch: Branch;
  readonly notes: readonly string[];
}

/** `SET --add-set`, `--del-set`: later rules of this packet see the set changed. */
export function changeSet(
  walk: Walk,
  branch: Branch,
  effect: Extract<Effect, { kind: 'set-entry' }>,
): Changed {
  const sets = branch.overlay.sets ?? walk.node.sets;
  const words = `${effect.change === 'add' ? 'adds' : 'deletes'} ${effect.sides.join(',')} ${effect.change === 'add' ? 'to' : 'from'} set ${effect.set}`;
  if (sets === undefined) return { branch, notes: [words] };
  const after = changeSets(sets, effect, setQuery(branch));
  if ('unknown' in after)
    return { branch, notes: [`${words} (what that changes is not known: ${after.unknown})`] };
  return { branch: { ...branch, overlay: { ...branch.overlay, sets: after.sets } }, notes: [words] };
}

/** `SET --map-set`: the mark of the entry that holds the packet. Priority and queue are read by no rule. */
export function mapFromSet(
  walk: Walk,
  branch: Branch,
  effect: Extract<Effect, { kind: 'set-map' }>,
): Changed {
  const sets = branch.overlay.sets ?? walk.node.sets;
  const membership: Membership = {
    set: effect.set,
    sides: effect.sides,
    returnNomatch: false,
    updateCounters: false,
  };
  const found = findMember(sets, membership, setQuery(branch));
  const words = `maps set ${effect.set} onto the packet`;
  if (found.answer === 'unknown') return { branch, notes: [`${words}: not followed, ${found.unknown}`] };
  const mark = found.answer === 'yes' && effect.mark ? found.entry?.skbMark : undefined;
  if (mark === undefined) return { branch, notes: [words] };
  const changed = changeMark(branch.packet.mark, mark.value, mark.mask);
  return { branch: { ...branch, packet: { ...branch.packet, mark: changed } }, notes: [words] };
}

/** The node's address for a rewrite: known, not to be told (`because` names the options that would), or there is none. */
export type OwnAddress =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'none' };

/** The address MASQUERADE takes. */
export function masqueradeAddress(walk: Walk, branch: Branch): OwnAddress {
  const { packet } = branch;
  if (branch.outOpen)
    return { kind: 'unknown', because: 'the out interface is not known (--oif or --routes, and --addrs)' };
  const answer = lookUp(walk, branch);
  const gateway =
    answer !== undefined && 'choices' in answer
      ? answer.choices.find(({ device }) => device === packet.outInterface)?.gateway
      : undefined;
  const next = gateway ?? packet.destination;
  return own(source.masqueradeAddress(walk.node, walk.family, packet.outInterface, next, packet.destination));
}

/** The address REDIRECT takes in PREROUTING. */
export function redirectAddress(walk: Walk, branch: Branch): OwnAddress {
  const { packet } = branch;
  return own(
    source.redirectAddress(walk.node, walk.family, 'PREROUTING', packet.inInterface, packet.destination),
  );
}

function own(answer: source.AddressAnswer): OwnAddress {
  if (answer === 'none') return { kind: 'none' };
  if (typeof answer === 'object' && 'unknown' in answer) {
    return { kind: 'unknown', because: `${answer.unknown} (--addrs)` };
  }
  return { kind: 'address', address: answer };
}
