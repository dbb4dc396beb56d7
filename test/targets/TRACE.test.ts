import { expect, test } from 'vitest';
import TRACE from '../../src/targets/TRACE.js';
import { noteOf, verdictOf } from './support.js';

test('TRACE goes on', () => {
  expect(noteOf(TRACE, '')).toBe('its further way is traced by the kernel');
  expect(verdictOf(TRACE, '')).toBe('CONTINUE');
});
