import type { Family } from '../netfilter/hooks.js';
import type { Table } from '../ruleset/ruleset.js';
import { defaultMostNodes, Diagrams } from './diagrams.js';
import { surveyTables } from './survey.js';
import type { Survey } from './survey.js';
import { layVariables } from './variables.js';
import type { BitLevels, Course, NumberField, Variables } from './variables.js';

/** What sets of packets are made with, for one analysis of some tables of one family. */
export interface Workshop {
  readonly diagrams: Diagrams;
  readonly variables: Variables;
  readonly survey: Survey;
  readonly family: Family;
  /** Free questions have the same answer each time they are asked; false where that makes sets too large. */
  readonly remembersAnswers: boolean;
  /** Where on its way the packet is; missing where any place is meant. */
  readonly stage?: Stage;
}

/** What a place on the packet's way fixes, whatever its variables say. */
export interface Stage {
  /** Names of interfaces, empty for none; missing where the packet's own count. */
  readonly inInterface?: string;
  readonly outInterface?: string;
  /** Before conntrack no packet belongs to a connection. */
  readonly beforeConntrack: boolean;
}

export interface WorkshopOptions {
  /** Bounds memory and time. */
  readonly mostNodes?: number;
  /** By default true. */
  readonly remembersAnswers?: boolean;
  /** Sets are followed through several tables, and behind nat. */
  readonly throughNat?: boolean;
}

/** Roughly, in tables of thousands. */
const nodesOfRule = 32;

/** Prepares to make sets of the packets that these tables can tell apart. */
export function openWorkshop(
  tables: readonly Table[],
  family: Family,
  { mostNodes = defaultMostNodes, throughNat = false, remembersAnswers = true }: WorkshopOptions = {},
): Workshop {
  const survey = surveyTables(tables);
  return {
    diagrams: new Diagrams(mostNodes, nodesOfRule * survey.rules),
    variables: layVariables(survey, family, throughNat ? 'all tables' : courseOf(tables)),
    survey,
    family,
    remembersAnswers,
  };
}

function courseOf(tables: readonly Table[]): Course {
  const [table, ...others] = tables;
  if (others.length > 0) return 'side by side';
  return table?.name === 'nat' ? 'nat' : 'one table';
}

/** Levels of a field's bits, as they are now or as the packet came, the most significant first. */
export function levelsOf(
  { variables }: Workshop,
  field: NumberField,
  when: keyof BitLevels = 'now',
): readonly number[] {
  return [...(variables.bits.get(field)?.values() ?? [])].map((levels) => levels[when]);
}
