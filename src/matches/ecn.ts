import { all, any, fieldIn, negateIf, not, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asksContents } from '../extension/shapes/asks.js';
import { flag, number } from '../extension/types/numbers.js';
import type { Family } from '../netfilter/hooks.js';
import { TCP } from '../netfilter/protocols.js';

/** The two bits of the TOS byte that carry congestion notification. */
const ecnMask = 0x03;
/** The bits beside the six usual TCP flags; a described packet has them clear. */
const ECE = 0x40;
const CWR = 0x80;

/** From here on a later fragment is long enough for a TCP header: with that of IP, and in IPv6 that of the fragment. */
const leastLength: Readonly<Record<Family, number>> = { 4: 40, 6: 68 };
const later = oneOf('fragment', 'later');

/**
 * The bits of explicit congestion notification, of the IP header and of TCP. What a later fragment carries in the place of a TCP header
 * is read as one; too short for it, it never matches.
 * @see linux net/netfilter/xt_ecn.c ecn_mt4, match_tcp
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
  condition(values, { family }) {
    const { 'ecn-tcp-cwr': cwr, 'ecn-tcp-ece': ece, 'ecn-ip-ect': ect } = values;
    const parts: Condition[] = [];
    if (ect !== undefined) {
      parts.push(negateIf(ect.negated, { kind: 'bits', field: 'tos', mask: ecnMask, value: ect.value }));
    }
    if (cwr !== undefined || ece !== undefined) {
      const longEnough = fieldIn('length', [[leastLength[family], 0xffffffff]]);
      parts.push(fieldIn('protocol', [[TCP, TCP]]), any(not(later), longEnough));
    }
    if (ece !== undefined) parts.push(negateIf(ece.negated, flagSet('ECE', ECE)));
    if (cwr !== undefined) parts.push(negateIf(cwr.negated, flagSet('CWR', CWR)));
    return all(...parts);
  },
});

function flagSet(name: string, bit: number): Condition {
  const read = asksContents(
    `ecn:${name}`,
    `is the bit set that would be ${name} in a TCP header`,
    'the contents of a later fragment were not described',
  );
  return any(all(later, read), all(not(later), { kind: 'bits', field: 'tcpFlags', mask: bit, value: bit }));
}
