import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { hasPorts } from '../netfilter/protocols.js';
import { fieldWords } from '../packet/field.js';
import type { Field } from '../packet/field.js';
import type { Packet } from '../packet/packet.js';
import type { Node, RoutingRule, RoutingTable } from './node.js';
import { inPrefix, writePrefix } from './prefix.js';
import { routedTos } from './routedTos.js';
import { LOCAL, MAIN, readTable } from './routingTable.js';
import type { UnknownFact } from './setProbe.js';

/**
 * What a routing decision reads; a packet has this shape. An empty `inInterface`: the node itself sends it. Absent ports were
 * not told. `uid` is absent for packets without a user, which count as user 0.
 */
export interface RouteQuery {
  readonly family: Family;
  readonly destination: Address;
  readonly source?: Address;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly inInterface: string;
  /** The device a socket is bound to; then only routes over it count. */
  readonly device?: string;
  readonly mark: number;
  readonly tos: number;
  readonly uid?: number;
}

function lookup(family: Family, [priority, table]: Standing): RoutingRule {
  return { family, priority, negated: false, action: { kind: 'lookup', table } };
}

type Standing = readonly [priority: number, table: RoutingTable];

const standing4: readonly Standing[] = [
  [0, LOCAL],
  [32766, MAIN],
  [32767, readTable('default')],
];

/** The rules that the kernel itself makes. */
const standing: Readonly<Record<Family, readonly Standing[]>> = { 4: standing4, 6: standing4.slice(0, 2) };

const defaults: Readonly<Record<Family, readonly RoutingRule[]>> = {
  4: standing[4].map((each) => lookup(4, each)),
  6: standing[6].map((each) => lookup(6, each)),
};

/**
 * The rules of a family in their order; without any the kernel's default ones.
 * @see linux net/ipv4/fib_rules.c fib_default_rules_init
 */
export function routingRules(node: Node, family: Family): readonly RoutingRule[] {
  const given = node.rules?.filter((rule) => rule.family === family) ?? [];
  return given.length === 0 ? defaults[family] : [...given].sort((a, b) => a.priority - b.priority);
}

/** Whether a family has other rules than those that the kernel itself makes. @see linux net/ipv4/fib_rules.c fib4_rule_configure, fib4_rule_delete */
export function hasOwnRules(node: Node, family: Family): boolean {
  const rules = routingRules(node, family);
  return (
    rules.length !== standing[family].length ||
    standing[family].some(([priority, table], index) => {
      const rule = rules[index];
      return rule?.priority !== priority || !takesAllTo(rule, table);
    })
  );
}

/** Whether what the node has of its own is found before any other rule is asked, as it is unless somebody moved the kernel's first rule. */
export function asksLocalFirst(node: Node, family: Family): boolean {
  const [first] = routingRules(node, family);
  return first !== undefined && takesAllTo(first, LOCAL);
}

function takesAllTo(rule: RoutingRule, table: RoutingTable): boolean {
  const { action, negated } = rule;
  if (action.kind !== 'lookup' || action.table !== table || negated) return false;
  return Object.keys(rule).every((key) => unconditional.has(key));
}

const unconditional: ReadonlySet<string> = new Set(['family', 'priority', 'negated', 'action']);

/**
 * Whether a rule takes the packet.
 * @see linux net/core/fib_rules.c fib_rule_match, net/ipv4/fib_rules.c fib4_rule_match
 */
export function ruleMatches(rule: RoutingRule, query: RouteQuery): boolean | UnknownFact {
  const { mark, uids } = rule;
  // What comes by an interface of a VRF has routes of its own, which are left out.
  const certain =
    rule.vrf !== true &&
    (rule.inInterface === undefined ||
      rule.inInterface === (query.inInterface === '' ? 'lo' : query.inInterface)) &&
    (rule.outInterface === undefined || rule.outInterface === query.device) &&
    (mark === undefined || ((query.mark ^ mark.value) & mark.mask) === 0) &&
    (uids === undefined || within(uids, query.uid ?? 0)) &&
    (rule.source === undefined || isIn(rule.source, query.source)) &&
    (rule.destination === undefined || inPrefix(rule.destination, query.destination)) &&
    (rule.tos === undefined || rule.tos === (query.tos & routedTos[query.family])) &&
    (rule.protocol === undefined || rule.protocol === query.protocol);
  if (!certain) return rule.negated;
  const ports: readonly (readonly [RoutingRule['sourcePorts'], number | undefined, Field])[] = [
    [rule.sourcePorts, query.sourcePort, 'sourcePort'],
    [rule.destinationPorts, query.destinationPort, 'destinationPort'],
  ];
  if (ports.some(([range, port]) => range !== undefined && port !== undefined && !within(range, port))) {
    return rule.negated;
  }
  for (const [range, port, field] of ports) {
    if (range !== undefined && port === undefined)
      return { unknown: `the ${fieldWords(field)} is not known`, field };
  }
  if (rule.unread !== undefined)
    return { unknown: `rule ${rule.priority} has words that are not understood (${rule.unread})` };
  return !rule.negated;
}

function isIn(prefix: NonNullable<RoutingRule['source']>, address: Address | undefined): boolean {
  return address === undefined ? prefix.length === 0 : inPrefix(prefix, address);
}

/**
 * The ports of a received packet as rules see them: none of a single fragment, nor of a protocol without. In their place ESP and AH have their SPI, which
 * nobody tells.
 * @see linux net/core/flow_dissector.c __skb_flow_dissect (FLOW_DIS_IS_FRAGMENT), net/core/utils.c proto_ports_offset
 */
export function seenPorts(packet: Pick<Packet, 'protocol' | 'fragment' | keyof Ports>): Ports {
  const { protocol, fragment } = packet;
  const isAlone = fragment !== 'none';
  return isAlone || !(hasPorts(protocol) || protocol === ESP || protocol === AH)
    ? noPorts
    : toldPorts(packet);
}

const ESP = 50;
const AH = 51;

/** The ports that are told. */
export function toldPorts({ sourcePort, destinationPort }: Ports): Ports {
  return {
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
  };
}

type Ports = Pick<RouteQuery, 'sourcePort' | 'destinationPort'>;

/** What rules see where there are none: no range of theirs holds it. */
export const noPorts: Ports = { sourcePort: 0, destinationPort: 0 };

function within([low, high]: readonly [number, number], value: number): boolean {
  return value >= low && value <= high;
}

/** A rule as a reason: `rule 100 (fwmark 0x1)`, empty for the kernel's default rules. */
export function ruleWords(rule: RoutingRule): string {
  const { action, mark } = rule;
  if (action.kind === 'lookup' && (action.table === LOCAL || action.table === MAIN) && mark === undefined)
    return '';
  const words = [
    ...(rule.source === undefined ? [] : [`from ${writePrefix(rule.source)}`]),
    ...(rule.destination === undefined ? [] : [`to ${writePrefix(rule.destination)}`]),
    ...(mark === undefined ? [] : [`fwmark 0x${mark.value.toString(16)}`]),
    ...(rule.inInterface === undefined ? [] : [`iif ${rule.inInterface}`]),
    ...(rule.outInterface === undefined ? [] : [`oif ${rule.outInterface}`]),
    ...(rule.vrf === true ? ['l3mdev'] : []),
  ];
  return `rule ${rule.priority}${words.length === 0 ? '' : ` (${words.join(' ')})`}`;
}
