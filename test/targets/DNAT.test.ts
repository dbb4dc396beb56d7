import { expect, test } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import DNAT from '../../src/targets/DNAT.js';
import { accepts, effectsOf, verdictOf } from './support.js';

const at = (low: string, high = low): object => ({ addresses: [readAddress(low), readAddress(high)] });

test.each([
  [4, '--to-destination 10.0.0.1', at('10.0.0.1')],
  [4, '--to-destination 10.0.0.1-10.0.0.9', at('10.0.0.1', '10.0.0.9')],
  [4, '-p tcp| --to-destination 10.0.0.1:80', { ...at('10.0.0.1'), ports: [80, 80] }],
  [4, '-p udp| --to-destination :53', { ports: [53, 53] }],
  [4, '-p tcp| --to-destination 10.0.0.1-10.0.0.9:80-90', { ...at('10.0.0.1', '10.0.0.9'), ports: [80, 90] }],
  [4, '-p tcp| --to-destination :1000-2000/3000', { ports: [1000, 2000], base: 3000 }],
  [4, '-p tcp| --to-destination :10-20/ftp', { ports: [10, 20], base: 21 }],
  [4, '-p tcp| --to-destination 10.0.0.1:ftp-data', { ...at('10.0.0.1'), ports: [20, 20] }],
  [6, '--to-destination 2001:db8::1', at('2001:db8::1')],
  [6, '--to-destination [2001:db8::1]', at('2001:db8::1')],
  [6, '-p tcp| --to-destination [2001:db8::1]:80', { ...at('2001:db8::1'), ports: [80, 80] }],
  [
    6,
    '-p tcp| --to-destination [2001:db8::1-2001:db8::9]:80',
    { ...at('2001:db8::1', '2001:db8::9'), ports: [80, 80] },
  ],
  [6, '-p tcp| --to-destination :80', { ports: [80, 80] }],
  [6, '-p tcp| --to-destination []:80', { ports: [80, 80] }],
] as const)('IPv%s DNAT %s', (family, options, to) => {
  expect(effectsOf(DNAT, options, family)).toEqual([
    { kind: 'nat', side: 'destination', to: { kind: 'range', random: false, persistent: false, ...to } },
  ]);
  expect(verdictOf(DNAT, options, family)).toBe('ACCEPT');
});

test('DNAT with flags', () => {
  expect(effectsOf(DNAT, '--to-destination 10.0.0.1 --random --persistent')).toMatchObject([
    { to: { random: true, persistent: true } },
  ]);
});

test.each([
  [4, '', 'refused'],
  [4, '--to-destination 10.0.0.1:80', 'refused'],
  [4, '-p icmp| --to-destination 10.0.0.1:80', 'OK'],
  [6, '-p ipv6-icmp| --to-destination [2001:db8::1]:80', 'refused'],
  [4, '-p tcp| --to-destination 10.0.0.1:ftp-ssh', 'refused'],
  [4, '-p tcp| --to-destination 10.0.0.1:90-80', 'refused'],
  [4, '-p tcp| --to-destination 10.0.0.1:80:90', 'refused'],
  [4, '-p tcp| --to-destination 10.0.0.1:80-90/0', 'refused'],
  [4, '--to-destination 10.0.0', 'refused'],
  [4, '--to-destination [10.0.0.1]', 'refused'],
  [4, '--to-destination 2001:db8::1', 'refused'],
  [4, '--to-destination 10.0.0.1 --to-destination 10.0.0.2', 'refused'],
  [4, '--to-destination 10.0.0.1 --random-fully', 'refused'],
] as const)('IPv%s DNAT %s: %s', (family, options, answer) => {
  expect(accepts(DNAT, options, family)).toBe(answer);
});
