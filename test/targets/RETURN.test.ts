import { expect, test } from 'vitest';
import RETURN from '../../src/targets/RETURN.js';
import { accepts, effectsOf, verdictOf } from './support.js';

test('RETURN', () => {
  expect(verdictOf(RETURN, '')).toBe('RETURN');
  expect(effectsOf(RETURN, '')).toEqual([]);
  expect(accepts(RETURN, '--mark 1')).toBe('refused');
});
