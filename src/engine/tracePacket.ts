import { fieldsOf } from '../condition/fieldsOf.js';
import type { Node } from '../node/node.js';
import type { Field } from '../packet/field.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Connection } from '../packet/packet.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { dependenciesOf } from '../trace/dependsOn.js';
import type { Path, Premise, Trace } from '../trace/trace.js';
import { hopsOf } from './branch.js';
import type { Branch } from './branch.js';
import { laterStatus, untracked } from './conntrack.js';
import { assumptionsOf, chanceOf, nothingKnown } from './knowledge.js';
import type { Knowledge } from './knowledge.js';
import { incoming, outgoing } from './flow.js';
import { untouched } from './overlay.js';
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
  const walk = walkOf(request, request.tracking);
  const premises: Premise[] = [];
  const ends =
    request.tracking.state === 'ESTABLISHED' &&
    request.tracking.entry === undefined &&
    request.tracking.direction === 'ORIGINAL'
      ? walkEstablished(request, walk, premises)
      : walkOnce(walk, request.described, nothingKnown);
  const paths = ends.map((branch) => pathOf(branch, request.described));
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

function walkOf(request: TraceRequest, tracking: Tracking): Walk {
  return {
    family: request.ruleset.family,
    ruleset: request.ruleset,
    node: request.node,
    answers: request.answers,
    answered: new Set(),
    refused: new Map(),
    outInterface: request.outInterface,
    moment: request.moment,
    tracking,
    limit: { most: request.mostPaths, started: 1, visits: 0, matched: 0, cut: false },
  };
}

function walkOnce(walk: Walk, described: DescribedPacket, knowledge: Knowledge): readonly Branch[] {
  const { packet } = described;
  const local = packet.inInterface === '';
  const start: Branch = {
    packet,
    connection: untracked(packet),
    knowledge,
    overlay: untouched,
    hops: undefined,
    template: { zone: 0 },
    visit: 0,
    local,
    looped: false,
    outOpen: false,
    rerouted: undefined,
    routedFor: packet.destination,
    balanced: undefined,
    proxied: false,
    decided: undefined,
    end: undefined,
  };
  return local ? outgoing(walk, start) : incoming(walk, start);
}

/**
 * An established packet follows a first one: that is walked before, as NEW, and its nat, connmark and zone are this one's.
 * Where the first packet forks, each of its ways makes a connection of its own.
 */
function walkEstablished(request: TraceRequest, walk: Walk, premises: Premise[]): readonly Branch[] {
  const first = walkOf(request, { ...request.tracking, state: 'NEW', status: undefined });
  const ends = walkOnce(first, request.described, nothingKnown);
  for (const subject of first.answered) walk.answered.add(subject);
  for (const [subject, accepts] of first.refused) walk.refused.set(subject, accepts);
  if (first.limit.cut) walk.limit.cut = true;
  walk.limit.visits = first.limit.visits;
  walk.limit.matched = first.limit.matched;
  const alive = ends.filter((branch) => isThrough(branch));
  if (alive.length < ends.length) {
    const which =
      alive.length === 0
        ? 'The first packet of this connection'
        : `On ${ends.length - alive.length} of ${ends.length} ways the first packet`;
    premises.push({
      text: `${which} would not get through: the connection is taken to exist all the same`,
      settle: '--ct-entry',
    });
  }
  if (alive.length > 1) {
    premises.push({
      text: `the first packet of this connection has ${alive.length} possible ways: each is followed on`,
      settle: '--ct-entry',
    });
  }
  if (alive.length === 0) return walkOnce(walk, request.described, nothingKnown);
  walk.limit.started = alive.length;
  return alive.flatMap((branch) =>
    walkOnce(
      { ...walk, tracking: { ...walk.tracking, entry: established(branch, request) } },
      request.described,
      withoutVisits(branch.knowledge),
    ),
  );
}

function isThrough(branch: Branch): boolean {
  const kind = branch.end?.kind;
  return kind === 'forwarded' || kind === 'delivered' || kind === 'sent';
}

function established(branch: Branch, request: TraceRequest): Connection {
  const { connection } = branch;
  return {
    ...connection,
    state: 'ESTABLISHED',
    status: laterStatus(request.described.packet.protocol),
    direction: 'ORIGINAL',
    sourceDone: true,
    destinationDone: true,
  };
}

/** What the first packet's way assumed stays assumed; which interface a rewritten port or address had does not. */
function withoutVisits(knowledge: Knowledge): Knowledge {
  return { ...knowledge, values: new Map([...knowledge.values].filter(([field]) => field !== 'sourcePort')) };
}

function pathOf(branch: Branch, described: DescribedPacket): Path {
  const hops = hopsOf(branch);
  return {
    disposition: branch.end ?? { kind: 'abandoned', by: { kind: 'kernel', reason: 'the walk did not end' } },
    hops,
    assumptions: assumptionsOf(branch.knowledge),
    chance: chanceOf(branch.knowledge),
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
