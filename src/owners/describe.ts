import type { TableName } from '../netfilter/hooks.js';
import { isHook } from '../netfilter/hooks.js';
import { writeMark } from '../netfilter/marks.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { ChainStory, MarkBit } from './owner.js';
import { perRuleset } from './perRuleset.js';
import { owners as registered } from './registry.js';
import { calledChain } from '../ruleset/callGraph.js';

const usualOrder = 50;
const owners = [...registered].sort((a, b) => (a.order ?? usualOrder) - (b.order ?? usualOrder));

const stories = perRuleset((): Map<string, ChainStory | undefined> => new Map());

/** Who owns a chain and what it is for; undefined for built-in chains and for names that belong to no known program. */
export function describeChain(ruleset: Ruleset, table: TableName, chain: string): ChainStory | undefined {
  if (isHook(chain)) return undefined;
  const known = stories(ruleset);
  const key = `${table} ${chain}`;
  if (known.has(key)) return known.get(key);
  const story = firstOf((owner) => owner.describeChain(chain, table, ruleset));
  known.set(key, story);
  return story;
}

/**
 * What a rule is in its owner's scheme, at most 60 characters: `policy accepted: leave`, `masquerade mark`. A jump of
 * which no owner says more tells what the chain it leads to is for. Undefined for rules that nobody knows.
 */
export function describeRule(ruleset: Ruleset, rule: BoundRule): string | undefined {
  const told = firstOf((owner) => owner.describeRule?.(rule, ruleset));
  if (told !== undefined) return told;
  const to = calledChain(rule);
  return to === undefined ? undefined : describeChain(ruleset, rule.table, to)?.purpose;
}

const bits = perRuleset((ruleset): readonly MarkBit[] =>
  owners.flatMap((owner) => owner.markBits?.(ruleset) ?? []),
);

/** The bits of the mark that this dump shows in use, of all owners, and that lie in `mask` (unsigned 32-bit). */
export function describeMark(ruleset: Ruleset, mask: number): readonly MarkBit[] {
  return bits(ruleset).filter((bit) => (bit.mask & mask) !== 0);
}

/**
 * A change of the mark in names: `+accept -pass (Calico), +0x40`. Where two owners claim the same bit, both readings
 * are told. Empty where nothing changed. `chain`: where a rule changes it.
 */
export function describeMarkChange(ruleset: Ruleset, from: number, to: number, chain?: string): string {
  const changed = (from ^ to) >>> 0;
  const byOwner = new Map<string, string[]>();
  const told = new Set<string>();
  let named = 0;
  for (const bit of describeMark(ruleset, changed)) {
    const sign = signOf(bit, nameIn(bit, chain), from, to);
    const field = `${bit.owner} ${String(bit.mask)}`;
    if (sign === '' || (bit.value === undefined && told.has(field))) continue;
    if (bit.value === (to & bit.mask) >>> 0) told.add(field);
    named |= bit.mask;
    const words = byOwner.get(bit.owner) ?? [];
    if (!words.includes(sign)) words.push(sign);
    byOwner.set(bit.owner, words);
  }
  const parts = [...byOwner].map(([owner, words]) => `${words.join(' ')} (${owner})`);
  const rest = (changed & ~named) >>> 0;
  const set = (rest & to) >>> 0;
  const cleared = (rest & from) >>> 0;
  const unnamed = [set === 0 ? '' : `+${writeMark(set)}`, cleared === 0 ? '' : `-${writeMark(cleared)}`];
  return [...parts, unnamed.filter((word) => word !== '').join(' ')].filter((part) => part !== '').join(', ');
}

function nameIn({ name, within }: MarkBit, chain: string | undefined): string {
  if (chain === undefined || within === undefined) return name;
  return within.begin.some((begin) => chain.startsWith(begin)) ? within.name : name;
}

/** `+name`, `-name`, or for a field with other content `name=0x…`; empty where this name is not concerned. */
function signOf(bit: MarkBit, name: string, from: number, to: number): string {
  const before = (from & bit.mask) >>> 0;
  const after = (to & bit.mask) >>> 0;
  if (bit.value !== undefined) {
    if (after === bit.value) return `+${name}`;
    return before === bit.value ? `-${name}` : '';
  }
  if (after === bit.mask) return `+${name}`;
  return after === 0 ? `-${name}` : `${name}=${writeMark(after)}`;
}

/** Sentences about mark bits on which the rules of the dump contradict each other; usually none. */
export function markDoubts(ruleset: Ruleset): readonly string[] {
  return owners.flatMap((owner) => owner.markDoubts?.(ruleset) ?? []);
}

/** Sentences about what decides on packets beside the rules of the dump; usually none. */
export function decidedElsewhere(ruleset: Ruleset): readonly string[] {
  return owners.flatMap((owner) => owner.decidesElsewhere?.(ruleset) ?? []);
}

/** What an ipset of this name holds, as a phrase; undefined where no known program names its sets so. */
export function describeSet(name: string): string | undefined {
  return firstOf((owner) => owner.describeSet?.(name));
}

function firstOf<T>(ask: (owner: (typeof owners)[number]) => T | undefined): T | undefined {
  for (const owner of owners) {
    const answer = ask(owner);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
