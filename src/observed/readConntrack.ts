import { familyOf } from '../address/address.js';
import { hasPorts, isIcmp } from '../netfilter/protocols.js';
import type { CtDirection } from '../netfilter/states.js';
import { readConntrackEntry, wrongNumber } from '../node/readConntrackEntry.js';
import { faultAt, type Observed } from './observation.js';
import { beginSaying } from './saying.js';

/** Whether a line tells both directions of a connection as conntrack does. */
export function isConntrackLine(line: string): boolean {
  const first = line.search(/(?:^|[ \t])src=/);
  return first >= 0 && / dst=/.test(line.slice(first));
}

/**
 * Reads a line of `conntrack -L`, `conntrack -E` or /proc/net/nf_conntrack as a packet of its connection: one of the direction that began it, as it
 * comes in, or with `direction` REPLY one that answers. `line` is latin1.
 * @see conntrack-tools src/conntrack.c, libnetfilter_conntrack src/conntrack/snprintf_default.c
 */
export function readConntrack(line: string, direction: CtDirection): Observed {
  // `[1763780701.218833]` and `[NEW]` of conntrack -E.
  const start = /^[ \t]*(?:\[\d+\.\d+\][ \t]*)?(?:\[(NEW|UPDATE|DESTROY)\][ \t]*)?/.exec(line);
  const entry = line.slice(start?.[0].length ?? 0);
  const wrong = wrongNumber(entry);
  if (wrong !== undefined) {
    const { key, most } = wrong;
    return faultAt(line.indexOf(`${key}=`), key.length + 1, `${key}= is not a number up to ${most}`);
  }
  const read = readConntrackEntry(entry);
  if (read === undefined) {
    return faultAt(0, line.length, 'this line of conntrack does not tell both directions of the connection', {
      expected: 'src= dst= twice, with sport= dport= where the protocol has ports',
    });
  }
  const { protocol, name } = read;
  const { source, destination, sourcePort, destinationPort, icmpType, icmpCode } =
    direction === 'REPLY' ? read.reply : read.original;
  if (familyOf(source) !== familyOf(destination)) {
    return faultAt(line.indexOf('dst='), 4, 'the addresses are of two families: a packet has one');
  }
  const { say, seen, words } = beginSaying();
  say('source', source, `src=`);
  say('destination', destination, `dst=`);
  say('protocol', protocol, name);
  if (protocol !== undefined && hasPorts(protocol)) {
    say('sourcePort', sourcePort, `sport=${sourcePort ?? ''}`);
    say('destinationPort', destinationPort, `dport=${destinationPort ?? ''}`);
  }
  if (protocol !== undefined && isIcmp(protocol)) {
    say('icmpType', icmpType, `type=${icmpType ?? ''}`);
    say('icmpCode', icmpCode, `code=${icmpCode ?? ''}`);
  }
  const gone = start?.[1] === 'DESTROY';
  return {
    kind: 'packet',
    observation: {
      form: 'conntrack',
      seen: { ...seen, source, destination },
      words,
      entry,
      replied: read.replied,
      unused: gone ? ['[DESTROY]: the connection is gone; it is taken as it was'] : [],
    },
  };
}
