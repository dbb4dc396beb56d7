import { expect, test } from 'vitest';
import TCPMSS from '../../src/targets/TCPMSS.js';
import { accepts, noteOf } from './support.js';

test.each([
  ['--set-mss 1460', 'its TCP segment size becomes 1460'],
  ['--clamp-mss-to-pmtu', 'its TCP segment size is cut to what the path takes'],
])('TCPMSS %s', (options, text) => {
  expect(noteOf(TCPMSS, options)).toBe(text);
});

test.each([
  [4, '', 'refused'],
  [4, '--set-mss 65515', 'OK'],
  [4, '--set-mss 65516', 'refused'],
  [6, '--set-mss 65496', 'refused'],
] as const)('IPv%s TCPMSS %s: %s', (family, options, answer) => {
  expect(accepts(TCPMSS, options, family)).toBe(answer);
});
