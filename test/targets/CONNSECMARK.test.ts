import { expect, test } from 'vitest';
import CONNSECMARK from '../../src/targets/CONNSECMARK.js';
import { accepts, noteOf } from './support.js';

test('CONNSECMARK', () => {
  expect(noteOf(CONNSECMARK, '--save')).toMatch(/kept for the connection/);
  expect(noteOf(CONNSECMARK, '--restore')).toMatch(/becomes the connection's/);
});

test.each([
  ['', 'refused'],
  ['--save --restore', 'refused'],
])('CONNSECMARK %s: %s', (options, answer) => {
  expect(accepts(CONNSECMARK, options)).toBe(answer);
});
