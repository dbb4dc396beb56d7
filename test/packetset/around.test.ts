import { describe, expect, it } from 'vitest';
import { aroundAll, aroundWithin } from '../../src/packetset/around.js';
import type { Around } from '../../src/packetset/around.js';
import type { BoundField, Bounds } from '../../src/packetset/bounds.js';
import type { Range } from '../../src/address/range.js';

const fields: Readonly<Record<string, BoundField>> = {
  src: 'source',
  dst: 'destination',
  dport: 'destinationPort',
};

/** `dst=1,3-5 dport=53 in=eth0,lo`; nothing for any packet. */
function boundsOf(text: string): Bounds {
  const parts = text.split(' ').filter((part) => part !== '');
  const numbers = new Map<BoundField, readonly Range[]>();
  let bounds: Bounds = { numbers };
  for (const [name = '', values = ''] of parts.map((part) => part.split('='))) {
    const field = fields[name];
    const list = values.split(',');
    if (field === undefined) bounds = { ...bounds, [name]: list };
    else numbers.set(field, list.map(rangeOf));
  }
  return bounds;
}

function rangeOf(text: string): Range {
  const [low, high = low] = text.split('-').map(Number);
  return [low ?? 0, high ?? 0];
}

function textOf({ numbers, ...names }: Bounds): string {
  const ofNumbers = Object.entries(fields).flatMap(([name, field]) => {
    const values = numbers.get(field);
    const ranges = values?.map(([low, high]) => (low === high ? [low] : [low, high]).join('-'));
    return ranges === undefined ? [] : [`${name}=${ranges.join()}`];
  });
  const ofNames = Object.entries(names).map(([side, list]) => `${side}=${[...list].sort().join()}`);
  return [...ofNumbers, ...ofNames].join(' ');
}

const aroundOf = (texts: readonly string[]): Around => aroundAll([], texts.map(boundsOf));

describe('what is around several bounds', () => {
  const rows: readonly (readonly [name: string, bounds: readonly string[], around: readonly string[]])[] = [
    ['nothing', [], []],
    ['one', ['dst=1 dport=53'], ['dst=1 dport=53']],
    ['the same twice', ['dst=1 dport=53', 'dst=1 dport=53'], ['dst=1 dport=53']],
    ['one within another', ['dst=1-9', 'dst=3 dport=53'], ['dst=1-9']],
    ['one around another', ['dst=3 dport=53', 'dst=1-9'], ['dst=1-9']],
    ['anything', ['dst=3 dport=53', 'in=lo', ''], ['']],
    ['other values of one field', ['dst=1 dport=53', 'dst=5 dport=53'], ['dst=1,5 dport=53']],
    ['ranges that touch', ['dst=1-2 dport=53', 'dst=3 dport=53'], ['dst=1-3 dport=53']],
    [
      'other values of two fields',
      ['dst=1 dport=53', 'dst=5 dport=80'],
      ['dst=1 dport=53', 'dst=5 dport=80'],
    ],
    ['other fields', ['dst=1 dport=53', 'dport=30000'], ['dst=1 dport=53', 'dport=30000']],
    ['other interfaces', ['dst=1 in=eth0', 'dst=1 in=lo'], ['dst=1 in=eth0,lo']],
    ['an interface within others', ['dst=1 in=eth0,lo', 'dst=1 in=lo'], ['dst=1 in=eth0,lo']],
    ['other interfaces and values', ['dst=1 in=eth0', 'dst=2 in=lo'], ['dst=1 in=eth0', 'dst=2 in=lo']],
    [
      'what is joined with the next',
      ['dst=1 dport=53', 'dst=2 dport=80', 'dst=1 dport=80'],
      ['dst=1 dport=53,80', 'dst=2 dport=80'],
    ],
  ];
  it.each(rows)('%s', (_name, bounds, around) => {
    expect(aroundOf(bounds).map(textOf).sort()).toEqual([...around].sort());
  });

  it('joins what tells of the same fields where there is much', () => {
    const many = Array.from({ length: 100 }, (_, at) => `dst=${3 * at} dport=${5 * at}`);
    const around = aroundOf(['src=7 dport=9', ...many]);
    expect(around.length).toBe(32);
    expect(around.map(textOf)).toContain('src=7 dport=9');
    expect(around.filter(({ numbers }) => numbers.size !== 2)).toEqual([]);
    for (const one of many) expect(aroundAll(around, [boundsOf(one)])).toBe(around);
  });

  it('has no more than that of what tells of other fields', () => {
    const many = Array.from({ length: 40 }, (_, at) => `dst=${3 * at} dport=${5 * at}`);
    const around = aroundOf([...many.slice(0, 32), 'src=7 dport=9', ...many.slice(32)]);
    expect(around.length).toBeLessThanOrEqual(32);
    for (const one of [...many, 'src=7 dport=9']) expect(aroundAll(around, [boundsOf(one)])).toBe(around);
  });
});

describe('what of several bounds is within others', () => {
  const around = aroundOf(['dst=1-9 dport=53', 'dport=30000', 'src=4 dst=2 in=lo']);
  const rows: readonly (readonly [within: string, left: readonly string[]])[] = [
    ['', ['dst=1-9 dport=53', 'dport=30000', 'src=4 dst=2 in=lo']],
    ['dst=5-20', ['dst=5-9 dport=53', 'dst=5-20 dport=30000']],
    ['dport=80', ['src=4 dst=2 dport=80 in=lo']],
    ['in=eth0', ['dst=1-9 dport=53 in=eth0', 'dport=30000 in=eth0']],
    ['dst=20 dport=80', []],
  ];
  it.each(rows)('%j', (within, left) => {
    expect(aroundWithin(around, boundsOf(within)).map(textOf)).toEqual(left);
  });
});
