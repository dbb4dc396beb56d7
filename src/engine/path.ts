import { fieldsOf } from '../condition/fieldsOf.js';
import type { Field } from '../packet/field.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import { dependenciesOf } from '../trace/dependsOn.js';
import type { Disposition, Path } from '../trace/trace.js';
import { hopsOf } from './branch.js';
import type { Branch } from './branch.js';
import { assumedSince, chanceSince } from './knowledge.js';
import type { Knowledge } from './knowledge.js';
import { likeSteps } from '../trace/likeSteps.js';

/**
 * A branch's whole way. `before`: what was known when the packet set out, which is no assumption of this path. `given`: the
 * probability of what else it takes for granted.
 */
export function pathOf(branch: Branch, described: DescribedPacket, before: Knowledge, given: number): Path {
  const hops = hopsOf(branch);
  const chance = chanceSince(before, branch.knowledge);
  const disposition: Disposition = branch.end ?? {
    kind: 'abandoned',
    by: { kind: 'kernel', reason: 'the walk did not end' },
  };
  return {
    disposition,
    hops,
    assumptions: assumedSince(before, branch.knowledge),
    chance: chance === undefined ? undefined : chance / given,
    packet: branch.packet,
    dependsOn: dependenciesOf(described.packet, hops, disposition.by),
  };
}

/** The defaults that a rule or the kernel really read. */
export function readAndAssumed(paths: readonly Path[], assumed: readonly Field[]): readonly Field[] {
  if (assumed.length === 0) return [];
  const read = new Set<Field>(['protocol']);
  for (const path of paths) {
    for (const hop of path.hops) {
      if (hop.kind !== 'table') continue;
      for (const step of likeSteps(hop)) {
        for (const { fields } of step.runs ?? []) for (const field of fields) read.add(field);
        for (const miss of step.looked ?? step.misses)
          for (const field of fieldsOf(miss.failed)) read.add(field);
        if (step.kind !== 'rule') continue;
        for (const match of step.rule.matches) for (const field of fieldsOf(match.condition)) read.add(field);
      }
    }
  }
  // Conntrack joins fragments before any rule sees them, so that a packet is whole is no assumption.
  return assumed.filter((field) => read.has(field) && field !== 'fragment');
}
