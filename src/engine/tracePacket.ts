import { fieldsOf } from '../condition/fieldsOf.js';
import type { Node } from '../node/node.js';
import type { Field } from '../packet/field.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { dependenciesOf } from '../trace/dependsOn.js';
import type { Path, Premise, Trace } from '../trace/trace.js';
import { hopsOf } from './branch.js';
import type { Branch } from './branch.js';
import { assumptionsOf, chanceOf, nothingKnown } from './knowledge.js';
import { walkEstablished } from './established.js';
import { walkOnce } from './walkOnce.js';
import { premisesOf } from './premises.js';
import type { Tracking, Walk } from './walk.js';

export interface TraceRequest {
  readonly ruleset: Ruleset;
  readonly node: Node;
  readonly described: DescribedPacket;
  readonly tracking: Tracking;
  /** `--oif`; for a received packet the interface it will leave by. */
  readonly outInterface: string | undefined;
  /** `--time`: when the packet arrives. */
  readonly moment?: Walk['moment'];
  /** `--assume`: subject to answer. */
  readonly answers: ReadonlyMap<string, string>;
  /** At most so many paths. */
  readonly mostPaths: number;
}

export interface TraceResult {
  readonly trace: Trace;
  /** Subjects given with `--assume` for which no question arose. */
  readonly unasked: readonly string[];
  /** Subjects given with `--assume` whose answer is none of those that the question accepts, which are the values. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
}

export const defaultMostPaths = 256;

/** Walks one described packet through the ruleset. */
export function tracePacket(request: TraceRequest): TraceResult {
  const walk = walkOf(request);
  const premises: Premise[] = [];
  const { state, entry, direction } = request.tracking;
  const follows = state === 'ESTABLISHED' && entry === undefined && direction === 'ORIGINAL';
  const { ends, given } = follows
    ? walkEstablished(walk, request.described, premises)
    : { ends: walkOnce(walk, request.described, nothingKnown), given: 1 };
  if (!follows && entry === undefined && (state === 'ESTABLISHED' || state === 'RELATED')) {
    premises.push({
      text: 'nothing tells the connection of this packet: taken as one whose addresses were not translated',
      settle: '--ct-entry',
    });
  }
  const paths = ends.map((branch) => pathOf(branch, request.described, given));
  const trace: Trace = {
    packet: request.described.packet,
    assumed: readAndAssumed(paths, request.described.assumed),
    paths,
    complete: !walk.limit.cut,
    premises: [...premisesOf(walk, request.described.packet, paths), ...premises],
  };
  const unasked = [...request.answers.keys()].filter((subject) => !walk.answered.has(subject));
  return { trace, unasked, refused: walk.refused };
}

function walkOf(request: TraceRequest): Walk {
  return {
    family: request.ruleset.family,
    ruleset: request.ruleset,
    node: request.node,
    answers: request.answers,
    answered: new Set(),
    refused: new Map(),
    outInterface: request.outInterface,
    moment: request.moment,
    tracking: request.tracking,
    limit: { most: request.mostPaths, started: 1, visits: 0, matched: 0, cut: false },
  };
}

/** `given`: the probability of what the path took for granted, that its first packet got through. */
function pathOf(branch: Branch, described: DescribedPacket, given: number): Path {
  const hops = hopsOf(branch);
  const chance = chanceOf(branch.knowledge);
  return {
    disposition: branch.end ?? { kind: 'abandoned', by: { kind: 'kernel', reason: 'the walk did not end' } },
    hops,
    assumptions: assumptionsOf(branch.knowledge),
    chance: chance === undefined ? undefined : chance / given,
    packet: branch.packet,
    dependsOn: dependenciesOf(described.packet, hops),
  };
}

/** The defaults that a rule or the kernel really read. */
function readAndAssumed(paths: readonly Path[], assumed: readonly Field[]): readonly Field[] {
  if (assumed.length === 0) return [];
  const read = new Set<Field>(['protocol']);
  for (const path of paths) {
    for (const hop of path.hops) {
      if (hop.kind !== 'table') continue;
      for (const step of hop.steps) {
        for (const miss of step.misses) for (const field of fieldsOf(miss.failed)) read.add(field);
        if (step.kind !== 'rule') continue;
        for (const match of step.rule.matches) for (const field of fieldsOf(match.condition)) read.add(field);
      }
    }
  }
  return assumed.filter((field) => read.has(field));
}
