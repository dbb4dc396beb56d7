import { sameAddress, writeAddress } from '../address/address.js';
import { tracePacket } from '../engine/tracePacket.js';
import type { Answers, TraceRequest } from '../engine/tracePacket.js';
import type { Prefix } from '../node/node.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Field } from '../packet/field.js';
import type { Packet } from '../packet/packet.js';
import { without } from '../packet/without.js';
import type { Path, Trace } from '../trace/trace.js';
import { crossLink } from './crossing.js';
import type { Journey, Leg, NodePremise, Onward, Way, WayEnd } from './journey.js';
import type { PathNode } from './pathNode.js';
import { takingTunnel, wrap } from './tunnel.js';
import { otherTunnel, tunnelDevice } from './tunnelDevice.js';
import type { TunnelDevice } from './tunnelDevice.js';

/** A packet that is about to go through a node. */
export interface Start {
  readonly node: PathNode;
  readonly described: DescribedPacket;
}

/** A leg with what continues its connection. */
export interface Walked {
  readonly node: PathNode;
  readonly leg: Leg;
  readonly answers: Answers;
}

export interface FollowedWay {
  readonly way: Way;
  readonly walked: readonly Walked[];
  /** Which path it took of each trace. */
  readonly turns: readonly number[];
}

export interface FollowOptions {
  readonly moment: TraceRequest['moment'];
  readonly mostWays: number;
  /** Of these addresses what is between the nodes brings packets to the node behind which they are. */
  readonly routed: readonly Prefix[];
  /** Of an answer: the legs of the way that it answers. */
  readonly earlier: readonly Walked[];
  /** Of each node the subjects of `--assume` that were asked, and those whose answer was refused. Added to. */
  readonly asked: ReadonlyMap<PathNode, Asked>;
}

export interface Asked {
  readonly subjects: Set<string>;
  readonly refused: Map<string, readonly string[]>;
}

/** A way so far. */
interface Course extends Start {
  readonly walked: readonly Walked[];
  readonly turns: readonly number[];
  readonly chance: number | undefined;
  /** The packets in tunnels, the outermost tunnel last. */
  readonly inside: readonly Inside[];
}

interface Inside extends Pick<TunnelDevice, 'kind' | 'network'> {
  readonly described: DescribedPacket;
}

type Followed = Omit<Journey, 'ways'> & { readonly ways: readonly FollowedWay[] };

/** More nodes and tunnels than any packet goes through; only routes that go round in circles come to it. */
const mostLegs = 40;

/** Forks that come together again need some room, though no way may be left for them. */
const fewestPaths = 16;

/** Follows a packet from node to node: each path of a node's trace that leads on is a way of its own. */
export function followWays(nodes: readonly PathNode[], start: Start, options: FollowOptions): Followed {
  const gathered: Gathered = { premises: new Map(), assumed: new Set() };
  const ways: FollowedWay[] = [];
  let complete = true;
  const first = { ...start, described: unmarked(start.described) };
  const pending: Course[] = [{ ...first, walked: [], turns: [], chance: 1, inside: [] }];
  for (let course = pending.pop(); course !== undefined; course = pending.pop()) {
    const room = options.mostWays - ways.length - pending.length;
    const { trace, answers } = traceLeg(course, options, Math.max(room, fewestPaths));
    gather(gathered, course.node, trace, course.inside.length > 0);
    noteAsked(options.asked.get(course.node), answers);
    if (!trace.complete) complete = false;
    const next: Course[] = [];
    const carrier = course.inside.at(-1)?.kind;
    for (const [index, path] of trace.paths.entries()) {
      if (index >= room) {
        complete = false;
        break;
      }
      const step = onwardOf(nodes, course, path, options, gathered);
      const leg: Leg = {
        node: course.node.name,
        ...(carrier === undefined ? {} : { carrier }),
        trace,
        path,
        onward: 'onward' in step ? step.onward : undefined,
      };
      const walked = [...course.walked, { node: course.node, leg, answers }];
      const chance = times(course.chance, path.chance);
      const turns = [...course.turns, index];
      if ('end' in step) ways.push(finished(walked, turns, step.end, chance));
      else if (walked.length >= mostLegs) {
        const reason = `it has gone through ${mostLegs} tunnels and nodes: the routes go round in circles`;
        ways.push(finished(walked, turns, { kind: 'lost', node: course.node.name, reason }, chance));
      } else next.push({ ...step.next, walked, turns, chance });
    }
    pending.push(...next.reverse());
  }
  return {
    packet: start.described.packet,
    ways: ways.sort(inOrder),
    complete,
    assumed: [...gathered.assumed],
    premises: [...gathered.premises.values()],
  };
}

/** A packet that comes in from another namespace or a wire has no mark. @see linux drivers/net/veth.c veth_forward_skb, net/core/skbuff.c skb_scrub_packet */
function unmarked({ packet, assumed }: DescribedPacket): DescribedPacket {
  return {
    packet,
    assumed: packet.inInterface === '' ? assumed : assumed.filter((field) => field !== 'mark'),
  };
}

function finished(
  walked: readonly Walked[],
  turns: readonly number[],
  end: WayEnd,
  chance: number | undefined,
): FollowedWay {
  return { way: { legs: walked.map(({ leg }) => leg), end, chance }, walked, turns };
}

/** As their paths stand in the traces. */
function inOrder(a: FollowedWay, b: FollowedWay): number {
  const at = a.turns.findIndex((turn, index) => turn !== b.turns[index]);
  return (a.turns[at] ?? 0) - (b.turns[at] ?? 0);
}

function times(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
}

interface Gathered {
  readonly premises: Map<string, NodePremise>;
  readonly assumed: Set<Field>;
}

function gather(into: Gathered, node: PathNode, trace: Trace, outer: boolean): void {
  for (const field of trace.assumed) into.assumed.add(field);
  for (const premise of trace.premises) {
    // Of a tunnel's packet nobody has to be told that its node sends it.
    if (!outer || premise.settle !== '--iif') note(into, { node: node.name, ...premise });
  }
}

function noteAsked(into: Asked | undefined, { asked, refused }: Answers): void {
  for (const subject of asked) into?.subjects.add(subject);
  for (const [subject, accepts] of refused) into?.refused.set(subject, accepts);
}

function note({ premises }: Gathered, premise: NodePremise): void {
  premises.set(JSON.stringify(premise), premise);
}

/** The packet through its node: as the answer to one that came through before, where that expects it, else for itself. */
function traceLeg(
  { node, described }: Course,
  { earlier, moment }: FollowOptions,
  mostPaths: number,
): { readonly trace: Trace; readonly answers: Answers } {
  const { packet } = described;
  const answered = earlier.findLast((one) => one.node === node && expects(one.leg, packet));
  if (answered !== undefined) {
    return {
      trace: answered.answers.trace(answered.leg.path, described, mostPaths),
      answers: answered.answers,
    };
  }
  return tracePacket({
    ...node.ground(packet.family),
    described,
    tracking: { state: undefined, status: undefined, direction: 'ORIGINAL', mark: 0, entry: undefined },
    outInterface: undefined,
    moment,
    answers: node.answers,
    mostPaths,
  });
}

/**
 * Whether a packet goes the other way as one that left a node so. Ports that nothing tells are no obstacle, but VXLAN never answers to the port that
 * a packet came from.
 */
function expects({ path: { packet: left }, carrier }: Leg, packet: Packet): boolean {
  if (carrier === 'vxlan') return false;
  const agree = (a: number | undefined, b: number | undefined): boolean =>
    a === undefined || b === undefined || a === b;
  return (
    left.family === packet.family &&
    left.protocol === packet.protocol &&
    sameAddress(left.source, packet.destination) &&
    sameAddress(left.destination, packet.source) &&
    agree(left.sourcePort, packet.destinationPort) &&
    agree(left.destinationPort, packet.sourcePort)
  );
}

type Step =
  { readonly end: WayEnd } | { readonly onward: Onward; readonly next: Start & Pick<Course, 'inside'> };

function onwardOf(
  nodes: readonly PathNode[],
  course: Course,
  path: Path,
  options: FollowOptions,
  gathered: Gathered,
): Step {
  const { node } = course;
  switch (path.disposition.kind) {
    case 'dropped':
    case 'rejected':
    case 'queued':
    case 'stolen':
    case 'abandoned':
      return { end: { kind: 'stopped', node: node.name, disposition: path.disposition } };
    case 'delivered':
      return course.inside.length === 0
        ? { end: { kind: 'arrives', node: node.name } }
        : unwrapped(course, path.packet);
    case 'forwarded':
    case 'sent':
      return away(nodes, course, path, options, gathered);
  }
}

function away(
  nodes: readonly PathNode[],
  course: Course,
  path: Path,
  { routed }: FollowOptions,
  gathered: Gathered,
): Step {
  const { node, inside, described } = course;
  const { packet } = path;
  const device = tunnelDevice(node, packet.outInterface);
  if (device !== undefined) {
    const wrapped = wrap(nodes, node, device, path);
    if (wrapped.kind === 'unknown')
      return { end: { kind: 'unknown', node: node.name, reason: wrapped.reason } };
    for (const premise of wrapped.premises) note(gathered, premise);
    const left: DescribedPacket = { packet, assumed: described.assumed };
    return {
      onward: { kind: 'wrapped', outInterface: device.name, tunnel: device.kind, far: wrapped.far },
      next: { node, described: wrapped.outer, inside: [...inside, { ...device, described: left }] },
    };
  }
  const other = otherTunnel(node, packet.outInterface);
  if (other !== undefined) {
    const reason = `${packet.outInterface} is a tunnel of kind ${other}, which is not followed`;
    return { end: { kind: 'unknown', node: node.name, reason } };
  }
  const crossing = crossLink(nodes, node, path, routed);
  if (crossing.kind === 'ends') return { end: finalEnd(course, packet, crossing.end) };
  const { nextHop, to, routers } = crossing;
  if (routers) {
    const far = writeAddress(packet.destination);
    const between = sameAddress(nextHop, packet.destination)
      ? `what is behind ${packet.outInterface} of ${node.name} brings`
      : `${writeAddress(nextHop)} and what is behind it bring`;
    note(gathered, { text: `${between} packets to ${far} as they are to ${to.node.name}` });
  }
  return {
    onward: {
      kind: 'link',
      outInterface: packet.outInterface,
      nextHop,
      node: to.node.name,
      inInterface: to.device,
    },
    next: {
      node: to.node,
      described: arriving({ packet, assumed: described.assumed }, to.device, 0),
      inside,
    },
  };
}

/**
 * What a tunnel sends has to come to the tunnel's other end. A pod that a service sent its own packet refuses that.
 * @see linux net/ipv4/fib_frontend.c __fib_validate_source (accept_local)
 */
function finalEnd({ inside, node }: Course, { source, destination, unknown }: Packet, end: WayEnd): WayEnd {
  if (end.kind === 'arrives' && unknown === undefined && sameAddress(source, destination)) {
    const to = writeAddress(destination);
    const reason = `${to} gets a packet from its own address, and drops it as a martian (nothing masqueraded it)`;
    return { kind: 'lost', node: node.name, reason };
  }
  if (inside.length === 0 || (end.kind !== 'arrives' && end.kind !== 'leaves')) return end;
  const reason = `${writeAddress(destination)}, the other end of the tunnel, is none of the nodes`;
  return { kind: 'unknown', node: node.name, reason };
}

function unwrapped({ node, inside }: Course, outer: Packet): Step {
  const last = inside.at(-1);
  const device = last === undefined ? undefined : takingTunnel(node, outer, last);
  if (last === undefined || device === undefined) {
    const network = last?.network === undefined ? '' : ` of VXLAN network ${last.network}`;
    const reason = `${node.name} has no tunnel that takes what comes to ${writeAddress(outer.destination)}${network}`;
    return { end: { kind: 'lost', node: node.name, reason } };
  }
  // @see linux net/core/skbuff.c skb_scrub_packet: within a namespace the mark stays; drivers/net/wireguard/queueing.h wg_reset_packet: it does not.
  const mark = last.kind === 'wireguard' ? 0 : outer.mark;
  return {
    onward: { kind: 'unwrapped', tunnel: last.kind, inInterface: device.name },
    next: { node, described: arriving(last.described, device.name, mark), inside: inside.slice(0, -1) },
  };
}

/** The packet as it comes in by an interface: with the mark of what brought it, and without the socket that sent it. */
function arriving({ packet, assumed }: DescribedPacket, inInterface: string, mark: number): DescribedPacket {
  const left = without(packet, 'sourceMac', 'uid', 'gid');
  return {
    packet: { ...left, inInterface, outInterface: '', mark, packetType: 'unicast' },
    assumed: assumed.filter((field) => field !== 'mark' && field !== 'sourceMac'),
  };
}
