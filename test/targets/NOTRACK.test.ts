import { expect, test } from 'vitest';
import NOTRACK from '../../src/targets/NOTRACK.js';
import { effectsOf, verdictOf } from './support.js';

test('NOTRACK', () => {
  expect(effectsOf(NOTRACK, '')).toEqual([{ kind: 'notrack' }]);
  expect(verdictOf(NOTRACK, '')).toBe('CONTINUE');
});
