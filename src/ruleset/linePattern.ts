import type { LateText } from '../ast/dumpLines.js';
import { headLength } from '../ast/ruleHead.js';
import { cutWords } from '../ast/rememberedLine.js';
import type { RememberedRule } from '../ast/rememberedLine.js';
import { longestMatch } from '../extension/option.js';
import type { Family } from '../netfilter/hooks.js';
import { isWrongSide } from './interfaceSide.js';
import type { RuleSpot } from './lookByPlan.js';
import type { PlannedOption, RulePlan } from './rulePlan.js';

/**
 * Rules of one plan as a regular expression. What it matches behind `-A CHAIN ` has the shape of the plan, the words that have to be as they are, and
 * values that their types take: such a line is sound, and need not be cut into words. Of any other line it says nothing.
 */
export interface LinePattern {
  readonly plan: RulePlan;
  readonly expression: RegExp;
  /** Whether its last word is the name of the chain to which the rule leads. */
  readonly calls: boolean;
  /** The address for which the rule asks first: which one, and how far behind `-A CHAIN ` it stands. */
  readonly asked: { readonly field: 'source' | 'destination'; readonly offset: number } | undefined;
}

/** The patterns of one table's rules. */
export interface LinePatterns {
  readonly all: LinePattern[];
  /** Of each the one that matched behind it last: rules of a kind stand together, or take turns. */
  readonly behind: number[];
  readonly written: Set<string>;
  /** How often a rule of a plan was looked at by its words, and how many patterns the plan has. */
  readonly seen: Map<RulePlan, { times: number; patterns: number }>;
  last: number;
  hits: number;
  misses: number;
  /** Where the line behind the last one that a pattern matched begins, on its sheet. */
  next: number;
}

const blank = 0x20;
const quote = 0x22;

/** To make one takes as long as to look at so many rules. */
const mostSeen = 16;

/** So many has a plan of which some values have no usual form, and have to be as they were. */
const mostOfPlan = 4;

/** After so many rules more of a plan none is looked at for another pattern: that they are not found then has another reason. */
const mostTries = 32;

/** More are not kept: a table that needs them does not repeat itself. */
const mostPatterns = 64;

/** So many lines more may be missed than found before nobody looks further. */
const patience = 256;

export function newLinePatterns(): LinePatterns {
  return { all: [], behind: [], written: new Set(), seen: new Map(), last: 0, hits: 0, misses: 0, next: 0 };
}

/**
 * The pattern of a line of which the words behind `-A CHAIN ` begin at `at` of a sheet, if it has one and nothing is wrong with the line. No words are cut out
 * for that.
 */
export function soundLine(
  sheet: string,
  at: number,
  spot: RuleSpot,
  patterns: LinePatterns | undefined,
): LinePattern | undefined {
  if (patterns === undefined) return undefined;
  if (patterns.misses > patterns.hits + patience || patterns.all.length === 0) return undefined;
  const found = findPattern(sheet, at, patterns);
  if (found === undefined) patterns.misses += 1;
  else patterns.hits += 1;
  return found !== undefined && isInPlace(found, sheet, patterns.next - 1, spot) ? found : undefined;
}

/**
 * How many lines in a row, of at most `count` from the one of that number on, are sound as their patterns tell. All belong to the chain of `spot`, which goes on
 * with them.
 */
export function soundLines(
  late: LateText,
  line: number,
  count: number,
  spot: RuleSpot & { number: number },
  patterns: LinePatterns | undefined,
): number {
  const first = late.behindHead(line, spot.chain);
  if (patterns === undefined || first === undefined) return 0;
  const { sheet } = first;
  const before = headLength(spot.chain);
  // Where the next line begins otherwise, with counters or its chain in quotes, no option begins there.
  for (let { at } = first, passed = 0; passed < count; at = patterns.next + before, passed += 1) {
    if (at >= sheet.length || soundLine(sheet, at, spot, patterns) === undefined) return passed;
    spot.number += 1;
  }
  return count;
}

function findPattern(text: string, at: number, patterns: LinePatterns): LinePattern | undefined {
  const { all, behind, last } = patterns;
  const guess = behind[last] ?? 0;
  for (let tried = -1; tried < all.length; tried += 1) {
    const index = tried < 0 ? guess : tried;
    const pattern = all[index];
    if (pattern === undefined || (tried === guess && tried >= 0)) continue;
    const { expression } = pattern;
    expression.lastIndex = at;
    if (!expression.test(text)) continue;
    behind[last] = index;
    patterns.last = index;
    patterns.next = expression.lastIndex;
    return patterns.next - at > longestMatch ? undefined : pattern;
  }
  return undefined;
}

/** What does not stand in the words themselves: which chains there are, and which one the rule stands in. `end`: of the line, where its newline is. */
function isInPlace(
  { plan, calls }: LinePattern,
  text: string,
  end: number,
  { chain, place }: RuleSpot,
): boolean {
  const { sides, target } = plan;
  for (let index = 0; index < sides.length; index += 1) {
    if (isWrongSide(chain, sides[index] ?? '')) return false;
  }
  if (!calls || target === undefined) return true;
  // Blanks stand in a name only between quotes.
  if (text.charCodeAt(end - 1) === quote) return false;
  let start = end - 1;
  while (text.charCodeAt(start - 1) !== blank) start -= 1;
  const { last } = target;
  if (end - start === last.chain.length && text.startsWith(last.chain, start)) return true;
  const name = text.slice(start, end);
  if (!place.isChain(name)) return false;
  last.chain = name;
  last.action = undefined;
  return true;
}

/** Remembers what a rule looks like which was found sound by its plan. */
export function learnPattern(
  plan: RulePlan,
  rule: RememberedRule,
  family: Family,
  patterns: LinePatterns | undefined,
): void {
  if (patterns === undefined) return;
  const seen = patterns.seen.get(plan) ?? { times: 0, patterns: 0 };
  seen.times += 1;
  patterns.seen.set(plan, seen);
  if (seen.times < mostSeen || seen.times >= mostSeen + mostTries) return;
  if (seen.patterns >= mostOfPlan || patterns.all.length >= mostPatterns) return;
  const { shape, sheet, start } = rule;
  if (shape.command !== 0) return;
  const cuts = cutWords(rule);
  const kept = new Set(
    [...plan.named, ...plan.checked.flatMap(({ looked }) => looked)].map(({ index }) => index),
  );
  const types = new Map(plan.varying.map(({ first, type }) => [first, type]));
  const first = firstAsked(plan);
  const called = plan.target?.loaded === undefined ? plan.target?.index : undefined;
  const isFixed = (index: number): boolean =>
    shape.fixed[index] !== undefined || kept.has(index) || !types.has(index);
  // iptables-save prints the name last and the address first: so both are found without groups.
  if (called !== undefined && called !== shape.fixed.length - 1) return;
  const words = shape.fixed.map(
    (fixed, index) => fixed ?? sheet.slice(cuts[index * 2] ?? start, cuts[index * 2 + 1] ?? start),
  );
  const before = first === undefined ? [] : words.slice(2, first.option.first);
  if (before.some((_, index) => !isFixed(index + 2))) return;
  const sources = words.map((word, index) =>
    isFixed(index) ? escaped(word) : (types.get(index)?.pattern?.(family) ?? escaped(word)),
  );
  const source = `${sources.slice(2).join(' ')}\\n`;
  if (patterns.written.has(source)) return;
  patterns.written.add(source);
  seen.patterns += 1;
  patterns.all.push({
    plan,
    expression: new RegExp(source, 'y'),
    calls: called !== undefined,
    asked: first && { field: first.field, offset: `${before.join(' ')} `.length },
  });
}

/** The option for whose address a rule asks before anything else, as `firstAddress` has it. */
function firstAsked({
  own,
}: RulePlan): { readonly field: 'source' | 'destination'; readonly option: PlannedOption } | undefined {
  for (const field of ['source', 'destination'] as const) {
    const option = own.taken.find(({ key }) => key === field);
    if (option !== undefined) return option.negated ? undefined : { field, option };
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
