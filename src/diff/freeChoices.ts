import { fieldsOf } from '../condition/fieldsOf.js';
import type { NatSide } from '../netfilter/hooks.js';
import type { Effect, NatTarget } from '../packet/effect.js';
import type { Field } from '../packet/field.js';
import { conditionsOf } from '../packetset/conditionsOf.js';
import { effectsOf } from '../packetset/effectsOf.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame } from '../packetset/rowsOf.js';
import type { Workshop } from '../packetset/workshop.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';

export interface FreeChoices {
  /** Of packets that come to a rule those that may match and may not, by what the kernel picked for them: no variable stands for that. */
  torn(rule: BoundRule, arriving: PacketSet, matched: PacketSet): PacketSet;
}

const sides = ['source', 'destination'] as const;

/** Knows what rules write of which the kernel picks one of several values: addresses and ports of a range, its own, the word that balances a prefix. */
export function freeChoices(ruleset: Ruleset, workshop: Workshop): FreeChoices {
  const { diagrams, variables, survey } = workshop;
  const free = pickedFields(ruleset, workshop);
  const askedOf = askedFields((field) => field === 'packetType' || free.has(field));
  return {
    torn(rule, arriving, matched) {
      if (matched === nothing) return nothing;
      const asked = askedOf(rule);
      // What such a frame counts as depends on a hash.
      if (survey.takesFrames && asked.has('packetType')) return asTheyCame(workshop, matched);
      if (free.size === 0 || matched === arriving || asked.size === 0) return nothing;
      let changed = free.has('prefix') ? arriving : nothing;
      for (const [side, level] of variables.translated) {
        if (!asked.has(side) && !asked.has(`${side}Port`)) continue;
        changed = diagrams.or(changed, diagrams.and(arriving, diagrams.variable(level)));
      }
      if (changed === nothing) return nothing;
      const matching = asTheyCame(workshop, diagrams.and(changed, matched));
      return diagrams.and(matching, asTheyCame(workshop, diagrams.minus(changed, matched)));
    },
  };
}

/** The fields of some kind for which a rule asks; found once for each. */
function askedFields(isOne: (field: Field) => boolean): (rule: BoundRule) => ReadonlySet<Field> {
  const known = new Map<BoundRule, ReadonlySet<Field>>();
  return (rule) => {
    const asked =
      known.get(rule) ?? new Set(conditionsOf(rule).flatMap((of) => [...fieldsOf(of)].filter(isOne)));
    known.set(rule, asked);
    return asked;
  };
}

/** `prefix`: one of them is written without nat. */
function pickedFields({ tables }: Ruleset, { rulesOf }: Workshop): ReadonlySet<Field | 'prefix'> {
  const picked = new Set<Field | 'prefix'>();
  for (const { chains } of tables) {
    for (const chain of chains.values()) {
      for (const effect of rulesOf(chain).flatMap(effectsOf)) {
        for (const field of pickedBy(effect)) picked.add(field);
      }
    }
  }
  return picked;
}

function pickedBy(effect: Effect): readonly (Field | 'prefix')[] {
  if (effect.kind === 'prefix') return [effect.side, 'prefix'];
  return effect.kind === 'nat' ? pickedByNat(effect) : [];
}

/** @see natSets.ts translateSet */
function pickedByNat({ side: by, to }: Extract<Effect, { readonly kind: 'nat' }>): readonly Field[] {
  if (to.kind === 'netmap') return [];
  const isOne =
    to.kind === 'range' &&
    (to.addresses === undefined || String(to.addresses[0]) === String(to.addresses[1]));
  const written = by === 'by-hook' ? sides : [by];
  return written.flatMap((side) => [...(isOne ? [] : [side]), ...pickedPorts(side, to)]);
}

/** Without a range of its own a drawn port is a source port. */
function pickedPorts(
  side: NatSide,
  { ports, random }: Exclude<NatTarget, { readonly kind: 'netmap' }>,
): readonly Field[] {
  const isOne = ports === undefined ? !random || side === 'destination' : ports[0] === ports[1];
  return isOne ? [] : [`${side}Port`];
}
