import { writeAddress } from '../address/address.js';
import { target } from '../extension/extension.js';
import { address } from '../extension/types/addresses.js';
import { markMask } from '../extension/types/marks.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { readPort } from '../extension/types/ports.js';
import { fullMask } from '../netfilter/marks.js';

/** 0 stands for the packet's own destination port. */
const port: OptionType<number> = {
  takes: 1,
  read([text = '']) {
    const value = readPort(text);
    return value === undefined ? bad('a port or a service name') : good(value);
  },
};

/**
 * Gives the packet to a transparent local socket: that of its own connection, else one that listens on the port. Dropped
 * where there is none. The packet becomes local only if a policy route takes the mark there.
 * @see linux net/netfilter/xt_TPROXY.c tproxy_tg4, iptables extensions/libxt_TPROXY.c
 */
export default target({
  name: 'TPROXY',
  families: [4, 6],
  joinsFragments: true,
  tables: ['mangle'],
  hooks: ['PREROUTING'],
  options: {
    'on-port': { type: port, required: true },
    'on-ip': { type: address },
    'tproxy-mark': { type: markMask },
  },
  outcome(values) {
    const number = values['on-port']?.value ?? 0;
    const on = values['on-ip']?.value;
    const mark = values['tproxy-mark']?.value;
    const where = number === 0 ? 'its destination port' : `port ${number}`;
    const what = on === undefined ? where : `${where} of ${writeAddress(on)}`;
    return {
      kind: 'when',
      condition: {
        kind: 'ask',
        ask: {
          subject: `tproxy:${number}`,
          about: `tproxy:${what}`,
          asks: `does a transparent socket take the packet on ${what}`,
          because: 'local sockets are no part of a dump',
          reads: ['protocol', 'source', 'sourcePort', 'destination', 'destinationPort'],
          fresh: false,
        },
      },
      yes: {
        kind: 'do',
        effects: [
          {
            kind: 'tproxy',
            value: mark?.value ?? 0,
            mask: mark === undefined ? 0 : (mark.mask ?? fullMask),
          },
        ],
        verdict: 'ACCEPT',
        detail: `to the socket on ${what}`,
      },
      no: { kind: 'do', effects: [], verdict: 'DROP', detail: `no transparent socket on ${what}` },
    };
  },
});
