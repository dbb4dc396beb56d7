import { rangeSet } from '../address/range.js';
import { all, any, fieldIn, negateIf, never, not, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType, Setting, Values } from '../extension/option.js';
import { rangeOfMasked } from '../extension/types/addresses.js';
import { hostMask } from '../extension/types/hostMask.js';
import { readNumber } from '../extension/types/numbers.js';
import { anyPortRange } from '../extension/types/ports.js';
import { listOfPrefixes } from '../extension/types/prefixes.js';
import { protocol } from '../extension/types/protocol.js';
import { oneOfWords } from '../extension/types/words.js';

const longest = 0xffffffff;

/** Seconds, one number or `LOW:HIGH`; no lifetime lies in a range that ends before it starts. */
const seconds: OptionType<readonly [low: number, high: number]> = {
  takes: 1,
  read([text = '']) {
    const [lowText = '', highText, ...rest] = text.split(':');
    const low = lowText === '' ? 0 : readNumber(lowText, longest);
    const high = highText === undefined ? low : highText === '' ? longest : readNumber(highText, longest);
    return low === undefined || high === undefined || rest.length > 0
      ? bad('seconds, or a range LOW:HIGH of them')
      : good([low, high]);
  },
};

// In the order in which shortened words are looked up.
const states = ['INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED', 'SNAT', 'DNAT'] as const;
const statuses = ['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'] as const;

const options = {
  ctstate: { type: listOfPrefixes(states), invert: true },
  ctproto: { type: protocol, invert: true },
  ctorigsrc: { type: hostMask, invert: true },
  ctorigdst: { type: hostMask, invert: true },
  ctreplsrc: { type: hostMask, invert: true },
  ctrepldst: { type: hostMask, invert: true },
  ctorigsrcport: { type: anyPortRange, invert: true },
  ctorigdstport: { type: anyPortRange, invert: true },
  ctreplsrcport: { type: anyPortRange, invert: true },
  ctrepldstport: { type: anyPortRange, invert: true },
  ctstatus: { type: listOfPrefixes(statuses), invert: true },
  ctexpire: { type: seconds, invert: true },
  ctdir: { type: oneOfWords(['ORIGINAL', 'REPLY'], true) },
} as const;

/**
 * State and entry of the packet's connection. Without entry a rule without `--ctstate` fails, and one whose `--ctstate` holds
 * matches whatever its other options say.
 * @see linux net/netfilter/xt_conntrack.c conntrack_mt
 * @see iptables extensions/libxt_conntrack.c conntrack3_mt_opts
 */
export default match({
  name: 'conntrack',
  families: [4, 6],
  joinsFragments: true,
  options,
  check: (values) => (Object.keys(values).length === 0 ? 'at least one option must be given' : undefined),
  condition(values) {
    const entry = oneOf('ctEntry', 'yes');
    const parts = entryConditions(values);
    if (values.ctstate === undefined) return all(entry, ...parts);
    const state = negateIf(values.ctstate.negated, oneOf('ctState', ...values.ctstate.value));
    return parts.length === 0 ? state : all(state, any(not(entry), all(...parts)));
  },
});

function entryConditions(values: Values<typeof options>): readonly Condition[] {
  const parts: Condition[] = [];
  const add = <T>(setting: Setting<T> | undefined, condition: (value: T) => Condition): void => {
    if (setting !== undefined) parts.push(negateIf(setting.negated, condition(setting.value)));
  };
  add(values.ctdir, (direction) => oneOf('ctDirection', direction));
  add(values.ctorigsrc, (address) => fieldIn('ctOriginalSource', rangeSet([wholeRange(address)])));
  add(values.ctorigdst, (address) => fieldIn('ctOriginalDestination', rangeSet([wholeRange(address)])));
  add(values.ctreplsrc, (address) => fieldIn('ctReplySource', rangeSet([wholeRange(address)])));
  add(values.ctrepldst, (address) => fieldIn('ctReplyDestination', rangeSet([wholeRange(address)])));
  add(values.ctproto, (number) => fieldIn('ctProtocol', [[number, number]]));
  add(values.ctorigsrcport, (ports) => fieldIn('ctOriginalSourcePort', rangeSet([ports])));
  add(values.ctorigdstport, (ports) => fieldIn('ctOriginalDestinationPort', rangeSet([ports])));
  add(values.ctreplsrcport, (ports) => fieldIn('ctReplySourcePort', rangeSet([ports])));
  add(values.ctrepldstport, (ports) => fieldIn('ctReplyDestinationPort', rangeSet([ports])));
  add(values.ctstatus, statusCondition);
  add(values.ctexpire, lifetimeCondition);
  return parts;
}

function wholeRange(
  host: Parameters<typeof rangeOfMasked>[0],
): NonNullable<ReturnType<typeof rangeOfMasked>> {
  return rangeOfMasked(host) ?? [host.address, host.address];
}

/** NONE stands for no bit at all: it adds nothing to a list, and alone it never holds. */
function statusCondition(names: readonly (typeof statuses)[number][]): Condition {
  const bits = names.filter((name) => name !== 'NONE');
  return bits.length === 0 ? never : oneOf('ctStatus', ...bits);
}

function lifetimeCondition([low, high]: readonly [low: number, high: number]): Condition {
  if (low > high) return never;
  const written = low === high ? String(low) : `${low}:${high}`;
  return {
    kind: 'ask',
    ask: {
      subject: `conntrack:ctexpire=${written}`,
      asks: `has the connection ${written} seconds left to live`,
      because: 'the time left to a connection is kernel state',
      reads: [],
      // Each packet of the connection prolongs it.
      fresh: true,
    },
  };
}
