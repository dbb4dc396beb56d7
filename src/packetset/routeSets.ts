import type { Ruleset } from '../ruleset/ruleset.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { localSet } from './localSet.js';
import { surveyTables } from './survey.js';
import type { Survey } from './survey.js';
import { bitOf, setOfRanges } from './valueSets.js';
import type { BitLevels, NumberField } from './variables.js';
import type { Workshop } from './workshop.js';

/** The packets without an interface of that side. */
export function withoutInterface({ diagrams, variables }: Workshop, side: 'in' | 'out'): PacketSet {
  return setOfRanges(diagrams, variables.interfaces[side].levels, [[0, 0]]);
}

/** The packets that leave by lo. */
export function leavingByLo({ diagrams, variables }: Workshop): PacketSet {
  const { classes, levels } = variables.interfaces.out;
  const lo = classes.classOf('lo');
  return setOfRanges(diagrams, levels, [[lo, lo]]);
}

/** The packets of this node that leave by an interface by which they may: by lo what goes to the node itself, and nothing else. */
export function routedOut(workshop: Workshop, set: PacketSet): PacketSet {
  const { diagrams } = workshop;
  const byLo = leavingByLo(workshop);
  const local = localSet(workshop);
  const away = diagrams.minus(diagrams.minus(set, byLo), withoutInterface(workshop, 'out'));
  return diagrams.or(diagrams.and(diagrams.and(set, byLo), local), diagrams.minus(away, local));
}

/**
 * Behind OUTPUT: the way of packets is looked up again where nat has changed the destination, or mangle what routing reads.
 * @see src/engine/walkHook.ts rerouteIfChanged
 */
export function routedAgain(workshop: Workshop, set: PacketSet): PacketSet {
  const { diagrams, variables } = workshop;
  const translated = variables.translated.get('destination');
  let changed = translated === undefined ? nothing : diagrams.variable(translated);
  if (variables.rerouted !== undefined) {
    changed = diagrams.or(changed, diagrams.variable(variables.rerouted));
  }
  const again = diagrams.and(set, changed);
  if (again === nothing) return set;
  const { classes, levels } = variables.interfaces.out;
  const byAny = setOfRanges(diagrams, levels, [[1, classes.examples.length - 1]]);
  const anyway = diagrams.and(diagrams.forgetAll(again, levels), byAny);
  return diagrams.or(diagrams.minus(set, again), routedOut(workshop, anyway));
}

const readByRouting = ['mark', 'tos', 'source', 'destination'] as const satisfies readonly NumberField[];

/**
 * Behind mangle in OUTPUT: notes which packets that table has changed so that their way is looked up again. Of what raw
 * may have written before nothing tells which table it was: those are taken both ways.
 */
export function noteChanges(workshop: Workshop, { tables }: Ruleset, set: PacketSet): PacketSet {
  const { diagrams, variables } = workshop;
  if (variables.rerouted === undefined || set === nothing) return set;
  const mangle = surveyTables(tables.filter(({ name }) => name === 'mangle'));
  const raw = surveyTables(tables.filter(({ name }) => name === 'raw'));
  let changed = nothing;
  let isOpen = false;
  for (const field of readByRouting) {
    for (const [bit, levels] of variables.bits.get(field) ?? []) {
      if (levels.now === levels.initial || !writes(mangle, field, bit)) continue;
      if (writes(raw, field, bit)) isOpen = true;
      else changed = diagrams.or(changed, differing(workshop, levels));
    }
  }
  const rest = diagrams.minus(set, changed);
  const again = diagrams.assign(diagrams.and(set, changed), variables.rerouted, true);
  return diagrams.or(again, isOpen ? diagrams.forget(rest, variables.rerouted) : rest);
}

function writes(survey: Survey, field: (typeof readByRouting)[number], bit: number): boolean {
  return field === 'mark' || field === 'tos'
    ? bitOf(survey.written[field], bit)
    : survey.rewrittenInPlace.has(field);
}

function differing({ diagrams }: Workshop, { now, initial }: BitLevels): PacketSet {
  const one = diagrams.variable(now);
  const came = diagrams.variable(initial);
  return diagrams.or(diagrams.minus(one, came), diagrams.minus(came, one));
}
