import { maskOfLength } from '../address/address.js';
import type { Address } from '../address/address.js';
import { always, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { RuleContext } from '../extension/extension.js';
import type { Values } from '../extension/option.js';
import { givenNames } from '../extension/shapes/given.js';
import { address } from '../extension/types/addresses.js';
import { flag, number, uint32 } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';

/** The kernel's longest name of a list; iptables cuts what is longer. */
const longestName = 199;

const options = {
  set: { type: flag, invert: true, excludes: ['rcheck', 'update', 'remove'] },
  rcheck: { type: flag, invert: true, excludes: ['update', 'remove'] },
  update: { type: flag, invert: true, excludes: ['remove'] },
  remove: { type: flag, invert: true },
  seconds: { type: number(1, 0xffffffff) },
  reap: { type: flag, requires: ['seconds'] },
  hitcount: { type: uint32 },
  rttl: { type: flag, excludes: ['set', 'remove'] },
  name: { type: text(0, Number.MAX_SAFE_INTEGER) },
  rsource: { type: flag },
  rdest: { type: flag },
  mask: { type: address },
} as const;

type RecentValues = Values<typeof options>;

/**
 * A list of addresses seen. `--set` adds and always matches (`! --set` adds and always fails); the others match what is in the
 * list, `--update` renewing it, `--remove` taking it out.
 * @see linux net/netfilter/xt_recent.c recent_mt
 * @see iptables extensions/libxt_recent.c
 */
export default match({
  name: 'recent',
  families: [4, 6],
  options,
  check: ({ set, rcheck, update, remove }) =>
    (set ?? rcheck ?? update ?? remove) === undefined
      ? '--set, --rcheck, --update or --remove must be given'
      : undefined,
  condition(values, rule) {
    const { set, rcheck, update, remove, seconds, hitcount } = values;
    if (set !== undefined) return negateIf(set.negated, always);
    const negated = (rcheck ?? update ?? remove)?.negated === true;
    // A --remove with these is refused by the kernel.
    const looksClosely = remove === undefined;
    return negateIf(negated, {
      kind: 'derived',
      of: {
        fact: 'recent',
        ...listOf(values, rule),
        ...(looksClosely && seconds !== undefined ? { seconds: seconds.value } : {}),
        ...(looksClosely && hitcount !== undefined && hitcount.value > 0 ? { hitCount: hitcount.value } : {}),
        sameTtl: values.rttl !== undefined,
      },
    });
  },
  effects(values, rule) {
    const list = listOf(values, rule);
    if (values.set !== undefined) return [{ kind: 'recent', change: 'set', ...list, evenIfNot: true }];
    if (values.remove !== undefined) return [{ kind: 'recent', change: 'remove', ...list, evenIfNot: true }];
    return values.update === undefined || values.update.negated
      ? []
      : [{ kind: 'recent', change: 'update', ...list }];
  },
});

/** Of `--rsource` and `--rdest` the last one counts. */
function listOf(
  values: RecentValues,
  rule: RuleContext,
): { readonly list: string; readonly side: 'source' | 'destination'; readonly mask: Address } {
  const sides = givenNames(values).filter((name) => name === 'rsource' || name === 'rdest');
  return {
    list: values.name?.value.slice(0, longestName) ?? 'DEFAULT',
    side: sides.at(-1) === 'rdest' ? 'destination' : 'source',
    mask: values.mask?.value ?? maskOfLength(rule.family === 4 ? 32 : 128, rule.family),
  };
}
