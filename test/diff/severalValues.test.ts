import { describe, expect, it } from 'vitest';
import { severally } from '../../src/diff/severalValues.js';
import { Diagrams } from '../../src/packetset/diagrams.js';
import { everything, nothing } from '../../src/packetset/packetSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';

const diagrams = new Diagrams();
const [packet, value, below] = [diagrams.variable(0), diagrams.variable(1), diagrams.variable(2)];
const other = diagrams.variable(3);

describe('what is in a set with more than one value of the second and the fourth variable', () => {
  it.each<readonly [name: string, set: PacketSet, several: PacketSet]>([
    ['one value of one', value, everything],
    ['one value of both', diagrams.and(value, other), nothing],
    ['either value', everything, everything],
    ['either of some', diagrams.or(packet, diagrams.and(value, other)), packet],
    ['one above, another below', diagrams.node(1, diagrams.and(below, other), other), below],
    ['of the other either', diagrams.node(0, value, diagrams.not(value)), everything],
    [
      'one of both for some and others',
      diagrams.and(other, diagrams.node(0, value, diagrams.not(value))),
      nothing,
    ],
  ])('%s', (_name, set, several) => {
    expect(severally(diagrams, set, [1, 3])).toBe(several);
  });
});
