import { writeAddress } from '../address/address.js';
import { always, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { RuleContext } from '../extension/extension.js';
import { flag, uint32 } from '../extension/types/numbers.js';
import { prefixMask } from '../extension/types/prefixMask.js';

/**
 * How many connections an address or network has, the packet's own among them: there is always one.
 * @see linux net/netfilter/xt_connlimit.c connlimit_mt
 * @see iptables extensions/libxt_connlimit.c
 */
export default match({
  name: 'connlimit',
  families: [4, 6],
  joinsFragments: true,
  options: {
    'connlimit-upto': { type: uint32, invert: true, excludes: ['connlimit-above'] },
    'connlimit-above': { type: uint32, invert: true, excludes: ['connlimit-upto'] },
    'connlimit-mask': { type: prefixMask },
    'connlimit-saddr': { type: flag, excludes: ['connlimit-daddr'] },
    'connlimit-daddr': { type: flag, excludes: ['connlimit-saddr'] },
  },
  check: (values) =>
    values['connlimit-upto'] === undefined && values['connlimit-above'] === undefined
      ? '--connlimit-upto or --connlimit-above must be given'
      : undefined,
  condition(values, rule) {
    const upTo = values['connlimit-upto'];
    const above = values['connlimit-above'];
    const side = values['connlimit-daddr'] === undefined ? 'source' : 'destination';
    const mask = values['connlimit-mask']?.value;
    const whose = mask === undefined ? `the ${side}` : `the ${side}'s network /${writeAddress(mask)}`;
    const isOver = (limit: number): Condition => over(limit, whose, side, rule);
    if (above !== undefined) return negateIf(above.negated, isOver(above.value));
    return upTo === undefined ? always : negateIf(!upTo.negated, isOver(upTo.value));
  },
  effects: (_values, rule) => [{ kind: 'private', name: `connlimit:${rule.name}` }],
});

function over(limit: number, whose: string, side: 'source' | 'destination', rule: RuleContext): Condition {
  if (limit === 0) return always;
  return {
    kind: 'ask',
    ask: {
      subject: `connlimit:${rule.name}`,
      asks: `has ${whose} more than ${limit} connections`,
      because: 'how many connections there are is kernel state',
      reads: [side],
      fresh: true,
    },
  };
}
