import { sameAddress } from '../address/address.js';
import { defaultMostPaths } from '../engine/tracePacket.js';
import type { TraceRequest } from '../engine/tracePacket.js';
import type { Prefix } from '../node/node.js';
import type { Packet } from '../packet/packet.js';
import type { DispositionKind } from '../trace/trace.js';
import { endPlace } from './endPlace.js';
import { followWays } from './followWays.js';
import type { FollowedWay, FollowOptions, Start } from './followWays.js';
import type { Answer, Journey, NodePremise, WayEnd } from './journey.js';
import type { PathNode } from './pathNode.js';

export interface JourneyRequest {
  readonly nodes: readonly PathNode[];
  readonly start: Start;
  /** `--time`: when the packet is under way. */
  readonly moment?: TraceRequest['moment'];
  /** Whether the way of the answer is followed as well. */
  readonly reply: boolean;
  /** At most so many ways; of all answers together so many beside one for each way. */
  readonly mostWays?: number;
  /** Of these addresses what is between the nodes brings packets to the node behind which they are. */
  readonly routed?: readonly Prefix[];
}

export interface JourneyResult {
  readonly journey: Journey;
  /** Subjects given with `--assume` for which no question arose on the node. */
  readonly unasked: readonly NodeSubject[];
  /** Subjects given with `--assume` whose answer is none of those that the question accepts. */
  readonly refused: readonly (NodeSubject & { readonly accepts: readonly string[] })[];
}

export interface NodeSubject {
  readonly node: PathNode;
  readonly subject: string;
}

/** Follows a packet over the nodes, and what is sent back for it. */
export function findJourney({
  nodes,
  start,
  moment,
  reply,
  mostWays,
  routed = [],
}: JourneyRequest): JourneyResult {
  const options: FollowOptions = {
    moment,
    mostWays: mostWays ?? defaultMostPaths,
    routed,
    earlier: [],
    asked: new Map(nodes.map((node) => [node, { subjects: new Set(), refused: new Map() }])),
  };
  const { ways, ...journey } = followWays(nodes, start, options);
  const told = new Set(journey.premises.map((premise) => JSON.stringify(premise)));
  let room = options.mostWays;
  const answered = ways.map((way) => {
    if (!reply) return way.way;
    const answer = answerTo(nodes, way, start, { ...options, mostWays: room }, told);
    if (answer.kind === 'journey') room = Math.max(1, room - answer.journey.ways.length + 1);
    return { ...way.way, answer };
  });
  const asked = [...options.asked];
  return {
    journey: { ...journey, ways: answered },
    unasked: asked.flatMap(([node, { subjects }]) =>
      [...node.answers.keys()]
        .filter((subject) => !subjects.has(subject))
        .map((subject) => ({ node, subject })),
    ),
    refused: asked.flatMap(([node, { refused }]) =>
      [...refused].map(([subject, accepts]) => ({ node, subject, accepts })),
    ),
  };
}

/** Of what ends so nothing comes to the far end. */
const gone: ReadonlySet<DispositionKind> = new Set(['dropped', 'rejected', 'stolen']);

/** What the far end sends back, on its way to where the packet came from. `told`: premises that the packet's way has said. */
function answerTo(
  nodes: readonly PathNode[],
  { way, walked }: FollowedWay,
  start: Start,
  options: FollowOptions,
  told: ReadonlySet<string>,
): Answer {
  const last = walked.at(-1);
  const { end } = way;
  if (last === undefined || (end.kind !== 'arrives' && end.kind !== 'leaves')) {
    const known = end.kind === 'lost' || (end.kind === 'stopped' && gone.has(end.disposition.kind));
    return { kind: 'none', reason: `the packet ${known ? 'does not' : 'is not known to'} get through` };
  }
  const described = last.answers.packetOf(last.leg.path);
  if (typeof described === 'string') return { kind: 'none', reason: described };
  const { ways, ...journey } = followWays(
    nodes,
    { node: last.node, described },
    { ...options, earlier: walked },
  );
  const back: readonly NodePremise[] =
    end.kind === 'leaves'
      ? [
          {
            text: `the answer comes back to ${end.node} by ${end.outInterface}, by which the packet left`,
          },
        ]
      : [];
  return {
    kind: 'journey',
    journey: {
      ...journey,
      premises: [...back, ...journey.premises.filter((premise) => !told.has(JSON.stringify(premise)))],
      ways: ways.map((each) => ({
        ...each.way,
        end: endOfAnswer(each.way.end, each.walked.at(-1)?.leg.path.packet, start),
      })),
    },
  };
}

/** An answer that comes to somebody else than the sender, or from another than the sender asked, is no answer to it. */
function endOfAnswer(end: WayEnd, packet: Packet | undefined, { node, described }: Start): WayEnd {
  if ((end.kind !== 'arrives' && end.kind !== 'leaves') || packet === undefined) return end;
  const asked = described.packet;
  const back =
    asked.inInterface === '' ? end.outInterface === undefined : end.outInterface === asked.inInterface;
  // Who is outside gets it by whichever node.
  if (end.kind === 'arrives' && (end.node !== node.name || !back)) {
    return {
      kind: 'lost',
      node: end.node,
      reason: `the answer comes to ${endPlace(end)}, not to the sender`,
    };
  }
  const expected =
    sameAddress(packet.source, asked.destination) &&
    sameAddress(packet.destination, asked.source) &&
    packet.sourcePort === asked.destinationPort &&
    packet.destinationPort === asked.sourcePort;
  return expected
    ? end
    : {
        kind: 'lost',
        node: end.node,
        reason: 'the sender asked another address or port than this answer comes from',
      };
}
