import { expect, test } from 'vitest';
import CHECKSUM from '../../src/targets/CHECKSUM.js';
import { accepts, verdictOf } from './support.js';

test('CHECKSUM', () => {
  expect(verdictOf(CHECKSUM, '--checksum-fill')).toBe('CONTINUE');
  expect(accepts(CHECKSUM, '')).toBe('refused');
});
