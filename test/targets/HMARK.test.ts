import { expect, test } from 'vitest';
import HMARK from '../../src/targets/HMARK.js';
import { accepts, effectsOf } from './support.js';

const nothing = {
  sourceMask: 0,
  destinationMask: 0,
  sourcePortMask: 0,
  destinationPortMask: 0,
  sourcePortSet: 0,
  destinationPortSet: 0,
  protocolMask: 0,
  seed: 1,
  modulus: 10,
  offset: 0,
  connection: false,
};

test.each([
  [
    '--hmark-tuple src,dst,sport,dport,proto',
    {
      sourceMask: 0xffffffff,
      destinationMask: 0xffffffff,
      sourcePortMask: 0xffff,
      destinationPortMask: 0xffff,
      protocolMask: 0xffff,
    },
  ],
  ['--hmark-tuple ct --hmark-src-prefix 24', { connection: true, sourceMask: 0xffffff00 }],
  ['--hmark-spi-mask 0x10002 --hmark-offset 5', { sourcePortMask: 1, destinationPortMask: 2, offset: 5 }],
  ['--hmark-dport 80', { destinationPortSet: 80 }],
])('HMARK %s', (options, hash) => {
  expect(effectsOf(HMARK, `${options} --hmark-mod 10 --hmark-rnd 1`)).toEqual([
    { kind: 'mark-hash', hash: { ...nothing, ...hash } },
  ]);
});

test.each([
  ['', 'refused'],
  ['--hmark-tuple src --hmark-mod 10', 'refused'],
  ['--hmark-tuple src --hmark-mod 0 --hmark-rnd 1', 'refused'],
  ['--hmark-mod 10 --hmark-rnd 1', 'refused'],
  ['--hmark-tuple src,x --hmark-mod 10 --hmark-rnd 1', 'refused'],
  ['--hmark-tuple sport --hmark-spi-mask 1 --hmark-mod 10 --hmark-rnd 1', 'refused'],
  ['--hmark-src-prefix x --hmark-mod 10 --hmark-rnd 1', 'refused'],
])('HMARK %s: %s', (options, answer) => {
  expect(accepts(HMARK, options)).toBe(answer);
});
