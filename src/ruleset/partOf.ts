import type { RememberedRule } from '../ast/rememberedLine.js';
import type { RuleContext } from '../extension/extension.js';
import type { OptionTable, Values } from '../extension/option.js';
import { areWords, formAt, readSettings, wordAt } from './lookByPlan.js';
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
  const form = formAt(spot, protocol);
  const values = (readSettings(scope, rule, cuts, form.family) ?? {}) as Values<OptionTable>;
  const name = `${form.table}/${spot.chain}:${spot.number}`;
  if (!isKeeping) return make(planned, values, { ...form, name });
  const watched = watch(values);
  const asked = { name: false };
  const part = make(planned, watched.values, {
    ...form,
    get name() {
      asked.name = true;
      return name;
    },
  });
  // The name is this rule's alone.
  if (!asked.name) {
    kept[parts.next] = { words: wordsOf(scope, watched.looked, rule, cuts), part };
    parts.next = (parts.next + 1) % mostKept;
  }
  return part;
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
