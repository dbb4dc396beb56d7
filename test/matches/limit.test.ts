import { expect, it } from 'vitest';
import limit from '../../src/matches/limit.js';
import { conditionOf, effectsOf, testMatch } from '../extension/support.js';

const bucket = 'limit:filter/INPUT:3';

testMatch(limit, {
  decides: [
    ['-m limit --limit 5/min', {}, 'unknown'],
    ['-m limit --limit 5/min', { told: { [bucket]: true } }, 'yes'],
    ['-m limit --limit 5/min --limit-burst 10', { told: { [bucket]: false } }, 'no'],
  ],
  reads: [
    ['-m limit', 'OK'],
    ['-m limit --limit 5', 'OK'],
    ['-m limit --limit 5/s', 'OK'],
    ['-m limit --limit 5/MINute', 'OK'],
    ['-m limit --limit 5x/s', 'OK'],
    ['-m limit --limit 5/', 'refused'],
    ['-m limit --limit 5/week', 'refused'],
    ['-m limit --limit 0/s', 'refused'],
    ['-m limit --limit 10000/s', 'OK'],
    ['-m limit --limit 10001/s', 'refused'],
    ['-m limit --limit 10001/min', 'OK'],
    ['-m limit ! --limit 5/s', 'refused'],
    ['-m limit --limit-burst 10001', 'refused'],
    ['-m limit --limit 5/s', 'OK', 6],
  ],
});

it.each([
  ['-m limit', 'is the packet within 3/hour, burst 5'],
  ['-m limit --limit 5/m --limit-burst 10', 'is the packet within 5/min, burst 10'],
  ['-m limit --limit 7/day', 'is the packet within 7/day, burst 5'],
])('%s asks: %s, anew for each packet', (options, asks) => {
  expect(conditionOf(limit, options)).toMatchObject({
    of: [{}, { kind: 'ask', ask: { asks, fresh: true } }],
  });
  expect(effectsOf(limit, options)).toEqual([{ kind: 'private', name: bucket }]);
});
