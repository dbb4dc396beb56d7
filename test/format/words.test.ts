import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import { writeChance } from '../../src/format/chance.js';
import { writeEndpoint, formatPacket } from '../../src/format/packetLine.js';
import { decodeText, harmlessSentence } from '../../src/format/sentence.js';
import { clip, padTo, textWidth, wrapText } from '../../src/format/wrap.js';
import { packetOf } from './build.js';

describe('writeChance', () => {
  it.each([
    [1, '1'],
    [0, '0'],
    [0.5, '1/2'],
    [0.33333333349, '1/3'],
    [0.66666666651, '2/3'],
    [1 - 0.33332999982, '2/3'],
    [0.6666, '66.7 %'],
    [0.25 * 0.3333333333, '1/12'],
    [1 / 55, '1/55'],
    [0.123, '12.3 %'],
    [0.00001, 'below 0.01 %'],
    [0.9999, 'above 99.9 %'],
  ])('%s is %s', (chance, words) => expect(writeChance(chance)).toBe(words));
});

describe('wrapText', () => {
  it.each([
    ['', 5, ['']],
    ['one two', 7, ['one two']],
    ['one two', 6, ['one', 'two']],
    ['longerword', 4, ['long', 'erwo', 'rd']],
    ['a longerword b', 5, ['a', 'longe', 'rword', 'b']],
    ['日本語', 4, ['日本', '語']],
    ['日本', 1, ['日', '本']],
    ['e\u0301e\u0301e', 2, ['e\u0301e\u0301', 'e']],
  ])('%j in %i columns', (text, width, lines) => expect(wrapText(text, width)).toEqual(lines));

  it('ends for any width', () => {
    for (const width of [-1, 0, 1, 2]) expect(wrapText('日本 x', width).join('')).toBe('日本x');
  });
});

describe('textWidth, padTo, clip', () => {
  it('of one character and of several', () => {
    const points = Array.from({ length: 0x3400 }, (_, point) => point).concat(
      0xd55c,
      0xff01,
      0x1f600,
      0x20000,
    );
    const widths = points.map((point) => textWidth(String.fromCodePoint(point)));
    // With a wide character before it none is looked at in passing.
    expect(points.map((point) => textWidth(`日${String.fromCodePoint(point)}`) - 2)).toEqual(widths);
    expect(new Set(widths)).toEqual(new Set([0, 1, 2]));
  });

  it('count columns', () => {
    const texts = ['ab', '日本', '→…·─', '✅', '⌚ 🐈', 'น้ำ', 'नि', 'e\u0301', '✓✗'];
    expect(texts.map(textWidth)).toEqual([2, 4, 4, 2, 5, 2, 2, 1, 2]);
    expect(padTo('日', 4)).toBe('日  ');
    expect([clip('abcd', 4), clip('abcde', 4), clip('日本語', 4)]).toEqual(['abcd', 'abc…', '日…']);
  });
});

describe('harmlessSentence and decodeText', () => {
  it.each([
    ['plain', 'plain', 'plain'],
    ['a → b', 'a → b', 'a → b'],
    ['caf\xc3\xa9 → x', 'café → x', 'café → x'],
    ['\x1b[2J\u202e', '\\x1b[2J\\u202e', '\x1b[2J\u202e'],
    ['lone \xff', 'lone \\xff', 'lone \xff'],
  ])('%j', (text, harmless, decoded) => {
    expect(harmlessSentence(text)).toBe(harmless);
    expect(decodeText(text)).toBe(decoded);
  });
});

describe('formatPacket', () => {
  it.each([
    [formatPacket(packetOf()), 'tcp 10.244.2.9:40000 → 10.244.1.2:80  in eth0'],
    [formatPacket(packetOf({ protocol: 47 }), 'NEW'), 'gre 10.244.2.9:40000 → 10.244.1.2:80  in eth0  NEW'],
    [
      formatPacket(packetOf({ inInterface: '', outInterface: 'a\x1bb' })),
      'tcp 10.244.2.9:40000 → 10.244.1.2:80  out a\\x1bb',
    ],
    [
      formatPacket(packetOf({ family: 6, ttl: 1, tcpFlags: 0 })),
      'tcp 10.244.2.9:40000 → 10.244.1.2:80  in eth0  flags NONE  hop limit 1',
    ],
    [formatPacket(packetOf({ unknown: ['source', 'sourcePort'] })), 'tcp unknown → 10.244.1.2:80  in eth0'],
  ])('%#', (line, expected) => expect(line).toBe(expected));

  it('writes an IPv6 address with a port in brackets', () => {
    expect(writeEndpoint(readAddress('2001:DB8:0::1') ?? 0, 53)).toBe('[2001:db8::1]:53');
    expect(writeEndpoint('fe80::1')).toBe('fe80::1');
  });
});
