import { expect, test } from 'vitest';
import MASQUERADE from '../../src/targets/MASQUERADE.js';
import { accepts, effectsOf, verdictOf } from './support.js';

test.each([
  ['', { random: false }],
  ['--random', { random: true }],
  ['--random-fully', { random: true }],
  ['-p tcp| --to-ports 1024', { ports: [1024, 1024], random: false }],
  ['-p udp| --to-ports 1024-65535 --random', { ports: [1024, 65535], random: true }],
])('MASQUERADE %s', (options, to) => {
  expect(effectsOf(MASQUERADE, options)).toEqual([
    { kind: 'nat', side: 'source', to: { kind: 'masquerade', ...to } },
  ]);
  expect(verdictOf(MASQUERADE, options)).toBe('ACCEPT');
});

test.each([
  ['--to-ports 1024', 'refused'],
  ['-p tcp| --to-ports 1024-65536', 'refused'],
  ['-p tcp| --to-ports -1', 'refused'],
])('MASQUERADE %s: %s', (options, answer) => {
  expect(accepts(MASQUERADE, options)).toBe(answer);
});
