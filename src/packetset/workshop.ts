import type { Family } from '../netfilter/hooks.js';
import type { Table } from '../ruleset/ruleset.js';
import { Diagrams } from './diagrams.js';
import { allRules, surveyTables } from './survey.js';
import type { RulesOf, Survey } from './survey.js';
import { layVariables } from './variables.js';
import type { BitLevels, Course, NumberField, Told, Variables } from './variables.js';

/** What sets of packets are made with, for one analysis of some tables of one family. */
export interface Workshop {
  readonly diagrams: Diagrams;
  readonly variables: Variables;
  readonly survey: Survey;
  /** The rules of each chain that count; all others are as if they were not there. */
  readonly rulesOf: RulesOf;
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
  /** Bounds memory and time; by default it grows with the rules. */
  readonly mostNodes?: number;
  /** By default true. */
  readonly remembersAnswers?: boolean;
  /** Sets are followed through several tables, and behind nat. */
  readonly throughNat?: boolean;
  /** What somebody will ask for beside the rules. */
  readonly told?: Told;
  /** No packet is a fragment; by default they may be. */
  readonly whole?: boolean;
  /** By default all. */
  readonly rulesOf?: RulesOf;
}

/** Roughly, in tables of thousands of rules: of kube-proxy somewhat more, of Calico three times as many. */
const usualNodesOfRule = 32;
const mostNodesOfRule = 200;
const leastBudget = 1 << 25;

/** Prepares to make sets of the packets that these tables can tell apart. */
export function openWorkshop(
  tables: readonly Table[],
  family: Family,
  {
    mostNodes,
    throughNat = false,
    remembersAnswers = true,
    told = { numbers: new Map() },
    whole = false,
    rulesOf = allRules,
  }: WorkshopOptions = {},
): Workshop {
  const survey = surveyTables(tables, rulesOf);
  return {
    diagrams: new Diagrams(
      mostNodes ?? Math.max(leastBudget, mostNodesOfRule * survey.rules),
      usualNodesOfRule * survey.rules,
    ),
    variables: layVariables(survey, family, throughNat ? 'all tables' : courseOf(tables), told, whole),
    survey,
    rulesOf,
    family,
    remembersAnswers,
  };
}

function courseOf(tables: readonly Table[]): Course {
  return tables.every(({ name }) => name === 'nat') ? 'nat' : 'one table';
}

/** Levels of a field's bits, as they are now or as the packet came, the most significant first. */
export function levelsOf(
  { variables }: Workshop,
  field: NumberField,
  when: keyof BitLevels = 'now',
): readonly number[] {
  return [...(variables.bits.get(field)?.values() ?? [])].map((levels) => levels[when]);
}
