import { just, target } from '../extension/extension.js';
import { flag, number } from '../extension/types/numbers.js';
import type { Effect } from '../packet/effect.js';

/** The two bits of the TOS byte that carry congestion notification. */
const ecnMask = 0x03;

/**
 * Changes the bits of explicit congestion notification, of the IP header or of TCP.
 * @see linux net/ipv4/netfilter/ipt_ECN.c ecn_tg, iptables extensions/libipt_ECN.c
 */
export default target({
  name: 'ECN',
  families: [4],
  tables: ['mangle'],
  options: {
    'ecn-tcp-remove': { type: flag, excludes: ['ecn-tcp-cwr', 'ecn-tcp-ece'] },
    'ecn-tcp-cwr': { type: number(0, 1), excludes: ['ecn-tcp-remove'] },
    'ecn-tcp-ece': { type: number(0, 1), excludes: ['ecn-tcp-remove'] },
    'ecn-ip-ect': { type: number(0, 3) },
  },
  check: (values) =>
    Object.keys(values).length === 0
      ? 'one of --ecn-tcp-remove, --ecn-tcp-cwr, --ecn-tcp-ece and --ecn-ip-ect must be given'
      : undefined,
  outcome(values) {
    const ect = values['ecn-ip-ect']?.value;
    const removed = values['ecn-tcp-remove'] === undefined ? undefined : 0;
    const cwr = values['ecn-tcp-cwr']?.value ?? removed;
    const ece = values['ecn-tcp-ece']?.value ?? removed;
    const bits = [cwr === undefined ? '' : `CWR ${cwr}`, ece === undefined ? '' : `ECE ${ece}`].filter(
      Boolean,
    );
    const effects: Effect[] = [];
    if (ect !== undefined) effects.push({ kind: 'tos', value: ect, mask: ecnMask });
    if (bits.length > 0) effects.push({ kind: 'note', text: `its TCP bits become ${bits.join(' and ')}` });
    return just('CONTINUE', ...effects);
  },
});
