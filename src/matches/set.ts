import type { CounterTest } from '../condition/condition.js';
import { negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType, Values } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { flag, uint64 } from '../extension/types/numbers.js';
import { textPattern } from '../extension/types/words.js';

interface SetTest {
  readonly set: string;
  readonly sides: readonly ('src' | 'dst')[];
}

/** The longest name and the most dimensions of a set. @see linux include/uapi/linux/netfilter/ipset/ip_set.h */
const longestName = 31;
const mostSides = 6;

/** `NAME src,dst`; of each side only the first three letters count. */
const setTest: OptionType<SetTest> = {
  takes: 2,
  read([set = '', list = '']) {
    if (set.length > longestName) return bad(`a set's name of at most ${longestName} characters`);
    const sides: ('src' | 'dst')[] = [];
    for (const word of list.split(',')) {
      const side = (['src', 'dst'] as const).find((each) => word.startsWith(each));
      if (side === undefined) return bad("a set's name and a comma-separated list of src and dst");
      sides.push(side);
    }
    return sides.length > mostSides ? bad(`at most ${mostSides} times src or dst`) : good({ set, sides });
  },
  pattern: () => textPattern(longestName),
};

const options = {
  'match-set': { type: setTest, invert: true, required: true, aliases: ['set'] },
  'return-nomatch': { type: flag, multiple: true },
  'update-counters': { type: flag, invert: true, multiple: true },
  'update-subcounters': { type: flag, invert: true, multiple: true },
  'packets-eq': { type: uint64, invert: true, excludes: ['packets-lt', 'packets-gt'] },
  'packets-lt': { type: uint64, excludes: ['packets-gt'] },
  'packets-gt': { type: uint64 },
  'bytes-eq': { type: uint64, invert: true, excludes: ['bytes-lt', 'bytes-gt'] },
  'bytes-lt': { type: uint64, excludes: ['bytes-gt'] },
  'bytes-gt': { type: uint64 },
} as const;

/**
 * Whether addresses, ports, interfaces of the packet are in an ipset.
 * @see linux net/netfilter/xt_set.c set_match_v4
 * @see iptables extensions/libxt_set.c
 */
export default match({
  name: 'set',
  families: [4, 6],
  options,
  condition(values) {
    const { value, negated } = given(values['match-set']);
    const counters = [...counterTests(values, 'packets'), ...counterTests(values, 'bytes')];
    return negateIf(negated, {
      kind: 'member',
      member: {
        ...value,
        returnNomatch: values['return-nomatch'] !== undefined,
        ...(counters.length === 0 ? {} : { counters }),
        updateCounters: values['update-counters']?.some(({ negated: off }) => off) !== true,
      },
    });
  },
});

function counterTests(values: Values<typeof options>, counter: 'packets' | 'bytes'): readonly CounterTest[] {
  const equal = values[`${counter}-eq`];
  if (equal !== undefined) {
    return [{ counter, operator: equal.negated ? 'ne' : 'eq', value: equal.value }];
  }
  const less = values[`${counter}-lt`];
  if (less !== undefined) return [{ counter, operator: 'lt', value: less.value }];
  const greater = values[`${counter}-gt`];
  return greater === undefined ? [] : [{ counter, operator: 'gt', value: greater.value }];
}
