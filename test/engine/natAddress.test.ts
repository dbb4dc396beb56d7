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
  // From high to low it goes round; a range of all addresses has none.
  ['destination', '10.96.0.11', '10.65.0.3', '192.0.2.1', '9.9.9.9', false, '77.205.42.108'],
  ['destination', '10.96.0.11', '10.65.0.3', '192.0.2.1', '9.9.9.10', false, '70.10.138.162'],
  ['destination', '0.0.0.0', '255.255.255.255', '192.0.2.1', '9.9.9.9', false, '0.0.0.0'],
  ['destination', '0.0.0.1', '255.255.255.255', '192.0.2.1', '9.9.9.9', false, '67.117.85.153'],
  [
    'destination',
    '2001:db8::9000',
    '2001:db8::8000',
    '2001:db8:1::1',
    '2001:db8:9::9',
    false,
    '2001:db8::ee3c:8ca',
  ],
  [
    'destination',
    '2001:db8:0:1::8000',
    '2001:db8:0:3::9000',
    '2001:db8:1::1',
    '2001:db8:9::9',
    false,
    '2001:db8:0:3::8ed4',
  ],
  [
    'destination',
    '2001:db8:0:1::8000',
    '2001:db8:0:3::9000',
    '2001:db8:1::1',
    '2001:db8:9::a',
    false,
    '2001:db8:0:1:319d:8844:7515:1573',
  ],
] as const;

test.each(seen)(
  '%s of %s-%s for %s → %s (persistent %s): %s',
  (side, low, high, source, destination, persistent, picked) => {
    const packet = { source: at(source), destination: at(destination) };
    expect(writeAddress(pickAddress([at(low), at(high)], side, packet, 0, persistent))).toBe(picked);
  },
);
