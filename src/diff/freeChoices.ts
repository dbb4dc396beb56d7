import { fieldsOf } from '../condition/fieldsOf.js';
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
  const written = asking((field) => free.has(field));
  const frames = asking((field) => field === 'packetType');
  return {
    torn(rule, arriving, matched) {
      if (matched === nothing) return nothing;
      // What such a frame counts as depends on a hash.
      if (survey.takesFrames && frames(rule)) return asTheyCame(workshop, matched);
      if (free.size === 0 || matched === arriving || !written(rule)) return nothing;
      let changed = free.has('prefix') ? arriving : nothing;
      for (const [side, level] of variables.translated) {
        if (!free.has(side) && !free.has(`${side}Port`)) continue;
        changed = diagrams.or(changed, diagrams.and(arriving, diagrams.variable(level)));
      }
      if (changed === nothing) return nothing;
      const matching = asTheyCame(workshop, diagrams.and(changed, matched));
      return diagrams.and(matching, asTheyCame(workshop, diagrams.minus(changed, matched)));
    },
  };
}

/** Whether a rule asks for one of some fields; found once for each. */
function asking(isOne: (field: Field) => boolean): (rule: BoundRule) => boolean {
  const known = new Map<BoundRule, boolean>();
  return (rule) => {
    const asks = known.get(rule) ?? conditionsOf(rule).some((of) => [...fieldsOf(of)].some(isOne));
    known.set(rule, asks);
    return asks;
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
  return effect.kind === 'nat' ? pickedByNat(effect.to) : [];
}

/** @see natSets.ts translateSet */
function pickedByNat(to: NatTarget): readonly Field[] {
  switch (to.kind) {
    case 'netmap':
      return [];
    case 'masquerade':
      return ['source', ...pickedPorts(to, ['sourcePort'])];
    case 'redirect':
      return ['destination', ...pickedPorts(to, ['destinationPort'])];
    case 'range': {
      const isOne = to.addresses === undefined || String(to.addresses[0]) === String(to.addresses[1]);
      // On either side, as the hook decides which.
      return [...(isOne ? [] : sides), ...pickedPorts(to, ['sourcePort', 'destinationPort'])];
    }
  }
}

function pickedPorts(
  { ports, random }: Exclude<NatTarget, { readonly kind: 'netmap' }>,
  fields: readonly Field[],
): readonly Field[] {
  const isOne = ports === undefined ? !random : ports[0] === ports[1];
  return isOne ? [] : fields;
}
