import type { Dump } from '../ast/ast.js';
import type { DumpText } from '../ast/dumpText.js';
import type { Problem } from '../ast/problem.js';
import { extensions, parse, parseInPassing, parsePartly } from '../index.js';
import type { ReadOptions } from '../index.js';
import type { Family } from '../netfilter/hooks.js';
import { bindProblems, bindRuleset } from '../ruleset/bindRuleset.js';
import type { BoundDump } from '../ruleset/bindRuleset.js';

/** A dump with everything that is wrong with it. */
export interface CheckedDump {
  readonly dump: Dump;
  /** In the order of the lines. */
  readonly problems: readonly Problem[];
  /** Whether it holds a table that could be read. */
  readonly hasTables: boolean;
}

/**
 * Reads a dump and holds every rule against what its options may say. `family`: of tables that do not tell theirs. Where lines need not be read one by
 * one (`memo`), of rules that look alike and are right only the first are cut into words.
 */
export function checkDump(text: DumpText, family: Family, options: ReadOptions): CheckedDump {
  if (options.memo === false) return checkInPassing(text, family);
  return checkPartly(text, family) ?? checkPlainly(text, family, options);
}

/** Every rule is read by the grammar and judged by itself, and none is kept. */
function checkInPassing(text: DumpText, family: Family): CheckedDump {
  const { dump, problems } = parseInPassing(text);
  const bound = bindRuleset(dump, { extensions, family, inPassing: true });
  return checked(dump, problems(), bindProblems(bound), bound);
}

function checkPartly(text: DumpText, family: Family): CheckedDump | undefined {
  const part = parsePartly(text);
  if (part === undefined) return undefined;
  const bound = bindRuleset(part.dump, { extensions, family });
  // Nobody asks for the rules of a table that a later one replaces.
  if (bound.problems.some(({ code }) => code === 'repeated-table')) return undefined;
  const ofRules = bindProblems(bound);
  // Asked now, when all rules that may be wrong were read.
  return checked(part.dump, part.problems(), ofRules, bound);
}

/** The whole dump is read, then every rule held against what its options may say: the other ways find the same. */
export function checkPlainly(text: DumpText, family: Family, options: ReadOptions): CheckedDump {
  const { dump, problems } = parse(text, options);
  const bound = bindRuleset(dump, { extensions, family });
  return checked(dump, problems, bindProblems(bound), bound);
}

/** Of one line, what is wrong with its words comes before what is wrong with what they mean. */
function checked(
  dump: Dump,
  ofWords: readonly Problem[],
  ofRules: readonly Problem[],
  { rulesets }: BoundDump,
): CheckedDump {
  const problems = [...ofWords, ...ofRules].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { dump, problems, hasTables: rulesets.size > 0 };
}
