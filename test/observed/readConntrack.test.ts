import { describe, expect, it } from 'vitest';
import { readObservation } from '../../src/observed/readObservation.js';
import { seen } from './seen.js';

const forth = 'src=10.244.1.2 dst=10.96.0.10 sport=43630 dport=80';
const back = 'src=192.168.10.2 dst=192.168.10.1 sport=8080 dport=43630';
const packet = 'protocol=tcp source=10.244.1.2 destination=10.96.0.10 sourcePort=43630 destinationPort=80';

describe('a line of conntrack', () => {
  const rows: readonly (readonly [name: string, line: string, says: string])[] = [
    ['-L', `tcp      6 431996 ESTABLISHED ${forth} ${back} [ASSURED] mark=128 use=1`, packet],
    [
      '-L -o extended',
      `ipv4     2 tcp      6 431996 ESTABLISHED ${forth} ${back} [ASSURED] mark=128 use=1 id=3`,
      packet,
    ],
    ['-E', `    [NEW] tcp      6 120 SYN_SENT ${forth} [UNREPLIED] ${back} mark=128`, packet],
    ['-E -o timestamp', `[1763780701.218833]  [UPDATE] tcp      6 60 SYN_RECV ${forth} ${back}`, packet],
    [
      'a ping',
      'icmp     1 26 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=77 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=77 mark=0 use=1',
      'protocol=icmp source=10.0.0.1 destination=10.0.0.2 icmpType=8 icmpCode=0',
    ],
    [
      '/proc/net/nf_conntrack of IPv6',
      'ipv6     10 udp      17 26 src=fd00:0001:0000:0000:0000:0000:0000:0002 dst=fd00:0002:0000:0000:0000:0000:0000:0002 sport=45039 dport=5353 [UNREPLIED] src=fd00:0002:0000:0000:0000:0000:0000:0002 dst=fd00:0001:0000:0000:0000:0000:0000:0002 sport=5353 dport=45039 mark=0 zone=0 use=2',
      'protocol=udp source=fd00:1::2 destination=fd00:2::2 sourcePort=45039 destinationPort=5353',
    ],
    [
      'GRE',
      'gre      47 26 src=10.0.0.1 dst=10.0.0.2 srckey=0x0 dstkey=0x0 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 srckey=0x0 dstkey=0x0 mark=128 use=1',
      'protocol=gre source=10.0.0.1 destination=10.0.0.2',
    ],
    [
      'half a line',
      `tcp      6 431996 ESTABLISHED ${forth}`,
      'fault at 0: this line of conntrack does not tell both directions of the connection',
    ],
    [
      'a port that is none',
      `tcp 6 9 ESTABLISHED ${forth.replace('43630', 'x')} ${back}`,
      'fault at 50: sport= is not a number up to 65535',
    ],
    [
      'the last line of conntrack',
      'conntrack v1.4.7 (conntrack-tools): 9 flow entries have been shown.',
      'other: a message of conntrack',
    ],
  ];
  it.each(rows)('%s', (_, line, says) => {
    expect(seen(line)).toBe(says);
  });

  it('stands for an answer with the direction REPLY', () => {
    expect(seen(`tcp      6 431996 ESTABLISHED ${forth} ${back} [ASSURED] mark=128 use=1`, 'REPLY')).toBe(
      'protocol=tcp source=192.168.10.2 destination=192.168.10.1 sourcePort=8080 destinationPort=43630',
    );
  });

  it('says when the connection is gone', () => {
    const read = readObservation(`[DESTROY] tcp      6 120 CLOSE ${forth} ${back}`, 'ORIGINAL');
    expect(read?.kind === 'packet' && read.observation.unused).toEqual([
      '[DESTROY]: the connection is gone; it is taken as it was',
    ]);
  });
});
