import { describe, expect, test } from 'vitest';
import { allOnes6, readAddress } from '../../src/address/address.js';
import type { Address } from '../../src/address/address.js';
import type { MarkHash } from '../../src/packet/effect.js';
import { hashMark } from '../../src/packet/hashMark.js';
import type { Connection, Packet, Tuple } from '../../src/packet/packet.js';

const hash: MarkHash = {
  sourceMask: 0xffffffff,
  destinationMask: 0xffffffff,
  sourcePortMask: 0xffff,
  destinationPortMask: 0xffff,
  sourcePortSet: 0,
  destinationPortSet: 0,
  protocolMask: 0xffff,
  seed: 12345,
  modulus: 1_000_000,
  offset: 7,
  connection: false,
};

function at(text: string): Address {
  return readAddress(text) ?? 0;
}

const portless: Packet = {
  family: 4,
  protocol: 17,
  source: at('127.0.0.1'),
  destination: at('127.0.0.2'),
  inInterface: '',
  outInterface: 'lo',
  mark: 0,
  tos: 0,
  ttl: 64,
  length: 29,
  fragment: 'none',
  packetType: 'unicast',
};

const packet: Packet = { ...portless, sourcePort: 40000, destinationPort: 53 };

const original: Tuple = {
  source: packet.source,
  destination: packet.destination,
  sourcePort: 40000,
  destinationPort: 53,
};

const connection: Connection = {
  entry: false,
  state: 'NEW',
  status: [],
  direction: 'ORIGINAL',
  mark: 0,
  zone: 0,
  original,
  reply: {
    source: original.destination,
    destination: original.source,
    sourcePort: 53,
    destinationPort: 40000,
  },
  sourceTranslated: false,
  destinationTranslated: false,
  sourceDone: false,
  destinationDone: false,
};

describe('hashMark', () => {
  test('gives the marks that a kernel gave', () => {
    expect(hashMark(hash, packet, connection)).toBe(832_840);
    const six = { ...packet, family: 6, source: at('fd00::1'), destination: at('fd00::2') } as const;
    const wide = { ...hash, sourceMask: allOnes6, destinationMask: allOnes6 };
    expect(hashMark(wide, six, connection)).toBe(38_882);
  });

  test('both directions hash alike', () => {
    const back = {
      ...packet,
      source: packet.destination,
      destination: packet.source,
      sourcePort: 53,
      destinationPort: 40000,
    };
    expect(hashMark(hash, back, connection)).toBe(832_840);
  });

  test('of a connection: the original source and who answers', () => {
    const ofConnection = { ...hash, connection: true };
    expect(hashMark(ofConnection, packet, connection)).toBeUndefined();
    expect(hashMark(ofConnection, packet, { ...connection, entry: true })).toBe(832_840);
  });

  test('stays under modulus plus offset', () => {
    expect(hashMark({ ...hash, modulus: 1, offset: 9 }, packet, connection)).toBe(9);
  });

  test.each([
    ['an ICMP error hides what it is about', { ...portless, protocol: 1, icmpType: 3 }, undefined],
    ['an ICMPv6 error too', { ...portless, protocol: 58, icmpType: 1 }, undefined],
    ['ESP has an spi instead of ports', { ...portless, protocol: 50 }, undefined],
    ['a port that nobody gave', portless, undefined],
  ])('%s', (_name, described, mark) => {
    expect(hashMark(hash, described, connection)).toBe(mark);
  });

  test('a fragment and ICMP hash without ports', () => {
    const without = { ...hash, protocolMask: 0 };
    const fragment = hashMark(without, { ...packet, fragment: 'first' }, connection);
    expect(hashMark(without, { ...portless, protocol: 1, icmpType: 8 }, connection)).toBe(fragment);
    expect(fragment).not.toBe(hashMark(without, packet, connection));
  });
});
