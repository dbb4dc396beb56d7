import { expect, test } from 'vitest';
import CLASSIFY from '../../src/targets/CLASSIFY.js';
import { accepts, noteOf } from './support.js';

test('CLASSIFY', () => {
  expect(noteOf(CLASSIFY, '--set-class 1:ffff')).toBe('put into traffic class 1:ffff');
});

test.each([
  ['', 'refused'],
  ['--set-class 1', 'refused'],
  ['--set-class 0x1:0x2', 'OK'],
])('CLASSIFY %s: %s', (options, answer) => {
  expect(accepts(CLASSIFY, options)).toBe(answer);
});
