import { bindProblems, bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { BoundDump } from '../../src/ruleset/bindRuleset.js';
import type { BoundRule } from '../../src/ruleset/ruleset.js';
import type { Problem } from '../../src/ast/problem.js';
import { extensions, parse } from '../../src/index.js';
import type { Family } from '../../src/netfilter/hooks.js';

/** A dump with its meaning, and every problem of reading and binding it. */
export function bind(
  text: string,
  family: Family = 4,
): { readonly bound: BoundDump; readonly problems: readonly Problem[] } {
  const { dump, problems } = parse(text);
  const bound = bindRuleset(dump, { extensions, family });
  return { bound, problems: [...problems, ...bindProblems(bound)] };
}

/** The rules that one line of chain C makes. The table has a user chain A, too. */
export function bindLine(
  rule: string,
  { table = 'filter', family = 4 }: { readonly table?: string; readonly family?: Family } = {},
): { readonly rules: readonly BoundRule[]; readonly problems: readonly string[] } {
  const { bound, problems } = bind(`*${table}\n:C - [0:0]\n:A - [0:0]\n-A C ${rule}\nCOMMIT\n`, family);
  const [ruleset] = bound.rulesets.values();
  const rules = ruleset?.tables[0]?.chains.get('C')?.rules ?? [];
  return { rules, problems: problems.map(problemWords) };
}

/** `error 4:12 bad-value`. */
export function problemWords({ severity, line, column, code }: Problem): string {
  return `${severity} ${line ?? ''}:${column ?? ''} ${code}`;
}

/** What a rule means, without where it stands and how it is written. */
export function meaningOf({ matches, action }: BoundRule): unknown {
  return { conditions: matches.map(({ condition, effects }) => ({ condition, effects })), action };
}
