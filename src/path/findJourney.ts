import { sameAddress } from '../address/address.js';
import { defaultMostPaths } from '../engine/tracePacket.js';
import type { TraceRequest } from '../engine/tracePacket.js';
import type { Packet } from '../packet/packet.js';
import { formatEnd } from './endpoints.js';
import { followWays } from './followWays.js';
import type { FollowedWay, Start } from './followWays.js';
import type { Answer, Journey, WayEnd } from './journey.js';
import type { PathNode } from './pathNode.js';

export interface JourneyRequest {
  readonly nodes: readonly PathNode[];
  readonly start: Start;
  /** `--time`: when the packet is under way. */
  readonly moment?: TraceRequest['moment'];
  /** Whether the way of the answer is followed as well. */
  readonly reply: boolean;
  /** At most so many ways. */
  readonly mostWays?: number;
}

/** Follows a packet over the nodes, and what is sent back for it. */
export function findJourney({
  nodes,
  start,
  moment,
  reply,
  mostWays = defaultMostPaths,
}: JourneyRequest): Journey {
  const { ways, ...journey } = followWays(nodes, [start], { moment, mostWays, earlier: [] });
  return {
    ...journey,
    ways: ways.map((way) =>
      reply ? { ...way.way, answer: answerTo(nodes, way, start, { moment, mostWays }) } : way.way,
    ),
  };
}

type Limits = Pick<JourneyRequest, 'moment'> & { readonly mostWays: number };

/** What the far end sends back, on its way to where the packet came from. */
function answerTo(
  nodes: readonly PathNode[],
  { way, walked }: FollowedWay,
  start: Start,
  limits: Limits,
): Answer {
  const last = walked.at(-1);
  if (last === undefined || (way.end.kind !== 'arrives' && way.end.kind !== 'leaves')) {
    return { kind: 'none', reason: 'the packet is not known to get through' };
  }
  const described = last.answers.packetOf(last.leg.path);
  if (typeof described === 'string') return { kind: 'none', reason: described };
  const { ways, ...journey } = followWays(nodes, [{ node: last.node, described }], {
    moment: limits.moment,
    mostWays: limits.mostWays,
    earlier: walked,
  });
  const premises =
    way.end.kind === 'leaves'
      ? [
          ...journey.premises,
          {
            text: `the answer comes back to ${way.end.node} by ${way.end.outInterface}, by which the packet left`,
          },
        ]
      : journey.premises;
  return {
    kind: 'journey',
    journey: {
      ...journey,
      premises,
      ways: ways.map(({ way: back }) => ({
        ...back,
        end: endOfAnswer(back.end, back.legs.at(-1)?.path.packet, start),
      })),
    },
  };
}

/** An answer that comes to the sender from somebody else than the sender asked is no answer to it. */
function endOfAnswer(end: WayEnd, packet: Packet | undefined, { node, described }: Start): WayEnd {
  if (end.kind !== 'arrives' || packet === undefined) return end;
  const asked = described.packet;
  const back =
    asked.inInterface === '' ? end.outInterface === undefined : end.outInterface === asked.inInterface;
  if (end.node !== node.name || !back) {
    return {
      kind: 'lost',
      node: end.node,
      reason: `the answer comes to ${formatEnd(end)}, not to the sender`,
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
