import { describe, expect, it } from 'vitest';
import { readConnection } from '../../src/node/readConnection.js';
import { describePacket } from '../../src/packet/describePacket.js';

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
