import type { Family } from '../netfilter/hooks.js';
import type { BoundRule, Table } from '../ruleset/ruleset.js';
import { Diagrams } from './diagrams.js';
import type { PacketSet } from './packetSet.js';
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
  /** Of all else than marks nothing is known: a condition may hold and may fail, so that sets hold more packets than there are. */
  readonly marksAlone?: true;
  /** Where on its way the packet is; missing where any place is meant. */
  readonly stage?: Stage;
  readonly drawsOf?: DrawsOf;
  /** Of the rule that is looked at: the next of the answers that come anew at each visit, as a variable. */
  readonly nextDraw?: () => PacketSet;
}

/**
 * By what the answers are known that a rule gets anew at each visit, in a place on the way: rules of two rulesets with the same one draw alike.
 * Undefined of rules that a packet may come to more than once there, and of all where one ruleset is looked at: any answer may follow any other.
 */
export type DrawsOf = (rule: BoundRule, place: string) => string | undefined;

/** What a place on the packet's way fixes, whatever its variables say. */
export interface Stage {
  /** Names of interfaces, empty for none; missing where the packet's own count. */
  readonly inInterface?: string;
  readonly outInterface?: string;
  /** Before conntrack no packet belongs to a connection. */
  readonly beforeConntrack: boolean;
  /** Tells stages apart through which one packet may come. */
  readonly place?: string;
  /** Of packets that are forwarded, behind the routing that took a hop of them. */
  readonly tookHop?: true;
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
  readonly drawsOf?: DrawsOf;
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
    drawsOf,
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
    ...(drawsOf === undefined ? {} : { drawsOf }),
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
