import { expect, it } from 'vitest';
import { normalSelector } from '../../src/names/selector.js';

it.each([
  ['', 'all()'],
  ['all()', 'all()'],
  [`app == 'web'`, 'app == "web"'],
  [`app=="web"`, 'app == "web"'],
  [`a == 'it"s'`, `a == 'it"s'`],
  [`(a == 'b')`, 'a == "b"'],
  [`a == 'b' && c != 'd' || has(e)`, '((a == "b" && c != "d") || has(e))'],
  [`! has( role )`, '!has(role)'],
  [`!!has(role)`, 'has(role)'],
  [`role in { 'b', 'a', 'b' }`, 'role in {"a", "b"}'],
  [`role not in {'a'}`, 'role not in {"a"}'],
  [`in == 'x'`, undefined],
  [`a starts with 'x' && b contains "y"`, '(a starts with "x" && b contains "y")'],
  [`a = 'b'`, undefined],
  [`a == 'b`, undefined],
  [`a == 'b' c == 'd'`, undefined],
  [`(a == 'b'`, undefined],
  ['('.repeat(100_000), undefined],
])('%s', (text, normal) => {
  expect(normalSelector(text)).toBe(normal);
});

it('puts a prefix before labels, not before values', () => {
  expect(normalSelector(`a == 'a' && has(b)`, 'pcns.')).toBe('(pcns.a == "a" && has(pcns.b))');
});
