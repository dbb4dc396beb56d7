import { target } from '../extension/extension.js';
import { logged } from '../extension/shapes/notes.js';
import { uint16, uint32 } from '../extension/types/numbers.js';
import { logPrefix } from '../extension/types/words.js';

/** The kernel keeps 63 characters of a prefix. @see linux include/uapi/linux/netfilter/nf_log.h NF_LOG_PREFIXLEN */
const prefixLength = 63;

/**
 * Sends a copy of the packet to the log programs of a netlink group.
 * @see linux net/netfilter/xt_NFLOG.c nflog_tg, iptables extensions/libxt_NFLOG.c
 */
export default target({
  name: 'NFLOG',
  families: [4, 6],
  options: {
    'nflog-group': { type: uint16 },
    'nflog-prefix': { type: logPrefix },
    'nflog-range': { type: uint32, excludes: ['nflog-size'] },
    'nflog-size': { type: uint32, excludes: ['nflog-range'] },
    'nflog-threshold': { type: uint16 },
  },
  outcome(values) {
    const prefix = values['nflog-prefix']?.value.slice(0, prefixLength);
    return logged(`logged to netlink group ${values['nflog-group']?.value ?? 0}`, prefix);
  },
});
