import { just, target } from '../extension/extension.js';
import { dscp, dscpClass } from '../extension/types/dscp.js';

/** The code point is the upper six bits of the TOS byte. */
const dscpShift = 2;
const dscpMask = 0xfc;

/**
 * Sets the DiffServ code point.
 * @see linux net/netfilter/xt_DSCP.c dscp_tg, iptables extensions/libxt_DSCP.c
 */
export default target({
  name: 'DSCP',
  families: [4, 6],
  tables: ['mangle'],
  options: {
    'set-dscp': { type: dscp, excludes: ['set-dscp-class'] },
    'set-dscp-class': { type: dscpClass, excludes: ['set-dscp'] },
  },
  check: (values) =>
    values['set-dscp'] === undefined && values['set-dscp-class'] === undefined
      ? '--set-dscp or --set-dscp-class must be given'
      : undefined,
  outcome(values) {
    const point = values['set-dscp']?.value ?? values['set-dscp-class']?.value ?? 0;
    return just('CONTINUE', { kind: 'tos', value: point << dscpShift, mask: dscpMask });
  },
});
