import { all, always, fieldIn, negateIf, not, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { rangeOfMasked, maskedAddresses } from '../extension/types/addresses.js';
import type { MaskedAddress } from '../extension/types/addresses.js';
import { flag, readNumber } from '../extension/types/numbers.js';
import { text, word } from '../extension/types/words.js';
import type { OptionTable, OptionType, Setting, Values } from '../extension/option.js';
import { bad, good } from '../extension/option.js';
import { rangeSet, singleValue } from '../address/range.js';
import { protocolNumber } from '../netfilter/protocols.js';

/** Of chains and extensions, in bytes. @see linux include/uapi/linux/netfilter/x_tables.h XT_EXTENSION_MAXNAMELEN */
const longestName = 28;

/** An interface name as after -i: at most 15 characters, a final `+` makes it a prefix. */
const interfaceName: OptionType<string> = {
  takes: 1,
  read([name = '']) {
    if (name === '' || name.length > 15) return bad('an interface name of 1 to 15 characters');
    return good(name);
  },
  accepts: (_, from, to) => to - from >= 2 && to - from <= 15,
  pattern: () => '[^\\0-\\x20"!-][^\\0-\\x20"]{0,14}',
};

const protocol: OptionType<number> = word('a protocol name or a number from 0 to 255', (name) =>
  name.toLowerCase() === 'all' ? 0 : (readNumber(name, 255) ?? protocolNumber(name)),
);

/**
 * The options of a rule itself, which no `-m` has to load. Counters and the words of the command line that change nothing in
 * a rule are read as well.
 * @see iptables iptables/xshared.c optflags, iptables/iptables.c original_opts
 */
export const ruleOptions = {
  protocol: { type: protocol, invert: true },
  source: { type: maskedAddresses, invert: true, aliases: ['src'] },
  destination: { type: maskedAddresses, invert: true, aliases: ['dst'] },
  'in-interface': { type: interfaceName, invert: true },
  'out-interface': { type: interfaceName, invert: true },
  fragment: { type: flag, invert: true, aliases: ['fragments'] },
  match: { type: text(1, 28), multiple: true },
  jump: { type: text(1, longestName), excludes: ['goto'] },
  goto: { type: text(1, longestName) },
  'set-counters': {
    type: {
      takes: 2,
      read: ([packets = '', bytes = '']) => readCounters(packets, bytes),
    },
  },
  ipv4: { type: flag },
  ipv6: { type: flag },
  verbose: { type: flag, multiple: true },
  modprobe: { type: text(0, Infinity), multiple: true },
} as const satisfies OptionTable;

function readCounters(packets: string, bytes: string): ReturnType<OptionType<true>['read']> {
  const isCount = (written: string): boolean => readNumber(written, 2 ** 64) !== undefined;
  return isCount(packets) && isCount(bytes) ? good(true) : bad('two numbers: packets and bytes');
}

/**
 * Long options of the command line that no rule may have: commands, and what belongs to listing. They matter for what getopt
 * takes as an abbreviation: `--in` may be `--insert`.
 * @see iptables iptables/iptables.c original_opts
 */
export const commandOptions: readonly string[] = [
  'append',
  'delete',
  'check',
  'insert',
  'replace',
  'list',
  'list-rules',
  'flush',
  'zero',
  'new-chain',
  'delete-chain',
  'rename-chain',
  'policy',
  'table',
  'numeric',
  'exact',
  'wait',
  'wait-interval',
  'version',
  'help',
  'line-numbers',
];

/** Short spellings of the rule's own options. */
export const shortOptions: ReadonlyMap<string, keyof typeof ruleOptions> = new Map([
  ['p', 'protocol'],
  ['s', 'source'],
  ['d', 'destination'],
  ['i', 'in-interface'],
  ['o', 'out-interface'],
  ['f', 'fragment'],
  ['m', 'match'],
  ['j', 'jump'],
  ['g', 'goto'],
  ['c', 'set-counters'],
  ['4', 'ipv4'],
  ['6', 'ipv6'],
  ['v', 'verbose'],
  ['M', 'modprobe'],
] as const);

export type RuleValues = Values<typeof ruleOptions>;

/** Those of them that ask something of packets, by `ruleCondition`. */
export const askedOptions: ReadonlySet<string> = new Set<keyof RuleValues>([
  'source',
  'destination',
  'in-interface',
  'out-interface',
  'protocol',
  'fragment',
]);

/**
 * What -p -s -d -i -o -f ask. `source` and `destination` are one address each: a list stands for several rules.
 * @see linux net/ipv4/netfilter/ip_tables.c ip_packet_match
 */
export function ruleCondition(
  values: RuleValues,
  source: MaskedAddress | undefined,
  destination: MaskedAddress | undefined,
): Condition {
  const parts: Condition[] = [];
  if (source !== undefined) {
    parts.push(negateIf(values.source?.negated === true, addressCondition('source', source)));
  }
  if (destination !== undefined) {
    parts.push(negateIf(values.destination?.negated === true, addressCondition('destination', destination)));
  }
  const inside = values['in-interface'];
  if (inside !== undefined) parts.push(interfaceCondition('in', inside));
  const outside = values['out-interface'];
  if (outside !== undefined) parts.push(interfaceCondition('out', outside));
  const number = values.protocol;
  if (number !== undefined && number.value !== 0) {
    parts.push(negateIf(number.negated, fieldIn('protocol', singleValue(number.value))));
  }
  const fragment = values.fragment;
  if (fragment !== undefined) parts.push(negateIf(fragment.negated, oneOf('fragment', 'later')));
  return parts.length === 0 ? always : all(...parts);
}

function addressCondition(field: 'source' | 'destination', masked: MaskedAddress): Condition {
  const range = rangeOfMasked(masked);
  return range === undefined
    ? { kind: 'masked', field, value: masked.address, mask: masked.mask }
    : fieldIn(field, rangeSet([range]));
}

function interfaceCondition(side: 'in' | 'out', { value, negated }: Setting<string>): Condition {
  const wildcard = value.endsWith('+');
  const name = wildcard ? value.slice(0, -1) : value;
  const condition: Condition = { kind: 'interface', side, name, wildcard };
  return negated ? not(condition) : condition;
}
