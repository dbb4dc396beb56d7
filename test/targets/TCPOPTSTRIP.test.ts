import { expect, test } from 'vitest';
import TCPOPTSTRIP from '../../src/targets/TCPOPTSTRIP.js';
import { accepts, noteOf } from './support.js';

test('TCPOPTSTRIP', () => {
  expect(noteOf(TCPOPTSTRIP, '--strip-options mss,8')).toBe('its TCP options 2, 8 are removed');
});

test.each([
  ['', 'OK'],
  ['--strip-options 1', 'refused'],
  ['--strip-options 2,mss', 'refused'],
  ['--strip-options 256', 'refused'],
])('TCPOPTSTRIP %s: %s', (options, answer) => {
  expect(accepts(TCPOPTSTRIP, options)).toBe(answer);
});
