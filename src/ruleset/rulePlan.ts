import { cutWords, valueBetween } from '../ast/rememberedLine.js';
import type { RememberedRule } from '../ast/rememberedLine.js';
import type { MatchExtension, TargetExtension } from '../extension/extension.js';
import type { OptionTable, OptionType } from '../extension/option.js';
import type { OptionScope } from './readOptions.js';
import type { RuleReading } from './readRule.js';
import { ruleOptions } from './ruleOptions.js';

/**
 * How a rule is read whose options are those of another one, with other values: which of its words are values of what. Which extensions a
 * rule loads, and which option belongs to whom, depends on the names of its options and on the words of -m, -p and -j; so long as
 * these are the same only the values have to be read.
 */
export interface RulePlan {
  /** Words that have to be as they are: after -m and -p, and after -j where that is a target. */
  readonly named: readonly NamedWord[];
  readonly own: PlannedScope;
  readonly matches: readonly PlannedMatch[];
  readonly target: PlannedTarget | undefined;
  /** Keys of interface options, which some chains refuse. */
  readonly sides: readonly string[];
  /** An extension looks at its values together. */
  readonly checks: boolean;
}

interface NamedWord {
  /** Of the word, in the shape. */
  readonly index: number;
  readonly text: string;
}

export interface PlannedScope {
  readonly owner: string;
  readonly options: OptionTable;
  readonly taken: readonly PlannedOption[];
}

export interface PlannedOption {
  readonly key: string;
  readonly type: OptionType<unknown>;
  readonly negated: boolean;
  /** Of its first value, in the shape. */
  readonly first: number;
  /** A list of several addresses makes several rules, which no plan does. */
  readonly single: boolean;
}

export interface PlannedMatch {
  readonly extension: MatchExtension;
  readonly scope: PlannedScope;
}

/** `index`: of its name, in the shape. Without extension the name has to be that of a chain. */
export interface PlannedTarget {
  readonly index: number;
  readonly extension?: TargetExtension;
  readonly scope?: PlannedScope;
}

/** The plan of a rule that was read with nothing wrong; undefined where there can be none. */
export function planOf(rule: RememberedRule, reading: RuleReading): RulePlan | undefined {
  if (reading.skipped || reading.problems.length > 0) return undefined;
  const { shape } = rule;
  const { text } = shape;
  const cuts = cutWords(rule);
  const nameAt = new Map(
    shape.options.map(({ name }) => [(cuts[name * 2] ?? 0) - rule.start + 1, name] as const),
  );
  const indexOf = (column: number): number => nameAt.get(column) ?? 0;
  const wordAt = (index: number): string =>
    shape.fixed[index] ?? valueBetween(text, cuts[index * 2] ?? 0, cuts[index * 2 + 1] ?? 0);

  const planScope = (scope: OptionScope): PlannedScope => ({
    owner: scope.owner,
    options: scope.options,
    taken: scope.taken.flatMap(({ key, node }) => {
      const entry = scope.options[key];
      if (entry === undefined) return [];
      const negated = node.negation !== undefined;
      const single = scope.options === ruleOptions && (key === 'source' || key === 'destination');
      return [{ key, type: entry.type, negated, first: indexOf(node.name.column) + 1, single }];
    }),
  });

  const own = planScope(reading.own);
  const indexesOf = (...keys: readonly string[]): readonly number[] =>
    own.taken.flatMap(({ key, first }) => (keys.includes(key) ? [first] : []));
  const isLoadedTarget = reading.target?.extension !== undefined;
  const named = [...indexesOf('match', 'protocol'), ...(isLoadedTarget ? indexesOf('jump') : [])];
  const matches: PlannedMatch[] = [];
  for (const loaded of reading.loaded) {
    if (loaded.kind !== 'match') return undefined;
    matches.push({ extension: loaded.match.extension, scope: planScope(loaded.match.scope) });
  }
  return {
    named: named.map((index) => ({ index, text: wordAt(index) })),
    own,
    matches,
    target: planTarget(reading, indexesOf('jump')[0], planScope),
    checks:
      reading.target?.extension?.check !== undefined ||
      matches.some(({ extension }) => extension.check !== undefined),
    sides: own.taken.flatMap(({ key }) => (key.endsWith('-interface') ? [key] : [])),
  };
}

function planTarget(
  { target }: RuleReading,
  index: number | undefined,
  planScope: (scope: OptionScope) => PlannedScope,
): PlannedTarget | undefined {
  if (target === undefined || index === undefined) return undefined;
  const { extension, scope } = target;
  return extension === undefined || scope === undefined
    ? { index }
    : { index, extension, scope: planScope(scope) };
}
