import type { Problem } from '../ast/problem.js';
import { decidedElsewhere, markDoubts } from '../owners/describe.js';
import { bindProblems } from '../ruleset/bindRuleset.js';
import type { Ground, ReadDump } from './ground.js';

/** What is wrong with a dump, as far as it is told with one trace. */
export interface ToldOfDump {
  readonly problems: readonly Problem[];
  /** Lines that could not be read, or say that something was left out. */
  readonly unreadLines: readonly number[];
}

/** All that is known by now. */
export function toldSoFar({ problems, bound }: Ground): ToldOfDump {
  return { problems: problems(), unreadLines: bound.unreadLines };
}

/** What each of many packets is told of the dump: to be begun before its walk, and asked behind it. */
export interface ToldOfEach {
  readonly begin: () => void;
  readonly told: () => ToldOfDump;
  /** What a packet is told that comes to no chain with a fault. */
  readonly known: ToldOfDump;
}

/**
 * Where a dump is read as packets come to its chains, a packet is told what was known before the first one (`start`), and what is wrong with the
 * chains that it comes to itself, whatever was found by others.
 */
export function toldOfEach(ground: Ground, read: ReadDump, start: readonly Problem[]): ToldOfEach {
  const { bound, nodeProblems, ruleset } = ground;
  const { unreadLines } = bound;
  if (!read.partly) {
    const known = toldSoFar(ground);
    return { begin: () => undefined, told: () => known, known };
  }
  const before = read.problems();
  // Reads some chains, of which every trace tells.
  markDoubts(ruleset);
  decidedElsewhere(ruleset);
  const inRead = [...start, ...without(read.problems(), before)];
  const inBound = bindProblems(bound, true);
  const known = { problems: [...byLine(inRead), ...byLine(inBound), ...nodeProblems], unreadLines };
  const { met } = bound.faults;
  const told = (): ToldOfDump => {
    if (met.size === 0) return known;
    const faults = [...met];
    return {
      problems: [
        ...byLine([...inRead, ...faults.flatMap((fault) => fault.read)]),
        ...byLine([...inBound, ...faults.flatMap((fault) => fault.bound)]),
        ...nodeProblems,
      ],
      unreadLines,
    };
  };
  return { begin: () => met.clear(), told, known };
}

function without<T>(all: readonly T[], those: readonly T[]): readonly T[] {
  const left = new Set(those);
  return all.filter((each) => !left.has(each));
}

/** Each once. */
function byLine(problems: readonly Problem[]): readonly Problem[] {
  return [...new Set(problems)].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
