import { target } from '../extension/extension.js';
import { logged } from '../extension/shapes/notes.js';
import { number, uint64 } from '../extension/types/numbers.js';
import { logPrefix } from '../extension/types/words.js';

/** The kernel keeps 31 characters of a prefix. */
const prefixLength = 31;

/**
 * Sends a copy of the packet to the log programs of a netlink group; kernels since 3.17 know NFLOG only.
 * @see iptables extensions/libipt_ULOG.c
 */
export default target({
  name: 'ULOG',
  families: [4],
  options: {
    'ulog-nlgroup': { type: number(1, 32) },
    'ulog-prefix': { type: logPrefix },
    'ulog-cprange': { type: uint64 },
    'ulog-qthreshold': { type: number(1, 50) },
  },
  outcome(values) {
    const prefix = values['ulog-prefix']?.value.slice(0, prefixLength);
    return logged(`logged to netlink group ${values['ulog-nlgroup']?.value ?? 1}`, prefix);
  },
});
