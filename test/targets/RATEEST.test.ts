import { expect, test } from 'vitest';
import RATEEST from '../../src/targets/RATEEST.js';
import { accepts, noteOf } from './support.js';

test('RATEEST', () => {
  expect(noteOf(RATEEST, '--rateest-name eth0 --rateest-interval 250ms --rateest-ewmalog 0.5s')).toBe(
    'counted by the rate estimator eth0',
  );
});

test.each([
  ['--rateest-name a --rateest-interval 250ms', 'refused'],
  ['--rateest-name a --rateest-interval 9s --rateest-ewmalog 20s', 'refused'],
  ['--rateest-name a --rateest-interval 1s --rateest-ewmalog 1ms', 'refused'],
  ['--rateest-name a --rateest-interval 1h --rateest-ewmalog 2s', 'refused'],
])('RATEEST %s: %s', (options, answer) => {
  expect(accepts(RATEEST, options)).toBe(answer);
});
