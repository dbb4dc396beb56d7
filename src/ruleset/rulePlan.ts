import { cutWords, valueBetween } from '../ast/rememberedLine.js';
import type { RememberedRule } from '../ast/rememberedLine.js';
import type { MatchExtension, TargetExtension } from '../extension/extension.js';
import type { OptionTable, OptionType, Reading } from '../extension/option.js';
import { settingsOf } from './readOptions.js';
import type { OptionScope } from './readOptions.js';
import type { LoadedTarget, RuleReading } from './readRule.js';
import { ruleOptions } from './ruleOptions.js';
import type { RuleValues } from './ruleOptions.js';

/**
 * How a rule is read whose options are those of another one, with other values: which of its words are values of what. Which extensions a
 * rule loads, and which option belongs to whom, depends on the names of its options and on the words of -m, -p and -j; so long as
 * these are the same only the values have to be read.
 */
export interface RulePlan {
  /** Words that have to be as they are: after -m and -p, and after -j where that is a target. */
  readonly named: readonly NamedWord[];
  readonly own: PlannedScope;
  readonly protocol: RuleValues['protocol'];
  readonly matches: readonly PlannedMatch[];
  readonly target: PlannedTarget | undefined;
  /** Those of all these options whose values may differ. */
  readonly varying: readonly PlannedOption[];
  /** Keys of interface options, which some chains refuse. */
  readonly sides: readonly string[];
  /** Extensions that look at their values together. */
  readonly checked: readonly { readonly extension: CheckingExtension; readonly scope: PlannedScope }[];
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
  /** Its value, where its word is one that has to be as it is. */
  readonly known: Reading<unknown> | undefined;
  /** The word that was read last, and what it says: many rules have the same. */
  readonly last: { text: string; reading: Reading<unknown> | undefined };
}

type CheckingExtension = Pick<MatchExtension | TargetExtension, 'check'>;

export interface PlannedMatch {
  readonly extension: MatchExtension;
  readonly scope: PlannedScope;
}

/** `index`: of its name, in the shape. Without extension the name has to be that of a chain. */
export interface PlannedTarget {
  readonly index: number;
  readonly extension?: TargetExtension;
  readonly scope?: PlannedScope;
  /** The name that was found to be a chain's last. */
  readonly last: { chain: string };
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

  const { target } = reading;
  const isNamed = (key: string): boolean =>
    key === 'match' || key === 'protocol' || (key === 'jump' && target?.extension !== undefined);
  const planScope = ({ owner, options, taken }: OptionScope): PlannedScope => ({
    owner,
    options,
    taken: taken.flatMap(({ key, node, value }) => {
      const entry = options[key];
      if (entry === undefined) return [];
      const ofRule = options === ruleOptions;
      return [
        {
          key,
          type: entry.type,
          negated: node.negation !== undefined,
          first: indexOf(node.name.column) + 1,
          single: ofRule && (key === 'source' || key === 'destination'),
          known: ofRule && isNamed(key) ? { ok: true, value } : undefined,
          last: { text: '', reading: undefined },
        },
      ];
    }),
  });

  const own = planScope(reading.own);
  const matches: PlannedMatch[] = [];
  for (const loaded of reading.loaded) {
    if (loaded.kind !== 'match') return undefined;
    matches.push({ extension: loaded.match.extension, scope: planScope(loaded.match.scope) });
  }
  const planned = planTarget(target, own, planScope);
  const loaded = [...matches, ...(isLoaded(planned) ? [planned] : [])];
  const all = [own, ...loaded.map(({ scope }) => scope)].flatMap(({ taken }) => taken);
  return {
    named: all.flatMap(({ known, first }) =>
      known === undefined ? [] : [{ index: first, text: wordAt(first) }],
    ),
    own,
    protocol: (settingsOf(reading.own) as RuleValues).protocol,
    matches,
    target: planned,
    varying: all.filter(({ known }) => known === undefined),
    checked: loaded.filter(({ extension }) => extension.check !== undefined),
    sides: own.taken.flatMap(({ key }) => (key.endsWith('-interface') ? [key] : [])),
  };
}

function planTarget(
  target: LoadedTarget | undefined,
  own: PlannedScope,
  planScope: (scope: OptionScope) => PlannedScope,
): PlannedTarget | undefined {
  const index = own.taken.find(({ key }) => key === 'jump')?.first;
  if (target === undefined || index === undefined) return undefined;
  const { extension, scope } = target;
  return extension === undefined || scope === undefined
    ? { index, last: { chain: '' } }
    : { index, extension, scope: planScope(scope), last: { chain: '' } };
}

function isLoaded(target: PlannedTarget | undefined): target is Required<PlannedTarget> {
  return target?.extension !== undefined;
}
