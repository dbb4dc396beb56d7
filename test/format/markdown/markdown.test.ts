import { describe, expect, it } from 'vitest';
import { block, code, folded, inHtml, line, prose, table } from '../../../src/format/markdown/markdown.js';

describe('text in Markdown', () => {
  it.each([
    ['plain', 'filter FORWARD rule 3, line 12', 'filter FORWARD rule 3, line 12'],
    ['a mark-up', '*a* _b_ ~c~ `d`', '\\*a\\* \\_b\\_ \\~c\\~ \\`d\\`'],
    ['an element', '<img src=x>', '\\<img src=x\\>'],
    ['an entity', '&lt;', '\\&lt;'],
    ['a link', '[a](b)', '\\[a\\](b)'],
    ['an address', 'https://example.org', 'https:\\//example.org'],
    ['an address without a scheme', 'www.example.org WWW.x', 'www\\.example.org WWW\\.x'],
    ['a mention', '@team', '<span>@</span>team'],
    ['an issue', 'x#12', 'x<span>#</span>12'],
    ['a formula', '$x$', '<span>$</span>x<span>$</span>'],
    ['a backslash', 'a\\b', 'a\\\\b'],
  ])('%s is text', (_, text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  it.each([
    ['- a', '\\- a'],
    ['+ a', '\\+ a'],
    ['# a', '\\# a'],
    ['===', '\\==='],
    ['12. a', '12\\. a'],
    ['    a', 'a'],
    ['> a', '\\> a'],
  ])('%s begins nothing', (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it.each([
    ['-A a -j DROP', '`-A a -j DROP`'],
    ['a|b', '`a|b`'],
    ['', ''],
    ['a`b', '<code>a&#96;b</code>'],
    [' a', '<code> a</code>'],
    ['a\\b', '<code>a&#92;b</code>'],
  ])('%s as code', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it('is text in an element', () => {
    expect(inHtml('</summary>@a #1 # "\'` http://www.a')).toBe(
      '&#60;/summary&#62;<span>@</span>a <span>#</span>1 # &#34;&#39;&#96; http:<span>//</span>www<span>.</span>a',
    );
  });

  it('has a fence that no line of a block ends', () => {
    expect(block('a\n```\nb\n', 'text')).toBe('````text\na\n```\nb\n````');
    expect(block('a', 'sh')).toBe('```sh\na\n```');
  });

  it('is a bar in a cell', () => {
    expect(table(['a'], [[code('x|y')], [prose('x|y\\')]])).toBe(
      '| a |\n| --- |\n| `x\\|y` |\n| x\\|y\\\\ |',
    );
  });

  it('folds', () => {
    expect(folded('a < b', 'c')).toBe('<details><summary>a &#60; b</summary>\n\nc\n\n</details>');
  });
});
