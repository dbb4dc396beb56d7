import type { DescribedPacket } from '../packet/describePacket.js';
import type { Connection } from '../packet/packet.js';
import type { CtStatus } from '../netfilter/states.js';
import { reflectsMark } from '../node/sysctls.js';
import type { DispositionKind, Path, Premise, Reply, Trace } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { hopsOf } from './branch.js';
import { laterStatus } from './conntrack.js';
import { foundDirection } from './foundDirection.js';
import { knowledgeOfAnswer } from './knowledge.js';
import { pathOf, readAndAssumed } from './path.js';
import { sourcePremises } from './premises.js';
import { withOwnTtl } from './ownTtl.js';
import { replyPacket } from './replyPacket.js';
import type { Walk } from './walk.js';
import { walkOnce } from './walkOnce.js';

/**
 * The answer to a packet that got through, on its way back: it belongs to the connection, whose translation is undone, and consults no nat
 * table. Each of its ways goes on from what this one assumed and changed.
 */
export function walkReply(walk: Walk, described: DescribedPacket, branch: Branch): Reply {
  const answer = answerOf(walk, described, branch);
  if (typeof answer === 'string') return { kind: 'none', reason: answer };
  const inOpen = branch.end?.kind !== 'delivered' && outInterfaceOf(branch) === '';
  return { kind: 'answer', trace: walkAnswer({ ...walk, inOpen }, described, branch, answer) };
}

/** What the far end sends back for a packet that got through; or the reason for which nothing comes or can be followed. */
export function answerOf(
  { node }: Pick<Walk, 'node'>,
  described: DescribedPacket,
  branch: Branch,
): DescribedPacket | string {
  const kind = branch.end?.kind ?? 'abandoned';
  const left = { ...branch.packet, outInterface: outInterfaceOf(branch) };
  const silent = noReply(kind, branch);
  if (silent !== undefined) return silent;
  const reflects = reflectsMark(node.sysctls, left.family);
  const answer = replyPacket(left, kind === 'delivered', described.packet, reflects);
  return typeof answer === 'string' ? answer : withOwnTtl(node, answer, undefined);
}

/** The way of `answer`, which belongs to the connection that `branch` made, if conntrack finds it. */
export function walkAnswer(
  walk: Walk,
  described: DescribedPacket,
  branch: Branch,
  answer: DescribedPacket,
): Trace {
  const answering = walkOfAnswer(walk, described, branch);
  const known = knowledgeOfAnswer(branch.knowledge);
  const paths = walkOnce(answering, answer, known, branch).map((end) => pathOf(end, answer, known, 1));
  const { limit } = answering;
  Object.assign(walk.limit, { ...limit, cut: walk.limit.cut || limit.cut });
  return {
    packet: answer.packet,
    assumed: readAndAssumed(paths, answer.assumed),
    paths,
    complete: !limit.cut,
    premises: premisesOfReply(answering, answer, described, paths),
  };
}

function noReply(kind: DispositionKind, branch: Branch): string | undefined {
  switch (kind) {
    case 'dropped':
    case 'stolen':
    case 'abandoned':
      return 'the packet did not get through';
    case 'rejected':
      return 'the packet did not get through; what REJECT sends back is not followed';
    case 'queued':
      return 'whether the packet gets through is up to the program that it was queued for';
    case 'delivered':
    case 'forwarded':
    case 'sent':
  }
  if (hopsOf(branch).some((hop) => hop.kind === 'ipvs')) return 'the way back through IPVS is not followed';
  return branch.connection.state === 'RELATED' ? 'a related packet asks for no answer' : undefined;
}

/** The interface by which it left: known, or assumed where a rule asked for it by its name; else empty. */
function outInterfaceOf({ packet, knowledge }: Branch): string {
  if (packet.outInterface !== '') return packet.outInterface;
  return knowledge.outInterface.find(({ holds, wildcard }) => holds && !wildcard)?.name ?? '';
}

function walkOfAnswer(walk: Walk, described: DescribedPacket, branch: Branch): Walk {
  const { source, inInterface } = described.packet;
  return {
    ...walk,
    outInterface: undefined,
    tracking: {
      state: undefined,
      status: undefined,
      direction: 'ORIGINAL',
      mark: 0,
      entry: undefined,
      answered: answeredConnection(branch),
    },
    wayBack: { to: source, device: inInterface === 'lo' ? '' : inInterface },
    limit: { ...walk.limit, cut: false },
  };
}

/**
 * The connection as its next packet in the other direction meets it.
 * @see linux net/netfilter/nf_conntrack_core.c resolve_normal_ct
 */
function answeredConnection({ connection, packet }: Branch): Connection {
  const other = connection.direction === 'ORIGINAL' ? 'REPLY' : 'ORIGINAL';
  const direction = foundDirection(packet, connection, other);
  const fresh: readonly CtStatus[] =
    direction === 'REPLY' ? ['SEEN_REPLY', 'CONFIRMED'] : laterStatus(packet.protocol);
  return {
    ...connection,
    state: 'ESTABLISHED',
    status: [...connection.status, ...fresh.filter((one) => !connection.status.includes(one))],
    direction,
    sourceDone: true,
    destinationDone: true,
  };
}

function premisesOfReply(
  { node, inOpen }: Walk,
  { packet }: DescribedPacket,
  described: DescribedPacket,
  paths: readonly Path[],
): readonly Premise[] {
  const routed = paths.some((path) =>
    path.hops.some((hop) => hop.kind === 'routing' && hop.decision !== 'none'),
  );
  const { inInterface } = described.packet;
  return [
    ...(routed && node.routes === undefined && inInterface !== '' && inInterface !== 'lo'
      ? [{ text: `the answer goes back by ${inInterface}, by which the packet came in`, settle: '--routes' }]
      : []),
    ...(inOpen === true
      ? [{ text: 'nothing tells by which interface the answer comes in', settle: '--routes or --oif' }]
      : []),
    ...((packet.inInterface !== '' || inOpen === true) && inInterface === ''
      ? sourcePremises(node, packet)
      : []),
  ];
}
