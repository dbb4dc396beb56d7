import { all, negateIf, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { flag } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';

/**
 * A label of the packet's connection. With --set the label is put on first, so that every connection has it.
 * @see linux net/netfilter/xt_connlabel.c connlabel_mt
 * @see iptables extensions/libxt_connlabel.c
 */
export default match({
  name: 'connlabel',
  families: [4, 6],
  joinsFragments: true,
  options: {
    label: { type: text(1, 255), required: true, invert: true },
    set: { type: flag },
  },
  condition(values) {
    const { value, negated } = given(values.label);
    const parts: Condition[] = [oneOf('ctEntry', 'yes')];
    if (values.set === undefined) {
      parts.push({
        kind: 'ask',
        ask: {
          subject: `connlabel:${value}`,
          asks: `has the connection the label ${value}`,
          because: 'the labels of a connection are kernel state',
          reads: [],
          // A rule with --set may have put it on since.
          fresh: true,
        },
      });
    }
    return negateIf(negated, all(...parts));
  },
  effects(values) {
    const { value } = given(values.label);
    return values.set === undefined ? [] : [{ kind: 'private', name: `connlabel:${value}` }];
  },
});
