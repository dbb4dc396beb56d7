import { all, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { dscp, dscpClass } from '../extension/types/dscp.js';

/** The code point is the upper six bits of the TOS byte. */
const dscpShift = 2;
const dscpMask = 0xfc;

/**
 * The DiffServ code point.
 * @see linux net/netfilter/xt_dscp.c dscp_mt
 * @see iptables extensions/libxt_dscp.c
 */
export default match({
  name: 'dscp',
  families: [4, 6],
  options: {
    dscp: { type: dscp, invert: true, excludes: ['dscp-class'] },
    'dscp-class': { type: dscpClass, invert: true, excludes: ['dscp'] },
  },
  check: (values) =>
    values.dscp === undefined && values['dscp-class'] === undefined
      ? '--dscp or --dscp-class must be given'
      : undefined,
  condition(values) {
    const tests = [values.dscp, values['dscp-class']].filter((test) => test !== undefined);
    return all(
      ...tests.map(({ value, negated }) =>
        negateIf(negated, { kind: 'bits', field: 'tos', mask: dscpMask, value: value << dscpShift }),
      ),
    );
  },
});
