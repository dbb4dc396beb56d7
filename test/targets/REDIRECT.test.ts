import { expect, test } from 'vitest';
import REDIRECT from '../../src/targets/REDIRECT.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['', { random: false }],
  ['--random', { random: true }],
  ['-p tcp| --to-ports 3128', { ports: [3128, 3128], random: false }],
  ['-p tcp| --to-ports ssh', { ports: [22, 22], random: false }],
  ['-p udp| --to-ports 42-1234 --random', { ports: [42, 1234], random: true }],
])('REDIRECT %s', (options, to) => {
  expect(effectsOf(REDIRECT, options)).toEqual([
    { kind: 'nat', side: 'destination', to: { kind: 'redirect', ...to } },
  ]);
});

test.each([
  ['--to-ports 42', 'refused'],
  ['-p tcp| --to-ports 42-1234/567', 'refused'],
  ['-p tcp| --to-ports 10-ssh', 'refused'],
  ['--random-fully', 'refused'],
])('REDIRECT %s: %s', (options, answer) => {
  expect(accepts(REDIRECT, options)).toBe(answer);
});
