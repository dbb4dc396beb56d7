import { target } from '../extension/extension.js';
import { noted } from '../extension/shapes/notes.js';
import { flag } from '../extension/types/numbers.js';

/**
 * Copies the SELinux mark from the packet to its connection or back.
 * @see linux net/netfilter/xt_CONNSECMARK.c connsecmark_tg
 */
export default target({
  name: 'CONNSECMARK',
  families: [4, 6],
  joinsFragments: true,
  tables: ['mangle', 'security'],
  options: {
    save: { type: flag, excludes: ['restore'] },
    restore: { type: flag, excludes: ['save'] },
  },
  check: (values) =>
    values.save === undefined && values.restore === undefined
      ? '--save or --restore must be given'
      : undefined,
  outcome: (values) =>
    noted(
      values.save === undefined
        ? "its security mark becomes the connection's"
        : 'its security mark is kept for the connection, if that has none',
    ),
});
