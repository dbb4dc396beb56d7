import { all, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { headerOf } from '../extension/shapes/transport.js';
import { flag, number } from '../extension/types/numbers.js';
import { TCP } from '../netfilter/protocols.js';

/** The two bits of the TOS byte that carry congestion notification. */
const ecnMask = 0x03;
/** The bits beside the six usual TCP flags; a described packet has them clear. */
const ECE = 0x40;
const CWR = 0x80;

/**
 * The bits of explicit congestion notification, of the IP header and of TCP.
 * @see linux net/netfilter/xt_ecn.c ecn_mt4
 * @see iptables extensions/libxt_ecn.c
 */
export default match({
  name: 'ecn',
  families: [4, 6],
  options: {
    'ecn-tcp-cwr': { type: flag, invert: true },
    'ecn-tcp-ece': { type: flag, invert: true },
    'ecn-ip-ect': { type: number(0, 3), invert: true },
  },
  check: (values) =>
    Object.keys(values).length === 0
      ? 'one of --ecn-tcp-cwr, --ecn-tcp-ece and --ecn-ip-ect must be given'
      : undefined,
  condition(values) {
    const { 'ecn-tcp-cwr': cwr, 'ecn-tcp-ece': ece, 'ecn-ip-ect': ect } = values;
    const parts: Condition[] = [];
    if (ect !== undefined) {
      parts.push(negateIf(ect.negated, { kind: 'bits', field: 'tos', mask: ecnMask, value: ect.value }));
    }
    if (cwr !== undefined || ece !== undefined) parts.push(...headerOf(TCP));
    if (ece !== undefined) parts.push(negateIf(ece.negated, flagSet(ECE)));
    if (cwr !== undefined) parts.push(negateIf(cwr.negated, flagSet(CWR)));
    return all(...parts);
  },
});

function flagSet(bit: number): Condition {
  return { kind: 'bits', field: 'tcpFlags', mask: bit, value: bit };
}
