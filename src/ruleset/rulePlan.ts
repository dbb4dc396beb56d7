import { cutWords, valueBetween } from '../ast/rememberedLine.js';
import type { RememberedRule } from '../ast/rememberedLine.js';
import type { MatchExtension, TargetExtension } from '../extension/extension.js';
import type { OptionEntry, OptionTable, OptionType, Reading } from '../extension/option.js';
import { formOf } from './settleRule.js';
import { lookedAt } from './lookedAt.js';
import { turnOf } from './matchTurn.js';
import type { CheckingExtension } from './lookedAt.js';
import { settingsOf } from './readOptions.js';
import type { OptionScope, TakenOption } from './readOptions.js';
import type { LoadedTarget, RuleReading } from './ruleReading.js';
import { askedOptions, ruleOptions } from './ruleOptions.js';
import type { RuleValues } from './ruleOptions.js';
import type { Action, BoundMatch } from './ruleset.js';

/**
 * How a rule is read whose options are those of another one, with other values: which of its words are values of what. Which extensions a
 * rule loads, and which option belongs to whom, depends on the names of its options and on the words of -m, -p and -j; so long as
 * these are the same only the values have to be read.
 */
export interface RulePlan {
  /** Words that the shape leaves open and that have to be as they are: after -m and -p, and after -j where that is a target. */
  readonly named: readonly NamedWord[];
  readonly own: PlannedScope;
  /** What of it `ruleCondition` asks. */
  readonly asked: PlannedPart<BoundMatch>;
  readonly protocol: RuleValues['protocol'];
  readonly matches: readonly PlannedMatch[];
  readonly target: PlannedTarget | undefined;
  /** The option behind which stands where the rule goes to. */
  readonly goto: PlannedOption | undefined;
  /** Those of all these options that have values which may differ. */
  readonly varying: readonly PlannedOption[];
  /** Keys of interface options, which some chains refuse. */
  readonly sides: readonly string[];
  /** Extensions that look at their values together. */
  readonly checked: readonly PlannedCheck[];
  /** The matches of the rule that was bound last: of many rules all are shared, and then so is the list. */
  readonly last: { matches: readonly BoundMatch[] };
}

/** A check that passed. `looked`: the words of those values that it looked at; with the same ones it passes again. */
export interface PlannedCheck {
  readonly extension: CheckingExtension;
  readonly scope: PlannedScope;
  readonly looked: readonly NamedWord[];
}

export interface NamedWord {
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
  /** It may be given several times. */
  readonly multiple: boolean;
  /** Of its first value, in the shape. */
  readonly first: number;
  /** How many of its words stand there. */
  readonly words: number;
  /** A list of several addresses makes several rules, which no plan does. */
  readonly single: boolean;
  /** Its value, where its word is one that has to be as it is. */
  readonly known: Reading<unknown> | undefined;
  /** The word that was read last, and what it says: many rules have the same. */
  readonly last: { text: string; reading: Reading<unknown> | undefined };
}

/**
 * Parts of rules that were made of some options of a plan. What is made of them depends on those values that were looked at while it was made, and on
 * nothing else: a rule with the same words for these has the same part, and shares it.
 */
export interface KeptParts<T> {
  readonly kept: { readonly words: readonly NamedWord[]; readonly part: T }[];
  /** Where the next one is kept, once there are as many as are kept. */
  next: number;
  hits: number;
  misses: number;
}

/** Options of which a part of the rule is made. */
export interface PlannedPart<T> {
  readonly scope: PlannedScope;
  readonly parts: KeptParts<T>;
}

export interface PlannedMatch extends PlannedPart<BoundMatch> {
  /** Which one of its name it is in the rule, from 1. */
  readonly turn: number;
  readonly extension: MatchExtension;
}

/** `index`: of its name, in the shape. Without `loaded` the name has to be that of a chain. */
export interface PlannedTarget {
  readonly index: number;
  readonly loaded?: PlannedAction;
  /** The name that was found to be a chain's last, and the jump there, if one was made. */
  readonly last: { chain: string; action: Action | undefined };
}

export interface PlannedAction extends PlannedPart<Action> {
  /** As after -j. */
  readonly name: string;
  readonly extension: TargetExtension;
}

/** The plan of a rule that was read with nothing wrong; undefined where there can be none. */
export function planOf(rule: RememberedRule, reading: RuleReading): RulePlan | undefined {
  if (reading.skipped || reading.problems.length > 0) return undefined;
  const planner = plannerOf(rule, reading);
  const own = planner.scope(reading.own);
  const protocol = (settingsOf(reading.own) as RuleValues).protocol;
  const matches: PlannedMatch[] = [];
  const checked: PlannedCheck[] = [];
  const planChecks = (extension: CheckingExtension, scope: OptionScope, planned: PlannedScope): void => {
    if (extension.check === undefined) return;
    const form = formOf(reading.place, protocol);
    checked.push({
      extension,
      scope: planned,
      looked: planner.words(planned, lookedAt(extension, scope, form)),
    });
  };
  for (const loaded of reading.loaded) {
    if (loaded.kind !== 'match') return undefined;
    const { extension, scope } = loaded.match;
    const planned = planner.scope(scope);
    matches.push({
      extension,
      turn: turnOf(reading.loaded, matches.length),
      scope: planned,
      parts: noParts(),
    });
    planChecks(extension, scope, planned);
  }
  const { target } = reading;
  const planned = planTarget(target, own, planner);
  if (target?.scope !== undefined && planned?.loaded !== undefined) {
    planChecks(planned.loaded.extension, target.scope, planned.loaded.scope);
  }
  const loaded = [...matches, ...(planned?.loaded === undefined ? [] : [planned.loaded])];
  const all = [own, ...loaded.map(({ scope }) => scope)].flatMap(({ taken }) => taken);
  if (all.some(({ type, words }) => words !== type.takes)) return undefined;
  return {
    named: all.flatMap(({ known, first }) => (known === undefined ? [] : planner.open(first))),
    own,
    asked: {
      scope: { ...own, taken: own.taken.filter(({ key }) => askedOptions.has(key)) },
      parts: noParts(),
    },
    protocol,
    matches,
    target: planned,
    goto: own.taken.find(({ key }) => key === 'goto'),
    varying: all.filter(({ known, type }) => known === undefined && type.takes > 0),
    checked,
    sides: own.taken.flatMap(({ key }) => (key.endsWith('-interface') ? [key] : [])),
    last: { matches: [] },
  };
}

/** Finds the words of a rule in its shape. */
interface Planner {
  scope(scope: OptionScope): PlannedScope;
  /** The words of those of its options that are open in the shape. */
  words(scope: PlannedScope, keys: ReadonlySet<string>): readonly NamedWord[];
  /** The word at an index, if the shape leaves it open. */
  open(index: number): readonly NamedWord[];
}

function plannerOf(rule: RememberedRule, { target }: RuleReading): Planner {
  const { shape, sheet } = rule;
  const cuts = cutWords(rule).slice();
  const nameAt = new Map(
    shape.options.map(({ name }) => [(cuts[name * 2] ?? 0) - rule.start + 1, name] as const),
  );
  const isNamed = (key: string): boolean =>
    key === 'match' || key === 'protocol' || (key === 'jump' && target?.extension !== undefined);
  const open = (index: number): readonly NamedWord[] =>
    shape.fixed[index] === undefined
      ? [{ index, text: valueBetween(sheet, cuts[index * 2] ?? 0, cuts[index * 2 + 1] ?? 0) }]
      : [];
  const planOption = (
    { key, node, value }: TakenOption,
    entry: OptionEntry<unknown>,
    ofRule: boolean,
  ): PlannedOption => ({
    key,
    type: entry.type,
    negated: node.negation !== undefined,
    multiple: entry.multiple === true,
    first: (nameAt.get(node.name.column) ?? 0) + 1,
    words: node.words.length,
    single: ofRule && (key === 'source' || key === 'destination'),
    known: ofRule && isNamed(key) ? { ok: true, value } : undefined,
    last: { text: '', reading: undefined },
  });
  return {
    scope: ({ owner, options, taken }) => ({
      owner,
      options,
      taken: taken.flatMap((option) => {
        const entry = options[option.key];
        return entry === undefined ? [] : [planOption(option, entry, options === ruleOptions)];
      }),
    }),
    words: ({ taken }, keys) =>
      taken.flatMap(({ key, first, words }) =>
        keys.has(key) ? Array.from({ length: words }, (_, index) => first + index).flatMap(open) : [],
      ),
    open,
  };
}

function planTarget(
  target: LoadedTarget | undefined,
  own: PlannedScope,
  planner: Planner,
): PlannedTarget | undefined {
  const index = own.taken.find(({ key }) => key === 'jump')?.first;
  if (target === undefined || index === undefined) return undefined;
  const { extension, scope } = target;
  return extension === undefined || scope === undefined
    ? { index, last: { chain: '', action: undefined } }
    : {
        index,
        loaded: { name: target.name, extension, scope: planner.scope(scope), parts: noParts() },
        last: { chain: '', action: undefined },
      };
}

function noParts<T>(): KeptParts<T> {
  return { kept: [], next: 0, hits: 0, misses: 0 };
}
