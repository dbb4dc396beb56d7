import { fieldsOf } from '../condition/fieldsOf.js';
import { partsOf } from '../condition/partsOf.js';
import type { Condition } from '../condition/condition.js';
import { conditionsOf } from '../packetset/conditionsOf.js';
import { effectsOf } from '../packetset/effectsOf.js';
import type { Effect, StateEffect } from '../packet/effect.js';
import { isOfRuleAlone } from '../ruleset/isOfRuleAlone.js';
import type { BoundMatch, BoundRule } from '../ruleset/ruleset.js';

/** What rules leave in the kernel for packets that come later. `own`: a bucket or a counter of one rule alone. */
export type State =
  | { readonly kind: 'recent' | 'set' | 'object'; readonly name: string }
  | { readonly kind: 'connection mark' | 'tracking' }
  | { readonly kind: 'own'; readonly rule: BoundRule };

/** A change of such a state. */
export interface Write {
  readonly state: State;
  /** Writes of two rules that do the same have the same. */
  readonly key: string;
  /** How many of the rule's matches must hold for it. */
  readonly behind: number;
  readonly by: Writer;
}

/** What of a rule writes a state: its target, or a match. */
export type Writer =
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'recent'; readonly effect: Extract<StateEffect, { kind: 'recent' }> }
  | { readonly kind: 'match'; readonly condition: Condition };

/** All that a rule leaves for later packets. */
export function writesOf(rule: BoundRule): readonly Write[] {
  const { matches } = rule;
  return [
    ...matches.flatMap((match, at) => matchWrites(rule, match, at)),
    ...effectsOf(rule).flatMap((effect) => {
      const state = writtenState(effect);
      if (state === undefined) return [];
      const by = { kind: 'effect', effect } as const;
      return [{ state, key: JSON.stringify(effect), behind: matches.length, by }];
    }),
  ];
}

function matchWrites(rule: BoundRule, { effects, condition }: BoundMatch, at: number): readonly Write[] {
  const told = effects.flatMap((effect): readonly Write[] => {
    switch (effect.kind) {
      case 'recent': {
        const behind = effect.evenIfNot === true ? at : at + 1;
        const by = { kind: 'recent', effect } as const;
        return [{ state: { kind: 'recent', name: effect.list }, key: JSON.stringify(effect), behind, by }];
      }
      case 'private': {
        const state: State = isOfRuleAlone(rule, effect)
          ? { kind: 'own', rule }
          : { kind: 'object', name: effect.name };
        return [{ state, key: effect.kind, behind: at, by: { kind: 'match', condition } }];
      }
      case 'frame-taken':
      case 'mark-taken':
        return [];
    }
  });
  const counted = [...partsOf(condition)].flatMap((part): readonly Write[] =>
    part.kind === 'member' && part.member.updateCounters
      ? [
          {
            state: { kind: 'object', name: `counters:${part.member.set}` },
            key: 'count',
            behind: at + 1,
            by: { kind: 'match', condition: part },
          },
        ]
      : [],
  );
  return [...told, ...counted];
}

function writtenState(effect: Effect): State | undefined {
  switch (effect.kind) {
    case 'set-entry':
      return { kind: 'set', name: effect.set };
    case 'connmark-set':
    case 'connmark-save':
      return { kind: 'connection mark' };
    case 'notrack':
    case 'ct-template':
      return { kind: 'tracking' };
    case 'mark':
    case 'connmark-restore':
    case 'nat':
    case 'tos':
    case 'ttl':
    case 'set-map':
    case 'copy':
    case 'tproxy':
    case 'mark-hash':
    case 'prefix':
    case 'tcp-options':
    case 'note':
      return undefined;
  }
}

/** By what states are told apart. */
export function keyOfState(state: State): string {
  return 'name' in state ? `${state.kind} ${state.name}` : state.kind;
}

/** The states of which what a rule does with a packet may depend, by their keys. Those of the rule alone are not among them. */
export function* readsOf(rule: BoundRule): Iterable<string> {
  for (const condition of conditionsOf(rule)) yield* readBy(condition);
  for (const effect of effectsOf(rule)) {
    if (effect.kind === 'connmark-restore') yield* ['connection mark', 'tracking'];
    if (effect.kind === 'nat') yield 'tracking';
    if (effect.kind === 'set-map') yield `set ${effect.set}`;
  }
}

function* readBy(condition: Condition): Iterable<string> {
  for (const part of partsOf(condition)) {
    switch (part.kind) {
      case 'derived':
        if (part.of.fact === 'recent') yield `recent ${part.of.list}`;
        break;
      case 'member':
        yield `set ${part.member.set}`;
        if (part.member.counters !== undefined) yield `object counters:${part.member.set}`;
        break;
      case 'ask':
        yield `object ${part.ask.subject}`;
        if (/^(?:helper|connlimit):/.test(part.ask.subject)) yield 'tracking';
        break;
      case 'bits':
        if (part.field === 'connectionMark') yield 'connection mark';
        break;
      case 'one-of':
      case 'in':
      case 'masked':
      case 'interface':
      case 'bytes':
      case 'draw':
        break;
    }
  }
  for (const field of fieldsOf(condition)) if (field.startsWith('ct')) yield 'tracking';
}

/** Whether it is of any consequence for packets that a rule matches: more than a line in a log. */
export function matters(rule: BoundRule): boolean {
  if (rule.action.kind === 'none') return false;
  return (
    rule.action.kind !== 'target' ||
    rule.action.outcome.kind !== 'do' ||
    rule.action.outcome.verdict !== 'CONTINUE' ||
    effectsOf(rule).some((effect) => !isLine(effect))
  );
}

/** Whether it writes a line in a log, or a record, and nothing else. */
export function isLine(effect: Effect): boolean {
  return effect.kind === 'note' && (effect.prefix !== undefined || effect.record !== undefined);
}
