import { cutWords } from '../ast/rememberedLine.js';
import type { RememberedRule } from '../ast/rememberedLine.js';
import type { Family } from '../netfilter/hooks.js';
import { isWrongSide } from './interfaceSide.js';
import type { RuleSpot } from './readByPlan.js';
import type { PlannedOption, RulePlan } from './rulePlan.js';

/**
 * Rules of one plan as a regular expression. What it matches behind `-A CHAIN ` has the shape of the plan, the words that have to be as they are, and
 * values that their types take: such a line is sound, and need not be cut into words. Of any other line it says nothing.
 */
export interface LinePattern {
  readonly plan: RulePlan;
  readonly expression: RegExp;
  /** The group that is the name of the chain to which the rule leads; 0 where it leads to none. */
  readonly called: number;
  /** The group that is the address for which the rule asks first, and which of both; 0 where it asks for none. */
  readonly asked: number;
  readonly field: 'source' | 'destination';
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
}

/** A line that a pattern matches. */
export interface SoundLine {
  readonly pattern: LinePattern;
  readonly groups: RegExpExecArray;
}

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
  return { all: [], behind: [], written: new Set(), seen: new Map(), last: 0, hits: 0, misses: 0 };
}

/** The line that begins at `start` of a dump's text, if it is one of a pattern and nothing is wrong with it. */
export function soundLine(
  text: string,
  start: number,
  spot: RuleSpot,
  patterns: LinePatterns | undefined,
): SoundLine | undefined {
  if (patterns === undefined) return undefined;
  if (patterns.misses > patterns.hits + patience || patterns.all.length === 0) return undefined;
  const { chain } = spot;
  const end = start + 3 + chain.length;
  if (!text.startsWith('-A ', start) || !text.startsWith(chain, start + 3) || !text.startsWith(' ', end))
    return undefined;
  const found = findPattern(text, end + 1, patterns);
  if (found === undefined) patterns.misses += 1;
  else patterns.hits += 1;
  return found !== undefined && isInPlace(found, spot) ? found : undefined;
}

function findPattern(text: string, at: number, patterns: LinePatterns): SoundLine | undefined {
  const { all, behind, last } = patterns;
  const guess = behind[last] ?? 0;
  for (let tried = -1; tried < all.length; tried += 1) {
    const index = tried < 0 ? guess : tried;
    const pattern = all[index];
    if (pattern === undefined || (tried === guess && tried >= 0)) continue;
    pattern.expression.lastIndex = at;
    const groups = pattern.expression.exec(text);
    if (groups === null) continue;
    behind[last] = index;
    patterns.last = index;
    return { pattern, groups };
  }
  return undefined;
}

/** What does not stand in the words themselves: which chains there are, and which one the rule stands in. */
function isInPlace({ pattern: { plan, called }, groups }: SoundLine, { chain, place }: RuleSpot): boolean {
  if (plan.sides.some((side) => isWrongSide(chain, side))) return false;
  const { target } = plan;
  const name = groups[called];
  if (called === 0 || target === undefined || name === target.last.chain) return true;
  if (name === undefined || !place.isChain(name)) return false;
  target.last.chain = name;
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
  const { shape, start } = rule;
  if (shape.command !== 0) return;
  const cuts = cutWords(rule);
  const kept = new Set(
    [...plan.named, ...plan.checked.flatMap(({ looked }) => looked)].map(({ index }) => index),
  );
  const types = new Map(plan.varying.map(({ first, type }) => [first, type]));
  const first = firstAsked(plan);
  const called = plan.target?.extension === undefined ? plan.target?.index : undefined;
  const groups = [called, first?.option.first].filter((index) => index !== undefined).sort((a, b) => a - b);
  const groupOf = (index: number | undefined): number =>
    index === undefined ? 0 : groups.indexOf(index) + 1;
  const words = shape.fixed.map((fixed, index) => {
    const written = fixed ?? shape.text.slice(cuts[index * 2] ?? start, cuts[index * 2 + 1] ?? start);
    const type = fixed === undefined && !kept.has(index) ? types.get(index) : undefined;
    const source = type?.pattern?.(family) ?? escaped(written);
    return groups.includes(index) ? `(${source})` : source;
  });
  const source = `${words.slice(2).join(' ')}\\n`;
  if (patterns.written.has(source)) return;
  patterns.written.add(source);
  seen.patterns += 1;
  patterns.all.push({
    plan,
    expression: new RegExp(source, 'y'),
    called: groupOf(called),
    asked: groupOf(first?.option.first),
    field: first?.field ?? 'destination',
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
