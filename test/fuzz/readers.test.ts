import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/usageError.js';
import type { Problem } from '../../src/ast/problem.js';
import { colourFor } from '../../src/format/colour.js';
import { writeProblem } from '../../src/format/problem.js';
import { harmlessSentence } from '../../src/format/sentence.js';
import { firstSeed } from '../seed.js';
import { doors } from './doors.js';
import type { Answer, Door } from './door.js';
import { mutated } from './mutated.js';
import { fuzzedInputs, outputFault, prototypeFault, unlessItHangs } from './promises.js';

const shares = doors.reduce((sum, { share }) => sum + share, 0);
const inputsOf = ({ share }: Door): number => Math.ceil((fuzzedInputs * share) / shares);

const part = 500;

/** What a reader answers; where it throws what it may, the sentence. */
function answerOf(door: Door, text: string): Answer {
  try {
    return door.read(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { problems: [], sentences: [error.message] };
  }
}

/** A problem has to point into the text. */
function placeFault({ line, column, length, excerpt }: Problem, lines: number): string | undefined {
  const isNumber = (value: number | undefined): boolean =>
    value === undefined || (Number.isInteger(value) && value >= 1);
  if (![line, column, length].every(isNumber)) return `line ${line}, column ${column}, length ${length}`;
  // What is missing at the end is told of the line behind the last.
  if (line !== undefined && line > lines + 1) return `line ${line} of ${lines}`;
  if (column !== undefined && excerpt !== undefined && column > excerpt.length + 1)
    return `column ${column} of ${excerpt.length}`;
  return undefined;
}

/** Everything that is promised of each text, or the first promise that is broken. */
function faultOf(text: string, { problems, sentences = [], fault }: Answer): string | undefined {
  if (fault !== undefined) return fault;
  const lines = text.split('\n').length;
  if (problems.length > 20 + 3 * text.length) return `${problems.length} problems of ${text.length} bytes`;
  for (const problem of problems.slice(0, 30)) {
    const printed = writeProblem(problem, { width: 80, colour: colourFor(false), source: 'input' });
    const broken = placeFault(problem, lines) ?? outputFault(printed);
    if (broken !== undefined) return `${problem.code}: ${broken}`;
  }
  for (const sentence of sentences) {
    const broken = outputFault(harmlessSentence(sentence));
    if (broken !== undefined) return broken;
  }
  return prototypeFault();
}

describe('whatever it is given', () => {
  it.each(doors.map((door) => [door.name, door] as const))(
    '%s: neither fails nor hangs, points at what is wrong, and changes no prototype',
    async (_, door) => {
      let current = '';
      // A part of them at a time, each ended where it hangs.
      for (let left = inputsOf(door); left > 0; left -= part) {
        unlessItHangs(
          () =>
            fc.assert(
              fc.property(door.inputs ?? mutated(door.seeds), (text) => {
                current = text;
                expect(faultOf(text, answerOf(door, text))).toBeUndefined();
              }),
              { numRuns: Math.min(left, part), seed: firstSeed + left },
            ),
          () => current,
        );
        // Those who run the tests want to hear of this one now and then.
        await setImmediate();
      }
    },
    3_600_000,
  );

  it.each(doors.map((door) => [door.name, door] as const))(
    '%s: takes what it is given for a start',
    (_, door) => {
      for (const seed of door.seeds) expect(faultOf(seed, answerOf(door, seed))).toBeUndefined();
    },
  );
});
