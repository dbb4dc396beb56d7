import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/address/address.js';
import { readAddress } from '../../src/address/address.js';
import type { Range } from '../../src/address/range.js';
import { valueClasses } from '../../src/packetset/valueClasses.js';

describe('ports as far as rules tell them apart', () => {
  // 0-79, 80, 81-442, 443, 444-1023, 1024-65535
  const classes = valueClasses([80, 81, 443, 444, 1024, 70_000, 80], 0, 0xffff);

  const codes: readonly (readonly [string, Range, readonly [number, number] | undefined])[] = [
    ['a port that a rule names', [80, 80], [1, 1]],
    ['another is all that are like it', [100, 100], [2, 2]],
    ['a range', [80, 443], [1, 3]],
    ['from within a class', [100, 500], [2, 4]],
    ['the last class has the numbers that are left over', [1024, 0xffff], [5, 7]],
    ['all of them', [0, 0xffff], [0, 7]],
    ['beyond the end', [0, 4_000_000_000], [0, 7]],
    ['only beyond the end', [70_000, 80_000], undefined],
  ];
  it.each(codes)('%s', (_, range, expected) => {
    expect(classes.codesOf(range)).toEqual(expected);
  });

  it('are numbered by three bits', () => {
    expect(classes.width).toBe(3);
  });

  const values: readonly (readonly [number, number, Range])[] = [
    [0, 0, [0, 79]],
    [1, 1, [80, 80]],
    [1, 3, [80, 443]],
    [5, 5, [1024, 0xffff]],
    [7, 7, [1024, 0xffff]],
    [0, 7, [0, 0xffff]],
  ];
  it.each(values)('classes %d to %d', (low, high, expected) => {
    expect(classes.valuesOf(low, high)).toEqual(expected);
  });
});

describe('other fields', () => {
  const v6 = (text: string): Address => readAddress(text) ?? 0;
  it('IPv6 addresses', () => {
    const end = v6('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
    const classes = valueClasses([v6('fd00::5'), v6('fd00::6')], v6('::'), end);
    expect(classes.width).toBe(2);
    expect(classes.codesOf([v6('fd00::5'), v6('fd00::5')])).toEqual([1, 1]);
    expect(classes.codesOf([v6('fd00::'), end])).toEqual([0, 3]);
    expect(classes.valuesOf(0, 0)).toEqual([v6('::'), v6('fd00::4')]);
    expect(classes.valuesOf(2, 3)).toEqual([v6('fd00::6'), end]);
  });

  it('of which no rule says anything: one class without a bit', () => {
    const classes = valueClasses([], 0, 255);
    expect(classes.width).toBe(0);
    expect(classes.codesOf([7, 9])).toEqual([0, 0]);
    expect(classes.valuesOf(0, 0)).toEqual([0, 255]);
  });
});
