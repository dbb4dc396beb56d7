import { just, target } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { flag, readNumber } from '../extension/types/numbers.js';

/** What the IP header leaves of the largest packet: 65515 in IPv4, 65495 in IPv6. */
const segmentSize: OptionType<number> = {
  takes: 1,
  read([text = ''], family) {
    const most = family === 4 ? 0xffff - 20 : 0xffff - 40;
    const value = readNumber(text, most);
    return value === undefined ? bad(`a segment size from 0 to ${most}`) : good(value);
  },
};

/**
 * Changes the largest segment size that a SYN announces.
 * @see linux net/netfilter/xt_TCPMSS.c tcpmss_tg4, iptables extensions/libxt_TCPMSS.c
 */
export default target({
  name: 'TCPMSS',
  families: [4, 6],
  options: {
    'set-mss': { type: segmentSize },
    'clamp-mss-to-pmtu': { type: flag },
  },
  check: (values) =>
    values['set-mss'] === undefined && values['clamp-mss-to-pmtu'] === undefined
      ? '--set-mss or --clamp-mss-to-pmtu must be given'
      : undefined,
  outcome: (values) =>
    just('CONTINUE', {
      kind: 'tcp-options',
      change: 'announce',
      options: [2],
      text:
        values['clamp-mss-to-pmtu'] === undefined
          ? `its TCP segment size becomes ${values['set-mss']?.value ?? 0}`
          : 'its TCP segment size is cut to what the path takes',
    }),
});
