import type { Hook, TableName } from '../netfilter/hooks.js';
import { ICMP, ICMPV6 } from '../netfilter/protocols.js';
import { everything } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { setOfNames } from './namedSets.js';
import { setOfRanges, setOfValues } from './valueSets.js';
import { exclusiveNames } from './variables.js';
import type { Workshop } from './workshop.js';

/** Packets as they come, any there can be: no rule has written anything, and each field has a value that it can have. */
export function packetsAsTheyCome({ diagrams, variables }: Workshop): PacketSet {
  let set = everything;
  // From the bottom up, so that each step only puts nodes on top.
  for (const levels of [...variables.bits.values()].reverse()) {
    for (const { now, initial } of [...levels.values()].reverse()) {
      if (now === initial) continue;
      const one = diagrams.variable(initial);
      set = diagrams.and(set, diagrams.node(now, diagrams.not(one), one));
    }
  }
  for (const [field, levels] of variables.exclusive) {
    const last = exclusiveNames[field].length - 1;
    set = diagrams.and(set, setOfRanges(diagrams, levels, [[0, last]]));
  }
  for (const side of ['in', 'out'] as const) {
    const { classes, levels } = variables.interfaces[side];
    set = diagrams.and(set, setOfRanges(diagrams, levels, [[0, classes.examples.length - 1]]));
  }
  for (const level of variables.passing) set = diagrams.assign(set, level, false);
  return set;
}

/**
 * The packets that look at nat: the first of a connection, of one that a helper expected as well. An ICMP error is about a connection
 * that has been there before. @see linux net/netfilter/nf_nat_core.c nf_nat_inet_fn
 */
export function consultingNat(workshop: Workshop): PacketSet {
  const { diagrams } = workshop;
  const icmp = setOfValues(workshop, 'protocol', [
    [ICMP, ICMP],
    [ICMPV6, ICMPV6],
  ]);
  const expected = diagrams.minus(setOfNames(workshop, 'ctState', ['RELATED']), icmp);
  return diagrams.or(setOfNames(workshop, 'ctState', ['NEW']), expected);
}

/**
 * The packets that may stand before a built-in chain: any addresses, ports and marks, since earlier tables, other programs
 * and sockets may have set these. What is written later is as it came.
 */
export function packetsAt(workshop: Workshop, table: TableName, hook: Hook): PacketSet {
  const { diagrams, variables } = workshop;
  let set = diagrams.and(packetsAsTheyCome(workshop), interfacesAt(workshop, hook));
  if (table === 'nat') set = diagrams.and(set, consultingNat(workshop));
  if (variables.exclusive.has('socket') && hook !== 'OUTPUT' && hook !== 'POSTROUTING') {
    set = diagrams.and(set, setOfNames(workshop, 'socket', ['no']));
  }
  return set;
}

/** The packets with interfaces that they may have in a hook. */
export function interfacesAt({ diagrams, variables }: Workshop, hook: Hook): PacketSet {
  let set = everything;
  for (const side of ['in', 'out'] as const) {
    const { classes, levels } = variables.interfaces[side];
    const range = interfacesIn(hook, side, classes.examples.length - 1);
    set = diagrams.and(set, setOfRanges(diagrams, levels, [range]));
  }
  return set;
}

/**
 * The interfaces that a packet may have in a hook, 0 for none. In POSTROUTING a forwarded one still has that by which it came in.
 * @see linux include/linux/netfilter.h struct nf_hook_state, net/ipv4/ip_output.c ip_output
 */
export function interfacesIn(
  hook: Hook,
  side: 'in' | 'out',
  last: number,
): readonly [least: number, most: number] {
  switch (hook) {
    case 'PREROUTING':
    case 'INPUT':
      return side === 'in' ? [1, last] : [0, 0];
    case 'OUTPUT':
      return side === 'out' ? [1, last] : [0, 0];
    case 'FORWARD':
      return [1, last];
    case 'POSTROUTING':
      return side === 'out' ? [1, last] : [0, last];
  }
}
