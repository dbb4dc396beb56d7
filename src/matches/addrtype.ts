import { all, negateIf } from '../condition/condition.js';
import type { AddressType, Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { Setting } from '../extension/option.js';
import { flag } from '../extension/types/numbers.js';
import { listOfPrefixes } from '../extension/types/prefixes.js';

// In the order in which shortened words are looked up.
const types = listOfPrefixes([
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
] as const satisfies readonly AddressType[]);

/**
 * What kind of address source or destination are for this node.
 * @see linux net/netfilter/xt_addrtype.c addrtype_mt_v1
 * @see iptables extensions/libxt_addrtype.c
 */
export default match({
  name: 'addrtype',
  families: [4, 6],
  options: {
    'src-type': { type: types, invert: true },
    'dst-type': { type: types, invert: true },
    'limit-iface-in': { type: flag, excludes: ['limit-iface-out'] },
    'limit-iface-out': { type: flag },
  },
  check: (values) =>
    values['src-type'] === undefined && values['dst-type'] === undefined
      ? '--src-type or --dst-type must be given'
      : undefined,
  condition(values) {
    const limit =
      values['limit-iface-in'] !== undefined
        ? 'in'
        : values['limit-iface-out'] !== undefined
          ? 'out'
          : undefined;
    return all(
      ...typeCondition('source', values['src-type'], limit),
      ...typeCondition('destination', values['dst-type'], limit),
    );
  },
});

function typeCondition(
  side: 'source' | 'destination',
  setting: Setting<readonly AddressType[]> | undefined,
  limit: 'in' | 'out' | undefined,
): readonly Condition[] {
  if (setting === undefined) return [];
  const of = { fact: 'address-type', side, types: setting.value } as const;
  return [negateIf(setting.negated, { kind: 'derived', of: limit === undefined ? of : { ...of, limit } })];
}
