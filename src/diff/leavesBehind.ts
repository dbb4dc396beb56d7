import type { Condition, Membership } from '../condition/condition.js';
import { changesForPacket } from '../packetset/bounds.js';
import type { ChangesBehind } from '../packetset/bounds.js';
import { takesMark } from '../packetset/heldBy.js';
import type { Workshop } from '../packetset/workshop.js';
import type { BoundMatch, BoundRule, Ruleset } from '../ruleset/ruleset.js';
import { keyOfState, matters, readsOf, writesOf } from './stateOf.js';
import type { State } from './stateOf.js';

/** The states of which what some rule of consequence does may depend, by their keys; found when somebody asks. */
export type StatesRead = () => ReadonlySet<string>;

export function statesRead(rulesets: readonly Ruleset[]): StatesRead {
  let known: Set<string> | undefined;
  return () => {
    if (known !== undefined) return known;
    known = new Set();
    const leading: BoundRule[] = [];
    for (const { tables } of rulesets) {
      for (const { chains } of tables) {
        for (const { rules } of chains.values()) {
          for (const rule of rules) {
            if (matters(rule)) for (const key of readsOf(rule)) known.add(key);
            else if (rule.matches.length > 0) leading.push(rule);
          }
        }
      }
    }
    // From a list that such a rule reads to one that it writes.
    for (let count = -1; count < known.size;) {
      count = known.size;
      for (const rule of leading) {
        if (leadsTo(rule, known)) for (const key of readsOf(rule)) known.add(key);
      }
    }
    return known;
  };
}

/** Whether matches of a rule change, beside a state of its own, the mark or one of some states, whatever the rule does else. */
function leadsTo(rule: BoundRule, states: ReadonlySet<string>): boolean {
  return (
    rule.matches.some(takesMark) ||
    writesOf(rule).some(({ state }) => state.kind !== 'own' && states.has(keyOfState(state)))
  );
}

/** Whether it is of any consequence what a rule does, or what its matches do. */
function counts(rule: BoundRule, reads: StatesRead): boolean {
  return matters(rule) || leadsTo(rule, reads());
}

/** The states of which what a rule of consequence does may depend, by their keys, as far as rules of its side write them for packets that meet it later. */
export function statesAsked(
  { tables }: Ruleset,
  { rulesOf }: Workshop,
  reads: StatesRead,
): (rule: BoundRule) => readonly string[] {
  const written = new Set<string>();
  for (const { chains } of tables) {
    for (const chain of chains.values()) {
      for (const rule of rulesOf(chain)) {
        for (const { state } of writesOf(rule)) if (isAskedInPassing(state)) written.add(keyOfState(state));
      }
    }
  }
  const known = new Map<BoundRule, readonly string[]>();
  return (rule) => {
    const before = known.get(rule);
    if (before !== undefined || written.size === 0) return before ?? none;
    const asked = counts(rule, reads) ? [...new Set(readsOf(rule))].filter((key) => written.has(key)) : none;
    known.set(rule, asked);
    return asked;
  };
}

const none: readonly string[] = [];

/** Marks of connections are fields of the packet, and only raw tells conntrack something, before anybody asks. */
function isAskedInPassing({ kind }: State): boolean {
  return kind === 'recent' || kind === 'set' || kind === 'object';
}

/** Whether what some rule does later may depend on a state that a rule leaves. */
export function isAskedFor(state: State, rule: BoundRule, reads: StatesRead): boolean {
  return state.kind === 'own' ? counts(rule, reads) : reads().has(keyOfState(state));
}

/** What it changes for the packet, and of states that a rule reads: buckets and counters of rules of consequence among them. */
export function leavesBehind(rulesets: readonly Ruleset[], reads: StatesRead): ChangesBehind {
  let counted: boolean | undefined;
  // By far the most matches change nothing, and of sets mostly nobody asks how often they held.
  const mayChange = ({ effects, condition }: BoundMatch): boolean =>
    effects.length > 0 ||
    (someMember(condition, ({ updateCounters }) => updateCounters) && (counted ??= asksCounters(rulesets)));
  return (rule) => {
    if (!rule.matches.some(mayChange)) return undefined;
    let first = changesForPacket(rule);
    for (const { state, behind } of writesOf(rule)) {
      if (behind >= (first ?? rule.matches.length)) continue;
      if (isAskedFor(state, rule, reads)) first = behind;
    }
    return first;
  };
}

function asksCounters(rulesets: readonly Ruleset[]): boolean {
  for (const { tables } of rulesets) {
    for (const { chains } of tables) {
      for (const { rules } of chains.values()) {
        for (const { matches } of rules) {
          if (matches.some(({ condition }) => someMember(condition, asksForCounters))) return true;
        }
      }
    }
  }
  return false;
}

function asksForCounters({ counters }: Membership): boolean {
  return counters !== undefined;
}

function someMember(condition: Condition, is: (member: Membership) => boolean): boolean {
  switch (condition.kind) {
    case 'member':
      return is(condition.member);
    case 'not':
      return someMember(condition.of, is);
    case 'all':
    case 'any':
      return condition.of.some((part) => someMember(part, is));
    default:
      return false;
  }
}
