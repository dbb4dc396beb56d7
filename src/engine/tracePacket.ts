import type { Node } from '../node/node.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Path, Premise, Trace } from '../trace/trace.js';
import type { Branch } from './branch.js';
import type { KnownWays } from './knownWay.js';
import { nothingKnown } from './knowledge.js';
import { begins } from './conntrack.js';
import { premisesOfMark, walkEstablished } from './established.js';
import { withOwnTtl } from './ownTtl.js';
import { pathOf, readAndAssumed } from './path.js';
import { answerOf, walkAnswer, walkReply } from './reply.js';
import { walkOnce } from './walkOnce.js';
import { premisesOf } from './premises.js';
import type { Tracking, Walk } from './walk.js';

export interface TraceRequest {
  readonly ruleset: Ruleset;
  readonly node: Node;
  /** The ruleset has all tables that the node has: others are not loaded there. */
  readonly allTables?: boolean;
  readonly described: DescribedPacket;
  readonly tracking: Tracking;
  /** `--oif`; for a received packet the interface it will leave by. */
  readonly outInterface: string | undefined;
  /** `--time`: when the packet arrives. */
  readonly moment?: Walk['moment'];
  /** `--assume`: subject to answer. */
  readonly answers: ReadonlyMap<string, string>;
  /** `--reply`: each path goes on with the answer's way back. */
  readonly reply?: boolean;
  /** At most so many paths. */
  readonly mostPaths: number;
  /** False: every rule of a chain is looked at, and as if it forked the way: slower, and the same. */
  readonly quick?: boolean;
  /** How packets before this one went through the same ruleset and node: the same trace, and faster. */
  readonly ways?: KnownWays | undefined;
}

export interface TraceResult {
  readonly trace: Trace;
  /** Subjects given with `--assume` for which no question arose. */
  readonly unasked: readonly string[];
  /** Subjects given with `--assume` whose answer is none of those that the question accepts, which are the values. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  readonly answers: Answers;
}

/** What comes back on the paths of a trace, where somebody else says when and from where. */
export interface Answers {
  /** Subjects given with `--assume` that were asked, and those whose answer was refused, by now: answers add to them. */
  readonly asked: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** What the far end sends back for a packet that a path let through; or the reason for which nothing comes or can be followed. */
  readonly packetOf: (path: Path) => DescribedPacket | string;
  /** The way of a packet that comes to this node as the answer of a path: at most so many paths. */
  readonly trace: (path: Path, answer: DescribedPacket, mostPaths: number) => Trace;
}

export const defaultMostPaths = 256;

/** Walks one described packet through the ruleset. */
export function tracePacket(asked: TraceRequest): TraceResult {
  const request = { ...asked, described: withOwnTtl(asked.node, asked.described, asked.outInterface) };
  const walk = walkOf(request);
  const premises: Premise[] = [];
  const { state, entry, direction } = request.tracking;
  const follows = state === 'ESTABLISHED' && entry === undefined && direction === 'ORIGINAL';
  const { ends, given } = follows
    ? walkEstablished(walk, request.described, premises)
    : { ends: walkOnce(walk, request.described, nothingKnown), given: 1 };
  if (!follows && entry === undefined && (state === 'ESTABLISHED' || state === 'RELATED')) {
    premises.push({ text: strangerPremise(request), settle: '--ct-entry' });
  }
  const { described } = request;
  const branches = new Map<Path, Branch>();
  const paths = ends.map((branch) => {
    const walked = pathOf(branch, described, nothingKnown, given);
    const path = request.reply === true ? { ...walked, reply: walkReply(walk, described, branch) } : walked;
    branches.set(path, branch);
    return path;
  });
  if (follows) premises.push(...premisesOfMark(walk, paths));
  const trace: Trace = {
    packet: request.described.packet,
    assumed: readAndAssumed(paths, request.described.assumed),
    paths,
    complete: !walk.limit.cut,
    premises: [...premisesOf(walk, request.described.packet, paths), ...premises],
  };
  const unasked = [...request.answers.keys()].filter((subject) => !walk.answered.has(subject));
  return { trace, unasked, refused: walk.refused, answers: answersOf(walk, request, branches) };
}

function answersOf(walk: Walk, { described }: TraceRequest, branches: ReadonlyMap<Path, Branch>): Answers {
  const branchOf = (path: Path): Branch => {
    const branch = branches.get(path);
    if (branch === undefined) throw new Error('this path is none of this trace');
    return branch;
  };
  return {
    asked: walk.answered,
    refused: walk.refused,
    packetOf: (path) => answerOf(walk, described, branchOf(path)),
    trace: (path, answer, mostPaths) => {
      const limit = { most: mostPaths, started: 1, visits: 0, matched: 0, cut: false };
      return walkAnswer({ ...walk, limit }, described, branchOf(path), answer);
    },
  };
}

/** What is taken for granted of a connection that nobody described. */
function strangerPremise({ tracking: { state, direction }, described }: TraceRequest): string {
  const untranslated = 'taken as one whose addresses were not translated';
  if (state === 'ESTABLISHED') return `nothing tells the connection of this packet: ${untranslated}`;
  return begins('RELATED', described.packet)
    ? `the packet begins a connection that a helper expected: ${untranslated} with those of the one that announced it`
    : `nothing tells the connection that this error is about: ${untranslated}, and the error as going to the end that ${direction === 'REPLY' ? 'began it' : 'answers'} (--ctdir)`;
}

function walkOf(request: TraceRequest): Walk {
  return {
    family: request.ruleset.family,
    ruleset: request.ruleset,
    node: request.node,
    allTables: request.allTables === true,
    answers: request.answers,
    answered: new Set(),
    refused: new Map(),
    outInterface: request.outInterface,
    moment: request.moment,
    tracking: request.tracking,
    quick: request.quick !== false,
    ways: request.ways,
    limit: { most: request.mostPaths, started: 1, visits: 0, matched: 0, cut: false },
  };
}
