import { expect, test } from 'vitest';
import AUDIT from '../../src/targets/AUDIT.js';
import { accepts, noteOf, verdictOf } from './support.js';

test('AUDIT decides nothing', () => {
  expect(noteOf(AUDIT, '--type DROP')).toBe('written to the audit log as drop');
  expect(verdictOf(AUDIT, '--type drop')).toBe('CONTINUE');
});

test.each([
  ['', 'refused'],
  ['--type wrong', 'refused'],
])('AUDIT %s: %s', (options, answer) => {
  expect(accepts(AUDIT, options)).toBe(answer);
});
