import type { Address } from '../address/address.js';
import { contains } from '../address/range.js';
import type { ByteStep, ByteTest } from '../condition/condition.js';
import type { Branch } from './branch.js';
import { settle } from './settle.js';
import { headerBytes, wordAt } from './headerBytes.js';
import type { PartlyKnown } from './headerBytes.js';
import type { OpenQuestion } from './knowledge.js';
import type { Walk } from './walk.js';

/**
 * A u32 test on the header bytes that the description fixes; a question where it reads others.
 * @see linux net/netfilter/xt_u32.c u32_match_it
 */
export function testBytes(walk: Walk, branch: Branch, program: readonly ByteTest[]): boolean | OpenQuestion {
  const bytes = headerBytes(branch.packet);
  let doubt = false;
  for (const test of program) {
    const held = runTest(bytes, branch.packet.length, test);
    if (held === false) return false;
    if (held === undefined) doubt = true;
  }
  if (!doubt) return true;
  const written = program.map(writeTest).join('&&');
  return settle(walk, branch, {
    subject: `u32:${written}`,
    asks: `do the packet's bytes pass the u32 test ${written}`,
    because: 'the test reads bytes that the description of the packet does not fix',
    reads: ['source', 'destination', 'sourcePort', 'destinationPort'],
    fresh: false,
    contents: true,
  });
}

const signs = { and: '&', 'shift-left': '<<', 'shift-right': '>>', move: '@' } as const;

/** A test as iptables-save writes it. @see iptables extensions/libxt_u32.c u32_dump */
function writeTest({ start, steps, set }: ByteTest): string {
  const hex = (value: Address): string => (typeof value === 'number' ? `0x${value.toString(16)}` : '');
  const ranges = set.map(([low, high]) => (low === high ? hex(low) : `${hex(low)}:${hex(high)}`));
  return `${hex(start)}${steps.map((step) => `${signs[step.operation]}${hex(step.number)}`).join('')}=${ranges.join(',')}`;
}

/** Undefined: it depends on bytes nobody gave. */
function runTest(
  bytes: readonly (number | undefined)[],
  length: number,
  test: ByteTest,
): boolean | undefined {
  let base = 0;
  const read = (offset: number): PartlyKnown | undefined =>
    base + offset > length - 4 ? undefined : wordAt(bytes, base + offset);
  let word = read(test.start);
  if (word === undefined) return false;
  for (const step of test.steps) {
    if (step.operation === 'move') {
      if (word.known !== 0xffffffff) return undefined;
      base += word.value;
      word = read(step.number);
      if (word === undefined) return false;
    } else {
      word = calculate(word, step);
    }
  }
  return word.known === 0xffffffff ? contains(test.set, word.value) : undefined;
}

function calculate({ value, known }: PartlyKnown, step: ByteStep): PartlyKnown {
  switch (step.operation) {
    case 'and':
      return { value: (value & step.number) >>> 0, known: (known | ~step.number) >>> 0 };
    case 'shift-left':
      return step.number > 31
        ? { value: 0, known: 0xffffffff }
        : {
            value: (value << step.number) >>> 0,
            known: ((known << step.number) | ((1 << step.number) - 1)) >>> 0,
          };
    case 'shift-right':
      return step.number > 31
        ? { value: 0, known: 0xffffffff }
        : {
            value: value >>> step.number,
            known: ((known >>> step.number) | ~(0xffffffff >>> step.number)) >>> 0,
          };
    case 'move':
      return { value, known };
  }
}
