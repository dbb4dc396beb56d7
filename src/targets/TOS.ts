import { just, target } from '../extension/extension.js';
import { uint8 } from '../extension/types/numbers.js';
import { tosMask } from '../extension/types/tos.js';
import type { TosAndMask } from '../extension/types/tos.js';

/**
 * Changes the TOS byte, in IPv6 the traffic class.
 * @see linux net/netfilter/xt_DSCP.c tos_tg, iptables extensions/libxt_TOS.c tos_tg_parse
 */
export default target({
  name: 'TOS',
  families: [4, 6],
  tables: ['mangle'],
  options: {
    'set-tos': { type: tosMask, excludes: ['and-tos', 'or-tos', 'xor-tos'] },
    'and-tos': { type: uint8, excludes: ['set-tos', 'or-tos', 'xor-tos'] },
    'or-tos': { type: uint8, excludes: ['set-tos', 'and-tos', 'xor-tos'] },
    'xor-tos': { type: uint8, excludes: ['set-tos', 'and-tos', 'or-tos'] },
  },
  check: (values) =>
    Object.keys(values).length === 0
      ? 'one of --set-tos, --and-tos, --or-tos and --xor-tos must be given'
      : undefined,
  outcome(values) {
    const and = values['and-tos']?.value;
    const or = values['or-tos']?.value;
    const xor = values['xor-tos']?.value;
    let change: TosAndMask = values['set-tos']?.value ?? { value: 0, mask: 0 };
    if (and !== undefined) change = { value: 0, mask: ~and & 0xff };
    if (or !== undefined) change = { value: or, mask: or };
    if (xor !== undefined) change = { value: xor, mask: 0 };
    return just('CONTINUE', { kind: 'tos', ...change });
  },
});
