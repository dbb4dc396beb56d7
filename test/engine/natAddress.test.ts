import { expect, test } from 'vitest';
import { readAddress, writeAddress } from '../../src/address/address.js';
import type { Address } from '../../src/address/address.js';
import { pickAddress } from '../../src/engine/natAddress.js';

function at(text: string): Address {
  const address = readAddress(text);
  if (address === undefined) throw new Error(`no address: ${text}`);
  return address;
}

// What kernel 6.18 on x86_64 chose, read from conntrack -L.
const seen = [
  ['destination', '10.9.0.10', '10.9.3.200', '10.77.0.1', '198.51.100.1', false, '10.9.3.74'],
  ['destination', '10.9.0.10', '10.9.3.200', '10.77.0.1', '198.51.100.2', false, '10.9.0.58'],
  ['destination', '10.9.0.10', '10.9.3.200', '10.77.0.1', '203.0.113.1', true, '10.9.3.147'],
  ['destination', '10.9.0.10', '10.9.3.200', '10.77.0.1', '203.0.113.77', true, '10.9.3.147'],
  ['source', '10.8.0.0', '10.8.7.255', '10.77.0.1', '192.0.2.1', false, '10.8.0.253'],
  ['source', '10.8.0.0', '10.8.7.255', '10.77.0.1', '192.0.2.77', false, '10.8.1.254'],
  [
    'destination',
    'fd00:9::10',
    'fd00:9::ffff:ffff',
    'fd00:77::1',
    '2001:db8:1::1',
    false,
    'fd00:9::e5fd:4932',
  ],
  [
    'destination',
    'fd00:9::10',
    'fd00:9::ffff:ffff',
    'fd00:77::1',
    '2001:db8:1::77',
    false,
    'fd00:9::5446:a86c',
  ],
] as const;

test.each(seen)(
  '%s of %s-%s for %s → %s (persistent %s): %s',
  (side, low, high, source, destination, persistent, picked) => {
    const packet = { source: at(source), destination: at(destination) };
    expect(writeAddress(pickAddress([at(low), at(high)], side, packet, 0, persistent))).toBe(picked);
  },
);
