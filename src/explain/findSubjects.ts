import { readNumber } from '../extension/types/numbers.js';
import { isTableName } from '../netfilter/hooks.js';
import { fullMask } from '../netfilter/marks.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import type { AskedMark } from './explainMark.js';

export const subjectKinds = ['chain', 'rule', 'mark', 'ipset'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** Something of a dump that can be explained. */
export type Subject =
  | { readonly kind: 'chain'; readonly table: Table; readonly chain: Chain }
  | { readonly kind: 'rule'; readonly table: Table; readonly chain: Chain; readonly rule: BoundRule }
  | { readonly kind: 'mark'; readonly mark: AskedMark }
  | { readonly kind: 'ipset'; readonly name: string };

/**
 * All that a word may mean: `cali-FORWARD` and `filter/cali-FORWARD` a chain, with `:3` behind it a rule, `0x10000` or `0x0/0x10000` a mark,
 * any other name a set of `setNames`. With `only`, what it means as that; then `marks` is all bits, and a number alone the rule of that line.
 */
export function findSubjects(
  ruleset: Ruleset,
  setNames: () => ReadonlySet<string>,
  word: string,
  only?: SubjectKind,
): readonly Subject[] {
  const wants = (kind: SubjectKind): boolean => only === undefined || only === kind;
  return [
    ...(wants('chain') ? chainSubjects(ruleset, word) : []),
    ...(wants('rule') ? ruleSubjects(ruleset, word, only === 'rule') : []),
    ...(wants('mark') ? markSubjects(word) : []),
    ...(wants('ipset') && setNames().has(word) ? [{ kind: 'ipset', name: word } as const] : []),
  ];
}

/** Where a name with its table before it may stand. */
function placesOf(ruleset: Ruleset, word: string): readonly (readonly [table: Table, name: string])[] {
  const [, before = '', rest = ''] = /^([^/]*)\/(.+)$/s.exec(word) ?? [];
  const named = isTableName(before);
  return ruleset.tables.flatMap((table): readonly (readonly [Table, string])[] => [
    [table, word],
    ...(named && table.name === before ? [[table, rest] as const] : []),
  ]);
}

function chainSubjects(ruleset: Ruleset, word: string): readonly Subject[] {
  return placesOf(ruleset, word).flatMap(([table, name]) => {
    const chain = table.chains.get(name);
    return chain === undefined ? [] : [{ kind: 'chain', table, chain } as const];
  });
}

function ruleSubjects(ruleset: Ruleset, word: string, byLine: boolean): readonly Subject[] {
  if (byLine && /^\d{1,9}$/.test(word)) {
    return ruleset.tables.flatMap((table) =>
      [...table.chains.values()].flatMap((chain) => {
        const rule = chain.rules.find(({ line }) => line === Number(word));
        return rule === undefined ? [] : [{ kind: 'rule', table, chain, rule } as const];
      }),
    );
  }
  const [, place = '', number] = /^(.+):(\d{1,9})$/s.exec(word) ?? [];
  return placesOf(ruleset, place).flatMap(([table, name]) => {
    const chain = table.chains.get(name);
    const rule = chain?.rules[Number(number) - 1];
    return chain === undefined || rule === undefined ? [] : [{ kind: 'rule', table, chain, rule } as const];
  });
}

function markSubjects(word: string): readonly Subject[] {
  if (word === 'marks') return [{ kind: 'mark', mark: { mask: fullMask } }];
  const [first = '', second, ...rest] = word.split('/');
  const value = readNumber(first, fullMask);
  const mask = second === undefined ? value : readNumber(second, fullMask);
  if (value === undefined || mask === undefined || rest.length > 0) return [];
  return [{ kind: 'mark', mark: { value, mask: (mask | value) >>> 0 } }];
}
