import type { Condition } from '../condition/condition.js';
import { just, target } from '../extension/extension.js';
import { flag, uint32 } from '../extension/types/numbers.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';

const { FIN, SYN, RST, ACK } = tcpFlagBits;

function flagsAre(value: number): Condition {
  return { kind: 'bits', field: 'tcpFlags', mask: FIN | SYN | RST | ACK, value };
}

/**
 * Answers a SYN in the server's place, and lets the connection through once the client's ACK proves its address. Other
 * packets go on.
 * @see linux net/ipv4/netfilter/ipt_SYNPROXY.c synproxy_tg4, iptables extensions/libxt_SYNPROXY.c
 */
export default target({
  name: 'SYNPROXY',
  families: [4, 6],
  joinsFragments: true,
  hooks: ['INPUT', 'FORWARD'],
  options: {
    'sack-perm': { type: flag },
    timestamp: { type: flag },
    wscale: { type: uint32 },
    mss: { type: uint32 },
    ecn: { type: flag },
  },
  outcome: (_values, rule) => ({
    kind: 'when',
    condition: flagsAre(SYN),
    yes: {
      kind: 'do',
      effects: [],
      verdict: 'STOLEN',
      detail: 'answered with a SYN+ACK in place of the server',
    },
    no: {
      kind: 'when',
      condition: flagsAre(ACK),
      yes: {
        kind: 'when',
        condition: {
          kind: 'ask',
          ask: {
            subject: `synproxy:${rule.name}`,
            about: 'synproxy',
            asks: 'does the ACK answer a cookie of this machine',
            because: 'the cookie was made from a secret of the kernel',
            reads: ['source', 'sourcePort', 'destination', 'destinationPort'],
            fresh: false,
          },
        },
        yes: {
          kind: 'do',
          effects: [],
          verdict: 'STOLEN',
          detail: 'a SYN goes to the server in place of the client',
        },
        no: { kind: 'do', effects: [], verdict: 'DROP', detail: 'no cookie of this machine' },
      },
      no: just('CONTINUE'),
    },
  }),
});
