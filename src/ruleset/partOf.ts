import type { RememberedRule } from '../ast/rememberedLine.js';
import type { RuleContext, Writer } from '../extension/extension.js';
import type { OptionTable, Values } from '../extension/option.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import { areWords, readSettings, wordAt } from './lookByPlan.js';
import type { Cuts, RuleSpot } from './lookByPlan.js';
import { watch } from './lookedAt.js';
import type { NamedWord, PlannedPart, PlannedScope, RulePlan } from './rulePlan.js';

/** So many are kept of one plan's scope, those that were made last. */
const mostKept = 16;

/** So many parts more may be made than found before none is kept any more: each rule then has a part of its own. */
const patience = 64;

/** The part of a rule in which nothing is wrong: one that was made before, or what `make` makes of its values. */
export function partOf<T, P extends PlannedPart<T>>(
  planned: P,
  make: (planned: P, values: Values<OptionTable>, rule: RuleContext) => T,
  { protocol }: RulePlan,
  rule: RememberedRule,
  cuts: Cuts,
  spot: RuleSpot,
): T {
  const { scope, parts } = planned;
  const { kept } = parts;
  const isKeeping = parts.misses <= parts.hits + patience;
  // By index: this is asked of each part of a hundred thousand rules.
  for (let index = 0; isKeeping && index < kept.length; index += 1) {
    const known = kept[index];
    if (known === undefined || !areWords(known.words, rule, cuts)) continue;
    parts.hits += 1;
    return known.part;
  }
  parts.misses += 1;
  const values = (readSettings(scope, rule, cuts, spot.place.family) ?? {}) as Values<OptionTable>;
  const context = new SpotContext(spot.place, spot.chain, spot.number, protocol);
  if (!isKeeping) return make(planned, values, context);
  const watched = watch(values);
  const part = make(planned, watched.values, context);
  // The name is this rule's alone.
  if (!context.isNamed) {
    kept[parts.next] = { words: wordsOf(scope, watched.looked, rule, cuts), part };
    parts.next = (parts.next + 1) % mostKept;
  }
  return part;
}

/** What a part may know of its rule. A class, since most parts ask for little of it, and one is made for each that is made. */
class SpotContext implements RuleContext {
  /** Whether somebody asked for the name. */
  isNamed = false;

  constructor(
    private readonly place: RuleSpot['place'],
    private readonly chain: string,
    private readonly number: number,
    private readonly given: RulePlan['protocol'],
  ) {}

  get family(): Family {
    return this.place.family;
  }

  get table(): TableName {
    return this.place.table;
  }

  get protocol(): number {
    return this.given?.value ?? 0;
  }

  get protocolNegated(): boolean {
    return this.given?.negated ?? false;
  }

  get writer(): Writer {
    return this.place.writer;
  }

  get name(): string {
    this.isNamed = true;
    return `${this.place.table}/${this.chain}:${this.number}`;
  }
}

/** The words of some options that are not the same in all lines of the shape. */
function wordsOf(
  { taken }: PlannedScope,
  keys: ReadonlySet<string>,
  rule: RememberedRule,
  cuts: Cuts,
): readonly NamedWord[] {
  const words: NamedWord[] = [];
  for (const { key, first, words: count } of taken) {
    if (!keys.has(key)) continue;
    for (let index = first; index < first + count; index += 1) {
      if (rule.shape.fixed[index] === undefined) words.push({ index, text: wordAt(rule, cuts, index) });
    }
  }
  return words;
}
