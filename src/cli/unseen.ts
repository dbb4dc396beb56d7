import type { Problem } from '../ast/problem.js';
import { decidedElsewhere } from '../owners/describe.js';
import type { BoundDump } from '../ruleset/bindRuleset.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { nftProblems } from './nftDoubts.js';

/** Warnings for who asks of all rules of a dump: what decides on packets beside them. */
export function unseenProblems(snapshot: Snapshot | undefined, bound: BoundDump): readonly Problem[] {
  const elsewhere = new Set([...bound.rulesets.values()].flatMap(decidedElsewhere));
  return [
    ...nftProblems(snapshot, bound),
    ...[...elsewhere].map((message): Problem => ({
      severity: 'warning',
      code: 'decided-elsewhere',
      message,
    })),
  ];
}
