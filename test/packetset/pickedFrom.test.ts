import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../src/address/address.js';
import type { Address } from '../../src/address/address.js';
import { contains } from '../../src/address/range.js';
import { pickAddress } from '../../src/engine/natAddress.js';
import { pickedFrom } from '../../src/packetset/translatedBounds.js';

function at(text: string): Address {
  const address = readAddress(text);
  if (address === undefined) throw new Error(`no address: ${text}`);
  return address;
}

const clients = Array.from({ length: 64 }, (_, host) => host + 1);

describe('nat picks no address that is not among those which it may pick', () => {
  it.each<readonly [low: string, high: string, picked: string]>([
    ['10.0.0.1', '10.0.0.1', '10.0.0.1-10.0.0.1'],
    ['10.0.0.1', '10.0.3.9', '10.0.0.1-10.0.3.9'],
    ['10.0.3.9', '10.0.0.1', 'any'],
    ['fd00::10', 'fd00::20', 'fd00::10-fd00::20'],
    ['fd00::1:0:10', 'fd00::3:0:5', 'fd00::1:0:0-fd00::3:ffff:ffff'],
    ['fd00:0:0:1:8000::', 'fd00:0:0:3::', 'fd00:0:0:1::-fd00::3:ffff:ffff:ffff:ffff'],
    ['fd00:1::9', 'fd00:2::', 'fd00:1::-fd00:2:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fd00::9', 'fd00:1::', 'fd00::-fd00:1:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fd00::9', 'fd01::', 'fd00::-fd01:0:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fd00::20', 'fd00::10', 'any'],
  ])('%s-%s: %s', (low, high, expected) => {
    const picked = pickedFrom([at(low), at(high)]);
    const text = picked?.map((range) => range.map(writeAddress).join('-')).join(' ') ?? 'any';
    expect(text).toBe(expected);
    const client = (host: number): Address => at(low.includes(':') ? `2001:db8::${host}` : `192.0.2.${host}`);
    for (const host of clients) {
      const packet = { source: client(host), destination: client(99) };
      const one = pickAddress([at(low), at(high)], 'destination', packet, 0, false);
      expect(picked === undefined || contains(picked, one), writeAddress(one)).toBe(true);
    }
  });
});
