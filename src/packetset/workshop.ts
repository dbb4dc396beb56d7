import type { Family } from '../netfilter/hooks.js';
import type { Table } from '../ruleset/ruleset.js';
import type { Workshop } from './conditionSets.js';
import { defaultMostNodes, Diagrams } from './diagrams.js';
import { surveyTables } from './survey.js';
import { layVariables } from './variables.js';

export interface WorkshopOptions {
  /** Bounds memory and time. */
  readonly mostNodes?: number;
  /** By default true. */
  readonly remembersAnswers?: boolean;
  /** Sets are followed through several tables, and behind nat. */
  readonly throughNat?: boolean;
}

/** Prepares to make sets of the packets that these tables can tell apart. */
export function openWorkshop(
  tables: readonly Table[],
  family: Family,
  { mostNodes = defaultMostNodes, throughNat = false, remembersAnswers = true }: WorkshopOptions = {},
): Workshop {
  const survey = surveyTables(tables);
  return {
    diagrams: new Diagrams(mostNodes),
    variables: layVariables(survey, family, throughNat),
    survey,
    family,
    remembersAnswers,
  };
}
