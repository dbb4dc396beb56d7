import { all, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { asksContents, rangeWords } from '../extension/shapes/asks.js';
import { headerOf } from '../extension/shapes/transport.js';
import { readNumber } from '../extension/types/numbers.js';

const mobility = 135;
const lastType = 0xff;

/** In the order of iptables: of several names that begin as written the first is taken. */
const names: readonly (readonly [name: string, type: number])[] = [
  ['binding-refresh-request', 0],
  ['brr', 0],
  ['home-test-init', 1],
  ['hoti', 1],
  ['careof-test-init', 2],
  ['coti', 2],
  ['home-test', 3],
  ['hot', 3],
  ['careof-test', 4],
  ['cot', 4],
  ['binding-update', 5],
  ['bu', 5],
  ['binding-acknowledgement', 6],
  ['ba', 6],
  ['binding-error', 7],
  ['be', 7],
];

function readType(text: string): number | undefined {
  const lower = text.toLowerCase();
  const exact = names.find(([name]) => name === lower);
  const begun = names.find(([name]) => name.startsWith(lower));
  return (exact ?? begun)?.[1] ?? readNumber(text, lastType);
}

/** A type by name, a beginning of it, or number; or a range of two with ":". @see iptables extensions/libip6t_mh.c parse_mh_types */
const types: OptionType<readonly [low: number, high: number]> = {
  takes: 1,
  read([text = '']) {
    const expected = 'a mobility header type by name or number, or a range LOW:HIGH';
    const cut = text.indexOf(':');
    const lowText = cut < 0 ? text : text.slice(0, cut);
    const highText = cut < 0 ? text : text.slice(cut + 1);
    const low = cut >= 0 && lowText === '' ? 0 : readType(lowText);
    const high = cut >= 0 && highText === '' ? lastType : readType(highText);
    if (low === undefined || high === undefined) return bad(expected);
    return low > high
      ? bad(expected, `the range ends (${high}) before it starts (${low})`)
      : good([low, high]);
  },
};

/**
 * The type of a mobility header (RFC 6275).
 * @see linux net/ipv6/netfilter/ip6t_mh.c mh_mt6
 * @see iptables extensions/libip6t_mh.c
 */
export default match({
  name: 'mh',
  families: [6],
  options: { 'mh-type': { type: types, invert: true } },
  condition(values) {
    const parts: Condition[] = [...headerOf(mobility)];
    const type = values['mh-type'];
    if (type !== undefined) {
      const range = rangeWords(type.value);
      parts.push(
        negateIf(
          type.negated,
          asksContents(
            `mh:type=${range}`,
            `is the type of the mobility header ${range}`,
            'the contents of the mobility header were not described',
          ),
        ),
      );
    }
    return all(...parts);
  },
});
