import { expect, it } from 'vitest';
import hashlimit from '../../src/matches/hashlimit.js';
import { conditionOf, effectsOf, testMatch } from '../extension/support.js';

const bucket = 'hashlimit:filter/INPUT:3';
const within = { told: { [bucket]: true } } as const;

testMatch(hashlimit, {
  decides: [
    ['-m hashlimit --hashlimit-upto 5/sec --hashlimit-name x', {}, 'unknown'],
    ['-m hashlimit --hashlimit-upto 5/sec --hashlimit-name x', within, 'yes'],
    ['-m hashlimit --hashlimit-above 5/sec --hashlimit-name x', within, 'no'],
    ['-m hashlimit ! --hashlimit-upto 5/sec --hashlimit-name x', within, 'no'],
    ['-m hashlimit ! --hashlimit-above 5/sec --hashlimit-name x', within, 'yes'],
    ['-m hashlimit --hashlimit 5 --hashlimit-name x', within, 'yes', 6],
  ],
  reads: [
    ['-m hashlimit', 'refused'],
    ['-m hashlimit --hashlimit-upto 5/sec', 'refused'],
    ['-m hashlimit --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-above 7 --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-mode srcip,dstip|srcport --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-mode none --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-srcmask 24 --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-srcmask 33 --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-srcmask 64 --hashlimit-name x', 'OK', 6],
    ['-m hashlimit --hashlimit-upto 5 --hashlimit-dstmask 255.255.0.0 --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 1000000/sec --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 1000001/sec --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-burst 1000000 --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-burst 1000001 --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-burst 0 --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-burst 5kb --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-burst 5mb --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 4kb/s --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 4kb/s --hashlimit-burst 4kb --hashlimit-name x', 'OK'],
    ['-m hashlimit --hashlimit-upto 4kb/s --hashlimit-burst 3kb --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto b/s --hashlimit-name x', 'refused'],
    [
      '-m hashlimit --hashlimit-upto 4/s --hashlimit-rate-match --hashlimit-rate-interval 5 --hashlimit-name x',
      'OK',
    ],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-rate-interval 0 --hashlimit-name x', 'refused'],
    ['-m hashlimit --hashlimit-upto 4/s --hashlimit-htable-expire 4294967296 --hashlimit-name x', 'refused'],
  ],
});

it.each([
  ['--hashlimit-upto 5/m', 'is the packet within 5/min, burst 5'],
  ['--hashlimit-above 4kb/s', 'is the packet within 4kb/s'],
  [
    '--hashlimit-upto 5/sec --hashlimit-burst 20 --hashlimit-mode srcip,dstport',
    'is the packet within 5/sec, burst 20, for its source and destination port',
  ],
])('%s asks: %s', (options, asks) => {
  const written = `-m hashlimit ${options} --hashlimit-name x`;
  const ask = { subject: bucket, asks, fresh: true };
  const part = { kind: 'ask', ask };
  expect(conditionOf(hashlimit, written)).toMatchObject({
    of: [{}, options.includes('above') ? { kind: 'not', of: part } : part],
  });
  expect(effectsOf(hashlimit, written)).toEqual([{ kind: 'private', name: bucket }]);
});
