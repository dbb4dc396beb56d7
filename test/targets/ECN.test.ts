import { expect, test } from 'vitest';
import ECN from '../../src/targets/ECN.js';
import { accepts, effectsOf } from './support.js';

test.each([
  ['-p tcp| --ecn-tcp-remove', [{ kind: 'note', text: 'its TCP bits become CWR 0 and ECE 0' }]],
  ['-p tcp| --ecn-tcp-ece 1', [{ kind: 'note', text: 'its TCP bits become ECE 1' }]],
  ['--ecn-ip-ect 2', [{ kind: 'tos', value: 2, mask: 3 }]],
])('ECN %s', (options, effects) => {
  expect(effectsOf(ECN, options)).toEqual(effects);
});

test.each([
  ['', 'refused'],
  ['--ecn-ip-ect 4', 'refused'],
  ['--ecn-tcp-remove --ecn-tcp-cwr 1', 'refused'],
])('ECN %s: %s', (options, answer) => {
  expect(accepts(ECN, options)).toBe(answer);
});
