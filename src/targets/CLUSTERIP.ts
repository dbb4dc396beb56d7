import { just, target } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { settingsText } from '../extension/shapes/given.js';
import { flag, number, uint32 } from '../extension/types/numbers.js';
import { oneOfWords, word } from '../extension/types/words.js';

/** @see linux include/uapi/linux/netfilter_ipv4/ipt_CLUSTERIP.h CLUSTERIP_MAX_NODES */
const mostNodes = 16;

/** A MAC address of a group: the lowest bit of its first byte is set. */
const groupMac: OptionType<string> = word('a multicast MAC address such as 01:00:5e:00:00:20', (written) => {
  const bytes = /^([0-9a-fA-F]{1,2})(?::[0-9a-fA-F]{1,2}){5}$/.exec(written);
  return bytes !== null && (Number.parseInt(bytes[1] ?? '', 16) & 1) === 1 ? written : undefined;
});

const parameters = ['hashmode', 'clustermac', 'total-nodes', 'local-node'] as const;

/**
 * Several machines share one address: each takes the packets whose hash is its own and drops the rest. Gone from kernels
 * since 6.2.
 * @see linux net/ipv4/netfilter/ipt_CLUSTERIP.c clusterip_tg, iptables extensions/libipt_CLUSTERIP.c
 */
export default target({
  name: 'CLUSTERIP',
  families: [4],
  hooks: ['INPUT'],
  options: {
    new: { type: flag },
    hashmode: {
      type: oneOfWords(['sourceip', 'sourceip-sourceport', 'sourceip-sourceport-destport']),
    },
    clustermac: { type: groupMac },
    'total-nodes': { type: number(0, mostNodes) },
    'local-node': { type: number(0, mostNodes) },
    'hash-init': { type: uint32 },
  },
  check(values) {
    const given = Object.keys(values).length;
    const complete = values.new !== undefined && parameters.every((name) => values[name] !== undefined);
    return given === 0 || complete
      ? undefined
      : '--new, --hashmode, --clustermac, --total-nodes and --local-node belong together';
  },
  outcome: (values, rule) => ({
    kind: 'when',
    condition: {
      kind: 'ask',
      ask: {
        subject: `clusterip:${rule.name}`,
        about: `clusterip ${settingsText(values)}`,
        asks: 'is this machine the one of the cluster that answers the packet',
        because: 'which machines take which hash is changed in /proc while the cluster runs',
        reads:
          values.hashmode?.value === 'sourceip' ? ['source'] : ['source', 'sourcePort', 'destinationPort'],
        fresh: false,
      },
    },
    yes: just('CONTINUE'),
    no: { kind: 'do', effects: [], verdict: 'DROP', detail: 'another machine of the cluster answers' },
  }),
});
