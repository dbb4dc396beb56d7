import { familyOf } from '../address/address.js';
import { hasPorts, isIcmp, TCP } from '../netfilter/protocols.js';
import { icmpOfWords } from './icmpWords.js';
import { faultAt, otherHost, type Observed } from './observation.js';
import { beginSaying } from './saying.js';
import { endsIn, frameOf, ipHeaderOf, protocolOf, tcpFlagsOf } from './tcpdumpWords.js';

const arp = /(?:^|[ \t])ARP, |[ \t]ethertype ARP\b/;

const shape = /(?:^|[ \t])IP6? (?:\(|\S{1,80} > \S)|[ \t]ethertype (?:IPv[46]|802\.1Q)/;

/** Whether a line looks as tcpdump prints a packet, or the head of one that `-v` prints on two lines. */
export function isTcpdumpLine(line: string): boolean {
  return shape.test(line) || arp.test(line) || endsIn(line) !== undefined;
}

/** Whether a line is only the first of the two that `tcpdump -v` prints for a packet of IPv4. */
export function isTcpdumpHead(line: string): boolean {
  return /\(tos 0x[0-9a-f].*\)[ \t]*$/.test(line) && isTcpdumpLine(line) && endsIn(line) === undefined;
}

/**
 * Reads what tcpdump printed of a packet: with `-n`, with or without `-e`, `-v` (both lines as one) and `-i any`. `line` is latin1.
 * @see tcpdump print.c, print-ip.c, print-ip6.c, print-tcp.c
 */
export function readTcpdump(line: string): Observed {
  const ends = endsIn(line);
  if (ends === undefined) return unreadable(line);
  const { from, to } = ends;
  const family = familyOf(from.address);
  if (family !== familyOf(to.address)) {
    return faultAt(to.at, to.text.length, 'the addresses are of two families: a packet has one');
  }
  const header = ipHeaderOf(ends);
  const { rest, fragment } = header;
  const [protocol, protocolWords] = protocolOf(header, family, from.port !== undefined);
  const frame = frameOf(ends);
  const { say, seen, words } = beginSaying();
  say('source', from.address, from.text);
  say('destination', to.address, to.text);
  say('protocol', protocol, protocolWords);
  if (protocol !== undefined && hasPorts(protocol) && fragment[0] !== 'later') {
    say('sourcePort', from.port, from.text);
    say('destinationPort', to.port, to.text);
  }
  if (protocol !== undefined && isIcmp(protocol) && fragment[0] !== 'later') {
    const message = rest.replace(/^ICMP(?: |6, )/, '');
    const icmp = icmpOfWords(message, family);
    if (icmp === undefined) {
      return faultAt(line.length - rest.length, rest.length, 'this ICMP message is not known by its words', {
        hint: 'describe it with --src, --dst, --iif and --icmp-type',
      });
    }
    const [told = ''] = rest.split(/, (?:id|length) /, 1);
    say('icmpType', icmp.icmpType, told);
    say('icmpCode', icmp.icmpCode, told);
  }
  if (protocol === TCP) say('tcpFlags', ...tcpFlagsOf(rest));
  say('inInterface', frame.way === 'in' ? frame.interfaceName : undefined, frame.words);
  say('outInterface', frame.way === 'out' ? frame.interfaceName : undefined, frame.words);
  say('packetType', frame.type, frame.words);
  say('sourceMac', frame.way === 'out' ? undefined : frame.sourceMac, '-e');
  say('tos', ...header.tos);
  say('ttl', ...header.ttl);
  say('length', ...header.length);
  say('fragment', ...fragment);
  say('extensionHeader', ...header.extensionHeader);
  return {
    kind: 'packet',
    observation: {
      form: 'tcpdump',
      seen: { ...seen, source: from.address, destination: to.address },
      words,
      ...(frame.way === undefined ? {} : { frame: frame.way }),
      unused: frame.other === true ? [otherHost] : [],
    },
  };
}

function unreadable(line: string): Observed {
  if (arp.test(line)) return { kind: 'other', what: 'ARP' };
  const at = line.indexOf(' > ');
  if (at < 0) {
    return faultAt(
      0,
      line.length,
      'the addresses are missing: with -v, tcpdump prints them on the next line',
      {
        expected: 'both lines of the packet',
      },
    );
  }
  const start = line.lastIndexOf(' ', at - 1) + 1;
  const end = line.indexOf(': ', at);
  return faultAt(
    start,
    (end < 0 ? line.length : end) - start,
    'these are not the numbers of two addresses and their ports',
    { expected: '10.0.0.1.40000 > 10.0.0.2.80:', hint: 'tcpdump -n prints numbers in place of names' },
  );
}
