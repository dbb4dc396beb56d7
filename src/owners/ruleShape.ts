import { conjunctsOf } from '../condition/conjunctsOf.js';
import { writeAddress } from '../address/address.js';
import type { Condition, Membership } from '../condition/condition.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { TableName } from '../netfilter/hooks.js';
import type { Verdict } from '../netfilter/states.js';
import type { Effect } from '../packet/effect.js';
import type { BitsField } from '../packet/field.js';
import { chainsStarting } from '../ruleset/lateChains.js';
import type { BoundRule, Chain, Ruleset } from '../ruleset/ruleset.js';

/** Every chain of the ruleset, or of one table of it. A table may occur twice (both backends). */
export function chainsOf(ruleset: Ruleset, table?: TableName): readonly Chain[] {
  const found: Chain[] = [];
  for (const each of ruleset.tables) {
    if (table !== undefined && each.name !== table) continue;
    for (const chain of each.chains.values()) found.push(chain);
  }
  return found;
}

/** The chains whose names begin in one of these ways, in their order; `repeated` and `few` as chainsStarting has them, for each table. */
export function chainsBeginning(
  ruleset: Ruleset,
  beginnings: readonly string[],
  repeated: readonly string[] = [],
  few = 0,
): readonly Chain[] {
  return ruleset.tables.flatMap((table) => [...chainsStarting(table, beginnings, repeated, few)]);
}

/** The built-in chains of a ruleset. */
export function builtInChains({ tables }: Ruleset): readonly Chain[] {
  return tables.flatMap(({ name, chains }) => builtinChains[name].flatMap((hook) => chains.get(hook) ?? []));
}

/** The chains of one name, in one table or in all. */
export function chainsNamed(ruleset: Ruleset, name: string, table?: TableName): readonly Chain[] {
  const found: Chain[] = [];
  for (const each of ruleset.tables) {
    const chain = table === undefined || each.name === table ? each.chains.get(name) : undefined;
    if (chain !== undefined) found.push(chain);
  }
  return found;
}

/** The rules of all chains of one name. */
export function rulesOf(ruleset: Ruleset, name: string, table?: TableName): readonly BoundRule[] {
  return chainsNamed(ruleset, name, table).flatMap((chain) => chain.rules);
}

/** What a rule asks, as a flat list: all of it must hold. Empty where the rule takes every packet. */
export function conjuncts(rule: BoundRule): readonly Condition[] {
  return rule.matches.flatMap(({ condition }) => conjunctsOf(condition));
}

export interface BitTest {
  readonly mask: number;
  readonly value: number;
  readonly negated: boolean;
}

/** The first test of the mark (or another field of bits) in a rule. */
export function bitTest(rule: BoundRule, field: BitsField = 'mark'): BitTest | undefined {
  for (const condition of conjuncts(rule)) {
    const negated = condition.kind === 'not';
    const inner = negated ? condition.of : condition;
    if (inner.kind === 'bits' && inner.field === field) {
      return { mask: inner.mask, value: inner.value, negated };
    }
  }
  return undefined;
}

export interface InterfaceTest {
  readonly name: string;
  readonly wildcard: boolean;
  readonly negated: boolean;
}

/** The `-i` or `-o` of a rule. */
export function interfaceTest(rule: BoundRule, side: 'in' | 'out'): InterfaceTest | undefined {
  for (const condition of conjuncts(rule)) {
    const negated = condition.kind === 'not';
    const inner = negated ? condition.of : condition;
    if (inner.kind === 'interface' && inner.side === side) {
      return { name: inner.name, wildcard: inner.wildcard, negated };
    }
  }
  return undefined;
}

/** The ctstates that a rule asks for, not negated. */
export function stateTest(rule: BoundRule): readonly string[] {
  return conjuncts(rule).flatMap((each) =>
    each.kind === 'one-of' && each.field === 'ctState' ? each.values : [],
  );
}

/** The set tests of a rule that are not negated. */
export function setTests(rule: BoundRule): readonly Membership[] {
  return conjuncts(rule).flatMap((each) => (each.kind === 'member' ? [each.member] : []));
}

export function hasMatch(rule: BoundRule, name: string): boolean {
  return rule.matches.some((match) => match.name === name);
}

/** What a rule's target changes. */
export function effectsOf(rule: BoundRule): readonly Effect[] {
  if (rule.action.kind !== 'target') return [];
  const { outcome } = rule.action;
  return outcome.kind === 'do' ? outcome.effects : outcome.yes.kind === 'do' ? outcome.yes.effects : [];
}

/** The verdict of a rule's target; `CONTINUE` where it has none, undefined for jumps. */
export function verdictOf(rule: BoundRule): Verdict | undefined {
  switch (rule.action.kind) {
    case 'jump':
    case 'goto':
    case 'unread':
      return undefined;
    case 'none':
      return 'CONTINUE';
    case 'target':
      return rule.action.outcome.kind === 'do' ? rule.action.outcome.verdict : 'CONTINUE';
  }
}

/** As after `-j`: `MARK`. */
export function targetName(rule: BoundRule): string | undefined {
  return rule.action.kind === 'target' ? rule.action.name : undefined;
}

/** How a rule changes the mark: `mark = (mark & ~mask) ^ value`. */
export function markChange(rule: BoundRule): { readonly value: number; readonly mask: number } | undefined {
  for (const effect of effectsOf(rule)) {
    if (effect.kind === 'mark') return { value: effect.value, mask: effect.mask };
  }
  return undefined;
}

/** Where a DNAT rule sends to: `10.0.0.1:80`, `[fd00::1]:80`, an address alone. */
export function natDestination(rule: BoundRule): string | undefined {
  for (const effect of effectsOf(rule)) {
    if (effect.kind !== 'nat' || effect.side !== 'destination' || effect.to.kind !== 'range') continue;
    const { addresses, ports } = effect.to;
    if (addresses === undefined) return ports === undefined ? undefined : `:${String(ports[0])}`;
    const address = writeAddress(addresses[0]);
    if (ports === undefined) return address;
    return `${address.includes(':') ? `[${address}]` : address}:${String(ports[0])}`;
  }
  return undefined;
}
