import { all, any, negateIf, not } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { Setting } from '../extension/option.js';
import { flag } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';
import type { InterfaceField } from '../packet/field.js';

const port = text(0, 15);

/**
 * The bridge ports of a packet that a bridge hands to netfilter (br_netfilter). One question settles all rules of a packet that
 * came through no bridge: for it only negated forms hold.
 * @see linux net/netfilter/xt_physdev.c physdev_mt
 * @see iptables extensions/libxt_physdev.c
 */
export default match({
  name: 'physdev',
  families: [4, 6],
  options: {
    'physdev-in': { type: port, invert: true },
    'physdev-out': { type: port, invert: true },
    'physdev-is-in': { type: flag, invert: true },
    'physdev-is-out': { type: flag, invert: true },
    'physdev-is-bridged': { type: flag, invert: true },
  },
  check: (values) => (Object.keys(values).length === 0 ? 'at least one option must be given' : undefined),
  condition(values) {
    const bridged = all(
      cameByBridge,
      asks('physdev:bridged', 'does the packet leave through a port of the same bridge', 'outInterface'),
    );
    const parts: Condition[] = [];
    const add = <T>(setting: Setting<T> | undefined, condition: (value: T) => Condition): void => {
      if (setting !== undefined) parts.push(negateIf(setting.negated, condition(setting.value)));
    };
    add(values['physdev-is-in'], () => cameByBridge);
    add(values['physdev-in'], (name) =>
      all(cameByBridge, asks(`physdev:in=${name}`, `is its bridge port ${name}`, 'inInterface')),
    );
    add(values['physdev-is-out'], () => bridged);
    add(values['physdev-is-bridged'], () => bridged);
    const out = values['physdev-out'];
    if (out !== undefined) {
      const leaves = asks(
        `physdev:out=${out.value}`,
        `does it leave through bridge port ${out.value}`,
        'outInterface',
      );
      // What came by a bridge and leaves by none has no port to compare: then it fails, negated or not.
      parts.push(out.negated ? any(not(cameByBridge), all(bridged, not(leaves))) : all(bridged, leaves));
    }
    return all(...parts);
  },
});

const cameByBridge: Condition = { kind: 'derived', of: { fact: 'bridge-port' } };

function asks(subject: string, question: string, field: InterfaceField): Condition {
  return {
    kind: 'ask',
    ask: {
      subject,
      asks: question,
      because: 'a dump does not tell which interfaces are ports of a bridge',
      reads: [field],
      fresh: false,
    },
  };
}
