import { expect, it } from 'vitest';
import statistic from '../../src/matches/statistic.js';
import { conditionOf, effectsOf, testMatch } from '../extension/support.js';

const turn = 'statistic:filter/INPUT:3';

testMatch(statistic, {
  decides: [
    ['-m statistic --mode random --probability 0.5', {}, 'unknown'],
    ['-m statistic --mode random --probability 0.5', { told: { 'draw:0.5': true } }, 'yes'],
    ['-m statistic --mode random ! --probability 0.5', { told: { 'draw:0.5': true } }, 'no'],
    ['-m statistic --mode random --probability 1', {}, 'yes'],
    ['-m statistic --mode random --probability 0', {}, 'no'],
    ['-m statistic --mode random ! --probability 0.00000000000', {}, 'yes'],
    ['-m statistic --mode nth --every 3 --packet 0', {}, 'unknown'],
    ['-m statistic --mode nth --every 3 --packet 0', { told: { [turn]: true } }, 'yes'],
    ['-m statistic --mode nth ! --every 3 --packet 2', { told: { [turn]: true } }, 'no'],
    ['-m statistic --mode nth --every 1 --packet 0', {}, 'yes'],
  ],
  reads: [
    ['-m statistic', 'refused'],
    ['-m statistic --probability 0.5', 'refused'],
    ['-m statistic --probability 0.5 --mode random', 'OK'],
    ['-m statistic --mode random', 'refused'],
    ['-m statistic --mode RANDOM --probability 0.5', 'refused'],
    ['-m statistic --mode random --probability 1.1', 'refused'],
    ['-m statistic --mode random --probability -0.5', 'refused'],
    ['-m statistic --mode random --probability .5', 'OK'],
    ['-m statistic --mode random --probability 5e-1', 'OK'],
    ['-m statistic --mode random --probability half', 'refused'],
    ['-m statistic --mode nth --every 5', 'refused'],
    ['-m statistic --mode nth --every 5 --packet 5', 'refused'],
    ['-m statistic --mode nth --every 0 --packet 0', 'refused'],
    ['-m statistic --mode nth --probability 0.5', 'refused'],
    ['-m statistic --mode random --every 5 --packet 1', 'refused'],
    ['-m statistic --mode random --probability 0.5 --every 5 --packet 1', 'refused'],
  ],
});

it('draws with the probability that the kernel stores', () => {
  expect(conditionOf(statistic, '-m statistic --mode random --probability 0.33333333349')).toMatchObject({
    of: [{}, { kind: 'draw', probability: 715827883 / 2 ** 31, subject: turn }],
  });
});

it('asks anew for each packet of nth, with its chance, and counts the packet', () => {
  const options = '-m statistic --mode nth --every 4 --packet 1';
  expect(conditionOf(statistic, options)).toMatchObject({
    of: [{}, { kind: 'ask', ask: { fresh: true, chance: 0.25 } }],
  });
  expect(effectsOf(statistic, options)).toEqual([{ kind: 'private', name: turn }]);
});
