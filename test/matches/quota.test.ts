import { expect, it } from 'vitest';
import quota from '../../src/matches/quota.js';
import { effectsOf, testMatch } from '../extension/support.js';

const left = 'quota:filter/INPUT:3';

testMatch(quota, {
  decides: [
    ['--quota 1000', { length: 60 }, 'unknown'],
    ['--quota 1000', { length: 60, told: { [left]: true } }, 'yes'],
    ['! --quota 1000', { length: 60, told: { [left]: true } }, 'no'],
    ['--quota 1000', { length: 1001 }, 'no'],
    ['! --quota 1000', { length: 1001 }, 'yes'],
    ['--quota 0', { length: 60 }, 'no'],
  ],
  reads: [
    ['', 'refused'],
    ['--quota 18446744073709551615', 'OK'],
    ['--quota 18446744073709551616', 'refused'],
  ],
});

it('uses itself up', () => {
  expect(effectsOf(quota, '--quota 1')).toEqual([{ kind: 'private', name: left }]);
});
