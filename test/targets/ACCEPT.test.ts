import { expect, test } from 'vitest';
import ACCEPT from '../../src/targets/ACCEPT.js';
import { accepts, effectsOf, verdictOf } from './support.js';

test('ACCEPT', () => {
  expect(verdictOf(ACCEPT, '')).toBe('ACCEPT');
  expect(effectsOf(ACCEPT, '')).toEqual([]);
  expect(accepts(ACCEPT, '--mark 1')).toBe('refused');
});
