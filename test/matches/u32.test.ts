import { expect, it } from 'vitest';
import type { ByteTest } from '../../src/condition/condition.js';
import u32 from '../../src/matches/u32.js';
import { conditionOf, testMatch } from '../extension/support.js';

testMatch(u32, {
  decides: [
    ['--u32 0=0', { told: { bytes: true } }, 'yes'],
    ['! --u32 0=0', { told: { bytes: true } }, 'no'],
    ['--u32 0=0', {}, 'unknown'],
  ],
  reads: [
    ['', 'refused'],
    ['--u32 "0 >> 22 & 0x3C @ 12 >> 26 = 0x3"', 'OK'],
    ['--u32 0', 'refused'],
    ['--u32 0=', 'refused'],
    ['--u32 =1', 'refused'],
    ['--u32 0&=1', 'refused'],
    ['--u32 0<8=1', 'refused'],
    ['--u32 0=1&2=3', 'refused'],
    ['--u32 0=1&&', 'refused'],
    ['--u32 0=4294967296', 'refused'],
    ['--u32 0=1,2:3,4', 'OK'],
    [`--u32 0${'&1'.repeat(9)}=1`, 'OK'],
    [`--u32 0${'&1'.repeat(10)}=1`, 'refused'],
    [`--u32 0=1${',1'.repeat(10)}`, 'refused'],
    [`--u32 0=1${'&&0=1'.repeat(9)}`, 'OK'],
    [`--u32 0=1${'&&0=1'.repeat(10)}`, 'refused'],
    ['--u32 0=1', 'OK', 6],
  ],
});

const programs: readonly (readonly [string, readonly ByteTest[]])[] = [
  ['0x0&0x0=0x0', [{ start: 0, steps: [{ operation: 'and', number: 0 }], set: [[0, 0]] }]],
  [
    '6&0xFF=1,17:18&&0>>22&0x3C@0<<1=0x100',
    [
      {
        start: 6,
        steps: [{ operation: 'and', number: 0xff }],
        set: [
          [1, 1],
          [17, 18],
        ],
      },
      {
        start: 0,
        steps: [
          { operation: 'shift-right', number: 22 },
          { operation: 'and', number: 0x3c },
          { operation: 'move', number: 0 },
          { operation: 'shift-left', number: 1 },
        ],
        set: [[0x100, 0x100]],
      },
    ],
  ],
  ['0=5:3', [{ start: 0, steps: [], set: [] }]],
];

it.each(programs)('reads %s', (text, program) => {
  expect(conditionOf(u32, `--u32 ${text}`)).toMatchObject({ of: [{}, { kind: 'bytes', program }] });
});
