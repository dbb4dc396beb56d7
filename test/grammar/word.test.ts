import { describe, expect, test } from 'vitest';
import { endOfWord, isUnclosed, textOfWord } from '../../grammar/word.js';

describe('a word', () => {
  test.each<[line: string, raw: string, text: string]>([
    ['abc def', 'abc', 'abc'],
    ['abc\tdef', 'abc', 'abc'],
    ['"a b" c', '"a b"', 'a b'],
    ['"a"b', '"a"', 'a'],
    ['a"b c"d', 'a"b c"', 'ab c'],
    ['""x', '""', ''],
    ['"a\\"b" c', '"a\\"b"', 'a"b'],
    ['"a\\\\" c', '"a\\\\"', 'a\\'],
    ['a\\ b', 'a\\', 'a\\'],
    ["'a b'", "'a", "'a"],
    ['a\x0bb\xa0c d', 'a\x0bb\xa0c', 'a\x0bb\xa0c'],
    ['"a b', '"a b', 'a b'],
    ['"a\\"', '"a\\"', 'a"'],
    ['"a\\', '"a\\', 'a'],
  ])('%j begins with %j', (line, raw, text) => {
    expect(line.slice(0, endOfWord(line, 0))).toBe(raw);
    expect(textOfWord(raw)).toBe(text);
  });

  test.each([
    ['a', false],
    ['"a"', false],
    ['"', true],
    ['a"b', true],
    ['"\\"', true],
    ['"\\\\"', false],
  ])('%j is unclosed: %j', (raw, unclosed) => {
    expect(isUnclosed(raw)).toBe(unclosed);
  });
});
