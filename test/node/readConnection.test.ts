import { describe, expect, it } from 'vitest';
import { readConnection } from '../../src/node/readConnection.js';
import { describePacket } from '../../src/packet/describePacket.js';
import type { Packet } from '../../src/packet/packet.js';

const { packet } = describePacket(
  { source: 0x0a000001, destination: 0x0a000002, protocol: 6, sourcePort: 40000, destinationPort: 80 },
  false,
);
const line = (more: string): string =>
  `tcp 6 9 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=40000 dport=80 src=10.0.0.2 dst=10.0.0.1 sport=80 dport=40000 ${more}`;

describe('numbers of a connection', () => {
  it.each([
    ['mark=16384 zone=3', { mark: 16384, zone: 3 }],
    ['mark=0x4000', { mark: 16384, zone: 0 }],
    ['', { mark: 0, zone: 0 }],
  ])('%j', (more, found) => {
    expect(readConnection(line(more), packet)).toMatchObject(found);
  });

  it.each(['mark=red', 'mark=4294967296', 'zone=-1', 'zone-orig=1e3', 'sport=65536', 'code=__proto__'])(
    '%s: refused',
    (more) => {
      expect(readConnection(line(more), packet)).toMatch(/^this is no line of conntrack -L/);
    },
  );
});

describe('packets that look as their answers do', () => {
  const entry = (to: string, ports: string, more = ''): string =>
    `udp 17 9 src=10.0.0.1 dst=${to} ${ports} ${more} src=${to} dst=10.0.0.1 ${ports}`;
  const to = (destination: number, protocol: number, destinationPort = 53): Packet =>
    describePacket(
      {
        source: 0x0a000001,
        destination,
        protocol,
        ...(protocol === 17 ? { sourcePort: 53, destinationPort } : {}),
      },
      false,
    ).packet;
  it.each([
    ['to itself', entry('10.0.0.1', 'sport=53 dport=53'), to(0x0a000001, 17), 'ESTABLISHED', 'REPLY'],
    [
      'to itself, once',
      entry('10.0.0.1', 'sport=53 dport=53', '[UNREPLIED]'),
      to(0x0a000001, 17),
      'ESTABLISHED',
      'REPLY',
    ],
    ['to another', entry('10.0.0.2', 'sport=53 dport=53'), to(0x0a000002, 17), 'ESTABLISHED', 'ORIGINAL'],
    [
      'without ports, to itself',
      'unknown 50 9 src=10.0.0.1 dst=10.0.0.1 src=10.0.0.1 dst=10.0.0.1',
      to(0x0a000001, 50),
      'ESTABLISHED',
      'REPLY',
    ],
    [
      'an echo request to itself',
      'icmp 1 9 src=10.0.0.1 dst=10.0.0.1 type=8 code=0 id=1 src=10.0.0.1 dst=10.0.0.1 type=0 code=0 id=1',
      to(0x0a000001, 1),
      'ESTABLISHED',
      'ORIGINAL',
    ],
  ] as const)('%s', (_, written, packet, state, direction) => {
    expect(readConnection(written, packet)).toMatchObject({ state, direction });
  });
});
