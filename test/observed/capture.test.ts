import { describe, expect, it } from 'vitest';
import { lowerFirst, networkOrder } from '../../src/observed/bytes.js';
import { captureReader, isCapture } from '../../src/observed/captureReader.js';
import { readFrame, type CapturedFrame } from '../../src/observed/readFrame.js';
import {
  block,
  ethernet,
  first4,
  hex,
  later4,
  later6,
  headers6,
  atomic6,
  listener6,
  nflog,
  nflogForward,
  number,
  options4,
  pcap,
  pcapng,
  ping4,
  tcp4,
  tcp6,
  udp4,
} from './captures.js';
import { observedWords } from './seen.js';

const frame = (linkType: number, bytes: string): CapturedFrame => ({ linkType, bytes, order: lowerFirst });
const nameOf = (index: number): string | undefined => (index === 2 ? 'cali1' : undefined);
const ends = 'source=10.244.1.2 destination=192.168.10.2';

describe('a captured frame', () => {
  const tcp = `protocol=tcp ${ends} sourcePort=51020 destinationPort=8080 tcpFlags=SYN`;
  const rows: readonly (readonly [name: string, frame: CapturedFrame, says: string])[] = [
    ['raw IP', frame(101, tcp4), `${tcp} tos=184 ttl=63 length=60`],
    [
      'Ethernet',
      frame(1, ethernet('0800', tcp4)),
      `${tcp} tos=184 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47`,
    ],
    [
      'two VLAN tags',
      frame(1, ethernet('88a8 0005 8100 0007 0800', tcp4)),
      `${tcp} tos=184 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47`,
    ],
    [
      'broadcast',
      frame(1, hex('ffffffffffff 76c23407f347 0800') + tcp4),
      `${tcp} tos=184 ttl=63 length=60 packetType=broadcast sourceMac=76:c2:34:07:f3:47`,
    ],
    [
      'cooked, in',
      frame(113, hex('0000 0001 0006 76c23407f3470000 0800') + tcp4),
      `${tcp} tos=184 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 frame in`,
    ],
    [
      'cooked, multicast',
      frame(113, hex('0002 0001 0006 76c23407f3470000 0800') + tcp4),
      `${tcp} tos=184 ttl=63 length=60 packetType=multicast sourceMac=76:c2:34:07:f3:47 frame in`,
    ],
    [
      'cooked, out',
      frame(113, hex('0004 0001 0006 76c23407f3470000 0800') + tcp4),
      `${tcp} tos=184 ttl=63 length=60 frame out`,
    ],
    [
      'the newer cooked, in by an interface that has a name',
      frame(276, hex('0800 0000 00000002 0001 00 06 76c23407f3470000') + tcp4),
      `${tcp} inInterface=cali1 tos=184 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 frame in`,
    ],
    [
      'the newer cooked, out by one that has none',
      frame(276, hex('0800 0000 00000003 0001 04 06 76c23407f3470000') + tcp4),
      `${tcp} tos=184 ttl=63 length=60 frame out`,
    ],
    [
      'UDP',
      frame(228, udp4),
      `protocol=udp ${ends} sourcePort=51020 destinationPort=53 tos=0 ttl=64 length=31`,
    ],
    ['a ping', frame(101, ping4), `protocol=icmp ${ends} icmpType=8 icmpCode=0 tos=0 ttl=64 length=84`],
    [
      'IP options',
      frame(101, options4),
      `protocol=udp ${ends} sourcePort=51020 destinationPort=53 tos=0 ttl=64 length=36`,
    ],
    ['a later fragment', frame(101, later4), `protocol=udp ${ends} tos=0 ttl=64 length=1500 fragment=later`],
    [
      'the first fragment',
      frame(101, first4),
      `protocol=udp ${ends} sourcePort=51020 destinationPort=53 tos=0 ttl=64 length=1500 fragment=first`,
    ],
    [
      'IPv6',
      frame(101, tcp6),
      'protocol=tcp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=80 tcpFlags=ACK tos=184 ttl=63 length=60',
    ],
    [
      'a header in between',
      frame(229, listener6),
      'protocol=icmpv6 source=fd00:1::2 destination=fd00:2::2 icmpType=143 icmpCode=0 tos=0 ttl=1 length=56 extensionHeader=hop-by-hop',
    ],
    [
      'headers in between, one of each kind',
      frame(229, headers6),
      'protocol=udp source=fd00:1::2 destination=fd00:2::2 sourcePort=51020 destinationPort=53 tos=0 ttl=64 length=72 extensionHeader=hop-by-hop,route,dst',
    ],
    [
      'the only fragment of IPv6, which is whole',
      frame(229, atomic6),
      'protocol=udp source=fd00:1::2 destination=fd00:2::2 sourcePort=51020 destinationPort=53 tos=0 ttl=64 length=48',
    ],
    [
      'a later fragment of IPv6',
      frame(229, later6),
      'protocol=udp source=fd00:1::2 destination=fd00:2::2 tos=0 ttl=64 length=64 fragment=later',
    ],
    [
      'cut off behind the addresses',
      frame(101, tcp4.slice(0, 20)),
      `protocol=tcp ${ends} tos=184 ttl=63 length=60`,
    ],
    [
      'cut off before',
      frame(101, tcp4.slice(0, 19)),
      'fault at 0: the frame was cut off before the end of its IP header',
    ],
    ['nothing', frame(101, ''), 'fault at 0: the frame was cut off before the end of its IP header'],
    [
      'what an NFLOG rule sent',
      frame(239, nflogForward(tcp4)),
      `${tcp} mark=64 tos=184 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 out=cali1 frame in`,
    ],
    [
      'the same, in the order of the network',
      { ...frame(239, nflogForward(tcp4, 2, true)), order: networkOrder },
      `${tcp} mark=64 tos=184 ttl=63 length=60 sourceMac=76:c2:34:07:f3:47 out=cali1 frame in`,
    ],
    [
      'the same of the node itself, without mark or prefix',
      frame(
        239,
        nflog([
          [1, hex('0800 03 00')],
          [10, '\0'],
          [5, hex('00000002')],
          [11, hex('000003e8')],
          [14, hex('00000064')],
          [9, udp4],
        ]),
      ),
      `protocol=udp ${ends} sourcePort=51020 destinationPort=53 mark=0 tos=0 ttl=64 length=31 uid=1000 gid=100 out=cali1`,
    ],
    [
      'the same of IPv6, without a header of the message',
      frame(239, nflog([[9, tcp6]], { family: 10 })),
      'protocol=tcp source=fd00:1::2 destination=fd00:2::2 sourcePort=36082 destinationPort=80 tcpFlags=ACK mark=0 tos=184 ttl=63 length=60',
    ],
    [
      'the same of ARP',
      frame(
        239,
        nflog([
          [1, hex('0806 0000')],
          [9, tcp4],
        ]),
      ),
      'other: ARP',
    ],
    [
      'the same without the packet',
      frame(239, nflog([[10, 'seen: \0']])),
      'fault at 0: the frame was cut off before the end of its IP header',
    ],
    ['ARP', frame(1, ethernet('0806', 'what')), 'other: ARP'],
    ['LLDP', frame(1, ethernet('88cc', 'what')), 'other: other frames than IP (0x88cc)'],
    [
      'another link type',
      frame(127, tcp4),
      'other: frames of link type 127, of which only Ethernet, Linux cooked, raw IP and NFLOG are read',
    ],
  ];
  it.each(rows)('%s', (_, captured, says) => {
    expect(observedWords(readFrame(captured, nameOf))).toBe(says);
  });

  it('tells where an NFLOG rule sent it, and with which prefix', () => {
    const read = readFrame(frame(239, nflogForward(tcp4)), nameOf);
    expect(read).toMatchObject({
      observation: {
        form: 'nflog',
        sentBy: { hook: 'FORWARD', prefix: 'seen: ' },
        unused: ['interface number 4: --addrs tells its name'],
      },
    });
    expect(readFrame(frame(239, nflogForward(tcp4, 9)), nameOf)).toMatchObject({
      observation: { sentBy: { prefix: 'seen: ' } },
    });
  });

  it('no bytes make it throw', () => {
    for (const linkType of [1, 12, 101, 113, 228, 229, 239, 276]) {
      for (let length = 0; length < 80; length += 1) {
        for (const fill of ['\0', '\u0060', '\u0045', '\u00ff', ',']) {
          expect(readFrame(frame(linkType, fill.repeat(length)), nameOf).kind).toMatch(/packet|fault|other/);
        }
      }
    }
  });
});

/** Frames of a file that comes in pieces of a size, as link type, length, name and way. */
function framesOf(file: string, size: number): readonly string[] {
  const reader = captureReader();
  const frames: string[] = [];
  for (let at = 0; at < file.length; at += size) {
    for (const { frame: one, end } of reader.take(file.slice(at, at + size))) {
      frames.push(
        [one.linkType, one.bytes.length, one.interfaceName, one.way, end]
          .filter((part) => part !== undefined)
          .join(' '),
      );
    }
  }
  return [...frames, ...(reader.fault() === undefined ? [] : [reader.fault() ?? ''])];
}

describe('a capture file', () => {
  const two = ['101 40 80', '101 31 127'];
  const rows: readonly (readonly [name: string, file: string, frames: readonly string[]])[] = [
    ['pcap', pcap(101, [tcp4, udp4]), two],
    ['pcap in the order of the network', pcap(101, [tcp4, udp4], true), two],
    ['pcap with nanoseconds', pcap(101, [tcp4, udp4], false, 0xa1b23c4d), two],
    ['pcap without frames', pcap(101, []), []],
    [
      'pcap that ends within a frame',
      pcap(101, [tcp4, udp4]).slice(0, -1),
      ['101 40 80', 'it ends within a frame'],
    ],
    [
      'pcap with a frame that cannot be',
      pcap(101, [tcp4]) + number(1, 4) + number(1, 4) + number(2 ** 31, 4) + number(1, 4),
      ['101 40 80', 'a frame of 2147483648 bytes cannot be'],
    ],
    [
      'pcapng',
      pcapng(1, 'eth0', [
        [tcp4, 1],
        [udp4, 2],
        [tcp4, 0],
      ]),
      ['1 40 eth0 in 172', '1 31 eth0 out 248', '1 40 eth0 332'],
    ],
    ['pcapng in the order of the network', pcapng(1, 'eth0', [[tcp4, 1]], true), ['1 40 eth0 in 172']],
    ['pcapng of all interfaces', pcapng(276, 'any', [[tcp4, 0]]), ['276 40 172']],
    ['simple packet blocks', pcapng(101, 'tun0', []) + block(3, number(40, 4) + tcp4), ['101 40 tun0 144']],
    [
      'obsolete packet blocks',
      pcapng(101, 'tun0', []) +
        block(
          2,
          number(0, 2) + number(0, 2) + number(0, 4) + number(0, 4) + number(40, 4) + number(40, 4) + tcp4,
        ),
      ['101 40 tun0 160'],
    ],
    [
      'a block that cannot be',
      pcapng(101, 'tun0', []) + number(6, 4) + number(7, 4) + 'more than twelve bytes',
      ['a block of 7 bytes cannot be'],
    ],
    [
      'a packet of an interface that is not described',
      pcapng(101, 'tun0', []) +
        block(6, number(9, 4) + number(0, 4) + number(0, 4) + number(4, 4) + number(4, 4) + 'abcd'),
      [],
    ],
  ];
  it.each(rows)('%s', (_, file, frames) => {
    expect(isCapture(file)).toBe(true);
    for (const size of [1, 7, 1 << 16]) expect(framesOf(file, size)).toEqual(frames);
  });

  it.each(['', 'abc', '-s 10.0.0.1 -d 10.0.0.2', '{"src":"10.0.0.1"}', 'IN=a OUT='])('%j is none', (text) => {
    expect(isCapture(text)).toBe(false);
  });
});
