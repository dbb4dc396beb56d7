import { describe, expect, it } from 'vitest';
import { anyPacket, bothCubes, cubesMeet, otherValues, withValues } from '../../src/packetset/cube.js';
import type { Cube, CubeValues } from '../../src/packetset/cube.js';

type Written = Readonly<Record<string, CubeValues>>;

function cube(written: Written): Cube {
  return Object.entries(written).reduce((made, [name, values]) => withValues(made, name, values), anyPacket);
}

function written({ dimensions, values }: Cube): Written {
  return Object.fromEntries(dimensions.map((name, index) => [name, values[index] ?? []]));
}

/** Ten ranges: more than are followed. */
const scattered = Array.from({ length: 10 }, (_, each) => [each * 10, each * 10 + (each < 2 ? 0 : 1)]).flat();

describe('what two cubes have in common', () => {
  it.each<readonly [what: string, one: Written, other: Written, both: Written | undefined]>([
    ['all of a dimension that one leaves open', { a: [1, 5] }, { b: [2, 3] }, { a: [1, 5], b: [2, 3] }],
    ['the part that both have', { a: [1, 5], b: [0, 9] }, { b: [5, 20] }, { a: [1, 5], b: [5, 9] }],
    ['all of the smaller one', { a: [1, 5], c: [1, 1] }, { a: [2, 2] }, { a: [2, 2], c: [1, 1] }],
    ['of several ranges', { a: [0, 4, 8, 9, 12, 20] }, { a: [3, 8, 15, 30] }, { a: [3, 4, 8, 8, 15, 20] }],
    [
      'a part here, all there',
      { a: [0, 9] },
      { b: [1, 1], a: [5, 12], c: [2, 2] },
      { a: [5, 9], b: [1, 1], c: [2, 2] },
    ],
    ['nothing of one range', { a: [1, 5] }, { b: [1, 1], a: [6, 9] }, undefined],
    ['nothing of several', { a: [0, 1, 8, 9] }, { a: [2, 7, 10, 11] }, undefined],
    ['the widest of many ranges', { b: [1, 1] }, { a: scattered }, { b: [1, 1], a: scattered.slice(4) }],
    ['the widest of many alone', {}, { a: scattered }, { a: scattered.slice(4) }],
  ])('%s', (_, one, other, expected) => {
    const both = bothCubes(cube(one), cube(other));
    expect(both && written(both)).toEqual(expected);
    expect(cubesMeet(cube(one), cube(other))).toBe(expected !== undefined);
  });

  it.each<readonly [what: string, one: Written, other: Written]>([
    ['the same', { a: [1, 5] }, { a: [1, 5] }],
    ['within', { a: [2, 3], b: [1, 1] }, { a: [1, 5] }],
    ['within one of several ranges', { a: [2, 3, 7, 7] }, { a: [1, 5, 6, 9] }],
    ['all packets', { a: [2, 3] }, {}],
  ])('is the same object where all of the first are in the other: %s', (_, one, other) => {
    const first = cube(one);
    expect(bothCubes(first, cube(other))).toBe(first);
  });
});

it.each<readonly [values: CubeValues, last: number, others: CubeValues]>([
  [[3, 5], 9, [0, 2, 6, 9]],
  [[0, 5], 9, [6, 9]],
  [[3, 9], 9, [0, 2]],
  [[0, 9], 9, []],
  [[1, 1, 4, 4], 9, [0, 0, 2, 3, 5, 9]],
])('all numbers but %j up to %i are %j', (values, last, others) => {
  expect(otherValues(values, last)).toEqual(others);
});
