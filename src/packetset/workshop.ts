import type { Family } from '../netfilter/hooks.js';
import type { Table } from '../ruleset/ruleset.js';
import type { Workshop } from './conditionSets.js';
import { defaultMostNodes, Diagrams } from './diagrams.js';
import { surveyTables } from './survey.js';
import { layVariables } from './variables.js';

/** Prepares to make sets of the packets that these tables can tell apart. `mostNodes` bounds memory and time. */
export function openWorkshop(
  tables: readonly Table[],
  family: Family,
  mostNodes: number = defaultMostNodes,
): Workshop {
  const survey = surveyTables(tables);
  return { diagrams: new Diagrams(mostNodes), variables: layVariables(survey, family), survey, family };
}
