import { expect, test } from 'vitest';
import LED from '../../src/targets/LED.js';
import { accepts, noteOf } from './support.js';

test('LED', () => {
  expect(noteOf(LED, '--led-trigger-id ssh --led-delay 1000 --led-always-blink')).toBe(
    'the light ssh is switched on',
  );
});

test.each([
  ['', 'refused'],
  ['--led-trigger-id ssh --led-delay infinite', 'OK'],
  ['--led-trigger-id ssh --led-delay soon', 'refused'],
])('LED %s: %s', (options, answer) => {
  expect(accepts(LED, options)).toBe(answer);
});
