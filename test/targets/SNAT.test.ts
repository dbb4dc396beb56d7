import { expect, test } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import SNAT from '../../src/targets/SNAT.js';
import { accepts, effectsOf } from './support.js';

const one = readAddress('192.0.2.1');

test.each([
  ['--to-source 192.0.2.1', { addresses: [one, one], random: false, persistent: false }],
  [
    '-p tcp| --to-source 192.0.2.1:1-9',
    { addresses: [one, one], ports: [1, 9], random: false, persistent: false },
  ],
  ['-p udp| --to-source :1024-65535', { ports: [1024, 65535], random: false, persistent: false }],
  ['-p tcp| --to-source :80-90/100', { ports: [80, 90], base: 0, random: false, persistent: false }],
  ['--to-source 192.0.2.1 --random', { addresses: [one, one], random: true, persistent: false }],
  ['--to-source 192.0.2.1 --random-fully', { addresses: [one, one], random: true, persistent: false }],
  ['--to-source 192.0.2.1 --persistent', { addresses: [one, one], random: false, persistent: true }],
])('SNAT %s', (options, to) => {
  expect(effectsOf(SNAT, options)).toEqual([{ kind: 'nat', side: 'source', to: { kind: 'range', ...to } }]);
});

test.each([
  ['', 'refused'],
  ['--to-source 192.0.2.1:80', 'refused'],
  ['-p tcp| --to-destination 192.0.2.1', 'refused'],
])('SNAT %s: %s', (options, answer) => {
  expect(accepts(SNAT, options)).toBe(answer);
});
