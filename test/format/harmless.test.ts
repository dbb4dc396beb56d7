import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { harmless } from '../../src/format/harmless.js';

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('harmless', () => {
  test.each([
    ['plain text', '-A INPUT -j DROP', '-A INPUT -j DROP'],
    ['backslashes stay', '--comment "a\\"b"', '--comment "a\\"b"'],
    ['two bytes', latin1('Zürich'), 'Zürich'],
    ['three bytes', latin1('東京 → ‰'), '東京 → ‰'],
    ['four bytes', latin1('a😀b'), 'a😀b'],
    ['escape sequence', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['tab and line ends', 'a\tb\r\nc', 'a\\tb\\r\\nc'],
    ['NUL and DEL', 'a\0b\x7f', 'a\\x00b\\x7f'],
    ['C1 as a lone byte', 'a\x9b31m', 'a\\x9b31m'],
    ['C1 as UTF-8', latin1('a\u009b31m'), 'a\\x9b31m'],
    ['direction override', latin1('a\u202eb\u2066c'), 'a\\u202eb\\u2066c'],
    ['zero width and byte order mark', latin1('a\u200b\ufeff'), 'a\\u200b\\ufeff'],
    ['line separator', latin1('a\u2028b'), 'a\\u2028b'],
    ['tags beyond the BMP', latin1('a\u{e0041}'), 'a\\u{e0041}'],
    ['lone byte', 'caf\xe9!', 'caf\\xe9!'],
    ['cut sequence', 'a\xe2\x82', 'a\\xe2\\x82'],
    ['overlong slash', '\xc0\xaf', '\\xc0\\xaf'],
    ['overlong, three bytes', '\xe0\x80\xaf', '\\xe0\\x80\\xaf'],
    ['surrogate', '\xed\xa0\x80', '\\xed\\xa0\\x80'],
    ['beyond Unicode', '\xf4\x90\x80\x80', '\\xf4\\x90\\x80\\x80'],
  ])('%s', (_name, given, shown) => {
    expect(harmless(given)).toBe(shown);
  });

  test('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const shown = harmless(Buffer.from(bytes).toString('latin1'));
        expect(shown).not.toMatch(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test('shows any text without control or hidden characters as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'ß', '語', '😀', ' ', '"') }), (text) => {
        expect(harmless(latin1(text))).toBe(text);
      }),
    );
  });
});
