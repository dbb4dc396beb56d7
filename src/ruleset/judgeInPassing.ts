import type { RuleLine } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import type { Family } from '../netfilter/hooks.js';
import { judgeRule } from './bindRule.js';
import { placedProblems } from './boundChain.js';
import type { ChainTable } from './boundChain.js';
import { familyOfRules } from './family.js';

/**
 * What is wrong with the rules of a table, found while its lines come by, so that no line has to be kept. Two things are certain only
 * behind the last line: the family, where no header tells it, and which names are chains. So rules wait for the first one that tells a
 * family, and in the end it is looked whether a name that was no chain has become one.
 */
export interface PassingJudge {
  readonly table: ChainTable;
  /** Undefined until something tells it. */
  family: Family | undefined;
  /** Rules that were read before. */
  waiting: RuleLine[];
  readonly isChain: (name: string) => boolean;
  /** Names that were no chains when they were asked for. */
  readonly denied: ReadonlySet<string>;
  readonly problems: Problem[];
}

/** `family`: as the header tells it. */
export function newPassingJudge(table: ChainTable, family: Family | undefined): PassingJudge {
  // Names of targets are looked up in the family's.
  if (family !== undefined) table.place = { ...table.place, family };
  const denied = new Set<string>();
  const isChain = (name: string): boolean => {
    const answer = table.place.isChain(name);
    if (!answer) denied.add(name);
    return answer;
  };
  return { table, family, waiting: [], isChain, denied, problems: [] };
}

/** Holds a rule against what its options may say, or lets it wait. */
export function meetRule(judge: PassingJudge, rule: RuleLine): void {
  if (judge.family === undefined) {
    judge.waiting.push(rule);
    judge.family = familyOfRules([rule]);
    if (judge.family === undefined) return;
    judge.table.place = { ...judge.table.place, family: judge.family };
    judgeWaiting(judge, judge.family);
  } else {
    judgeNow(judge, rule, judge.family);
  }
}

function judgeWaiting(judge: PassingJudge, family: Family): void {
  for (const rule of judge.waiting) judgeNow(judge, rule, family);
  judge.waiting = [];
}

function judgeNow({ table, isChain, problems }: PassingJudge, rule: RuleLine, family: Family): void {
  const { table: name, extensions, writer } = table.place;
  const place = { family, table: name, extensions, writer, isChain, chain: rule.chain.text };
  const found = judgeRule(rule, place).problems;
  if (found.length === 0) return;
  for (const problem of placedProblems(found, rule)) problems.push(problem);
}

/**
 * What is wrong with all rules of a table of which the family is settled; undefined where something turned out otherwise than it seemed,
 * so that they have to be read again.
 */
export function judgedInPassing(judge: PassingJudge): readonly Problem[] | undefined {
  const { place } = judge.table;
  if (judge.family !== undefined && judge.family !== place.family) return undefined;
  judgeWaiting(judge, place.family);
  for (const name of judge.denied) if (place.isChain(name)) return undefined;
  return judge.problems;
}
