import { expect, it } from 'vitest';
import rpfilter from '../../src/matches/rpfilter.js';
import { conditionOf, testMatch } from '../extension/support.js';

const passes = { told: { 'reverse-path': true } } as const;

testMatch(rpfilter, {
  decides: [
    ['-m rpfilter', passes, 'yes'],
    ['-m rpfilter --invert', passes, 'no'],
    ['-m rpfilter --validmark --invert', { told: { 'reverse-path': false } }, 'yes'],
    ['-m rpfilter --invert', {}, 'unknown', 6],
  ],
  reads: [
    ['-m rpfilter --loose --validmark --accept-local --invert', 'OK'],
    ['-m rpfilter ! --loose', 'refused'],
    ['-m rpfilter --strict', 'refused'],
  ],
});

it.each([
  ['-m rpfilter', { loose: false, validMark: false, acceptLocal: false }],
  ['-m rpfilter --loose', { loose: true, validMark: false, acceptLocal: false }],
  ['-m rpfilter --validmark --accept-local', { loose: false, validMark: true, acceptLocal: true }],
])('%s hands on how to look', (options, how) => {
  expect(conditionOf(rpfilter, options)).toMatchObject({
    of: [{}, { kind: 'derived', of: { fact: 'reverse-path', ...how } }],
  });
});
