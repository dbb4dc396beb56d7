import { expect, test } from 'vitest';
import IDLETIMER from '../../src/targets/IDLETIMER.js';
import { accepts, noteOf } from './support.js';

test('IDLETIMER', () => {
  expect(noteOf(IDLETIMER, '--timeout 5 --label radio --alarm')).toBe(
    'the idle timer radio starts anew, 5 s',
  );
});

test.each([
  ['--timeout 5', 'refused'],
  ['--label radio', 'refused'],
])('IDLETIMER %s: %s', (options, answer) => {
  expect(accepts(IDLETIMER, options)).toBe(answer);
});
