import { always, negateIf, never } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { OptionType, Values } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { number, uint32 } from '../extension/types/numbers.js';
import { oneOfWords, word } from '../extension/types/words.js';

/** The kernel draws 31 bits. */
const draws = 2 ** 31;

/** A number from 0 to 1, rounded as the kernel stores it. */
const probability: OptionType<number> = {
  ...word('a probability from 0 to 1', (text) => {
    if (!/^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
    const value = Number(text);
    return value <= 1 ? Math.round(value * draws) / draws : undefined;
  }),
  pattern: () => '0\\.\\d{1,20}',
};

const options = {
  mode: { type: oneOfWords(['random', 'nth']), required: true },
  probability: { type: probability, invert: true, excludes: ['every', 'packet'] },
  every: { type: number(1, 0xffffffff), invert: true, requires: ['packet'] },
  packet: { type: uint32, requires: ['every'] },
} as const;

/**
 * A random draw, or every n-th packet that comes by.
 * @see linux net/netfilter/xt_statistic.c statistic_mt
 * @see iptables extensions/libxt_statistic.c
 */
export default match({
  name: 'statistic',
  families: [4, 6],
  options,
  check(values) {
    if (values.mode?.value === 'random') {
      return values.probability === undefined ? '--mode random needs --probability' : undefined;
    }
    if (values.every === undefined || values.packet === undefined) {
      return '--mode nth needs --every and --packet';
    }
    return values.packet.value >= values.every.value ? '--packet must be less than --every' : undefined;
  },
  condition(values, rule) {
    const subject = `statistic:${rule.name}`;
    if (values.mode?.value === 'nth') return nthCondition(values, subject);
    const { value, negated } = given(values.probability);
    return negateIf(
      negated,
      value === 0 ? never : value === 1 ? always : { kind: 'draw', probability: value, subject },
    );
  },
  effects: (values, rule) =>
    values.mode?.value === 'nth' ? [{ kind: 'private', name: `statistic:${rule.name}` }] : [],
});

function nthCondition(values: Values<typeof options>, subject: string): Condition {
  const { value: every, negated } = given(values.every);
  const { value: packet } = given(values.packet);
  if (every === 1) return negateIf(negated, always);
  return negateIf(negated, {
    kind: 'ask',
    ask: {
      subject,
      asks: `is the packet's turn ${packet} of every ${every}`,
      because: 'how many packets came before is kernel state',
      reads: [],
      fresh: true,
      chance: 1 / every,
    },
  });
}
