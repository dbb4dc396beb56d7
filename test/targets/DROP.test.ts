import { expect, test } from 'vitest';
import DROP from '../../src/targets/DROP.js';
import { accepts, effectsOf, verdictOf } from './support.js';

test('DROP', () => {
  expect(verdictOf(DROP, '')).toBe('DROP');
  expect(effectsOf(DROP, '')).toEqual([]);
  expect(accepts(DROP, '--mark 1')).toBe('refused');
});
