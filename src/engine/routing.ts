import { sameAddress, writeAddress } from '../address/address.js';
import type { Hook } from '../netfilter/hooks.js';
import type { Packet } from '../packet/packet.js';
import { isLinkLocal, isLocal, isOfOtherLink, isUnspecified } from '../node/localTable.js';
import { martianReason } from '../node/martian.js';
import type { Route as NodeRoute } from '../node/node.js';
import type { RouteChoice } from '../node/route.js';
import { asksLocalFirst } from '../node/routingRule.js';
import { checkSource } from '../node/sourceCheck.js';
import { forwards, isOn } from '../node/sysctls.js';
import type { Field } from '../packet/field.js';
import type { RoutingHop } from '../trace/trace.js';
import { addHop, endByKernel, frameTypeOf, type Branch } from './branch.js';
import { changesBetween } from './changes.js';
import { localFact, lookUp } from './nodeFacts.js';
import { assume, assumedSince, awayFromLo } from './knowledge.js';
import { leavesBy } from './leavesBy.js';
import { pickNextHop, routesToGroup, type Route, type Routed } from './waysOut.js';
import { lowerTtl } from './ttl.js';
import { withinLimit, type Walk } from './walk.js';

/**
 * The decision behind PREROUTING; over lo only where nat has changed the destination.
 * @see linux net/ipv4/route.c ip_route_input_noref, net/ipv6/route.c ip6_route_input
 */
export function routeInput(walk: Walk, branch: Branch): readonly Branch[] {
  if (branch.proxied && walk.node.rules === undefined) {
    const text =
      'TPROXY gave the packet to a local socket (a policy route for its mark is taken to exist: --rules)';
    return [decided(branch, branch, 'PREROUTING', 'input', '', text)];
  }
  const { destination } = branch.packet;
  if (branch.looped && sameAddress(destination, branch.routedFor)) {
    const own = localFact(walk, branch, destination) === true;
    const text = own
      ? `${writeAddress(destination)} is an address of this node`
      : 'the decision that sent it over lo holds';
    return [decided(branch, branch, 'PREROUTING', 'input', '', text)];
  }
  // What comes in by lo this node has sent, and routed before: its route stays with it.
  const overLo = branch.looped || branch.packet.inInterface === 'lo';
  const martian = overLo ? undefined : martianReason(walk.node, branch.packet);
  if (martian !== undefined) return [failed(branch, 'PREROUTING', martian.reason, {}, martian.reads)];
  return withinLimit(walk.limit, findRoute(walk, branch)).map(({ branch: after, route }) => {
    switch (route.kind) {
      case 'local': {
        const { refused, ...checked } = overLo ? {} : sourceCheck(walk, after, '');
        if (refused !== undefined) return failed(after, 'PREROUTING', refused, checked);
        return decided(branch, after, 'PREROUTING', 'input', '', route.text, checked);
      }
      case 'out':
        return goOn(walk, branch, withOut(after, route.device), route);
      case 'fail':
        return failed(after, 'PREROUTING', route.reason);
    }
  });
}

/** What rp_filter says of a received packet; where nothing tells, the source is taken to pass, which is a premise then. */
function sourceCheck({ node }: Walk, { packet }: Branch, outInterface: string): SourceCheck {
  const checked = checkSource(node, { ...packet, outInterface });
  if (typeof checked === 'object') return 'refused' in checked ? { ...looked, refused: checked.refused } : {};
  return checked === 'passes' ? looked : {};
}

interface SourceCheck extends Pick<RoutingHop, 'sourceChecked'> {
  readonly refused?: string;
}

const looked: SourceCheck = { sourceChecked: true };

/** The packet is forwarded, unless its frame was for many, or its ttl or a socket of TPROXY ends it there. @see linux net/ipv4/ip_forward.c ip_forward */
function goOn(walk: Walk, before: Branch, after: Branch, out: Extract<Route, { kind: 'out' }>): Branch {
  const { family, inInterface, outInterface } = after.packet;
  // Where the kernel makes no route the packet has no way out either.
  const here = { ...after, packet: before.packet };
  if (forwards(walk.node.sysctls, family, inInterface) === false && inInterface !== 'lo') {
    const reason = `forwarding is off for what comes in by ${inInterface}`;
    return failed(here, 'PREROUTING', reason, {}, ['inInterface']);
  }
  const overLo = inInterface === 'lo' || before.looped;
  const { refused, ...checked } = overLo ? {} : sourceCheck(walk, after, outInterface);
  if (refused !== undefined) return failed(here, 'PREROUTING', refused, checked);
  const frameType = frameTypeOf(before);
  const stays = unforwardable(after.packet);
  if (stays !== undefined) return failed(after, 'PREROUTING', stays, {}, ['source', 'inInterface']);
  if (frameType !== 'unicast') {
    const reason = `a frame sent by ${frameType} is not forwarded`;
    return failed(after, 'PREROUTING', reason, {}, ['packetType']);
  }
  const lowered = lowerTtl(after);
  const told = decided(before, lowered, 'PREROUTING', 'forward', after.packet.outInterface, out.text, {
    ...routeOf(out),
    ...checked,
  });
  return after.proxied && told.end === undefined
    ? endByKernel(told, 'dropped', 'TPROXY gave the packet to a socket, but no policy route makes it local')
    : told;
}

/** What IPv6 sends on to no other link. @see linux net/ipv6/ip6_output.c ip6_forward */
function unforwardable({ source, inInterface, outInterface }: Packet): string | undefined {
  if (typeof source === 'number' || inInterface === outInterface) return undefined;
  if (!isUnspecified(source) && !isLinkLocal(source)) return undefined;
  return `what ${writeAddress(source)} sends is not forwarded to another link`;
}

/** The decision before OUTPUT. A packet to an address of this node leaves by lo, any other does not. */
export function routeOutput(walk: Walk, branch: Branch): readonly Branch[] {
  return withinLimit(walk.limit, findRoute(walk, branch)).map(({ branch: after, route }) => {
    const local = route.kind === 'local' ? 'lo' : undefined;
    if (route.kind === 'fail') return failed(after, 'OUTPUT', route.reason);
    const stuck = loopbackSource(walk, after.packet, route);
    if (stuck !== undefined) return failed(after, 'OUTPUT', stuck, {}, ['source']);
    const device = local ?? (route.kind === 'out' ? route.device : undefined);
    const sent = withOut({ ...after, knowledge: awayFromLo(after.knowledge) }, device);
    return decided(branch, sent, 'OUTPUT', 'output', device ?? '', route.text, routeOf(route));
  });
}

/**
 * The decision is taken again inside OUTPUT, by the packet's own mark; in IPv4 without regard to its user. Rules of that hook go on seeing the first
 * interface.
 * @see linux net/ipv4/netfilter.c ip_route_me_harder, net/ipv6/netfilter.c ip6_route_me_harder
 */
export function reroute(walk: Walk, branch: Branch, why: string): readonly Branch[] {
  const routeUser = branch.packet.family === 4 ? 0 : undefined;
  const own = { ...branch, routeMark: undefined, routeDevice: undefined, routeUser };
  return withinLimit(walk.limit, findRoute(walk, own)).map(({ branch: after, route }) => {
    if (route.kind === 'fail') return failed(after, 'OUTPUT', route.reason);
    const stuck = loopbackSource(walk, after.packet, route);
    if (stuck !== undefined) return failed(after, 'OUTPUT', stuck, {}, ['source']);
    const device = route.kind === 'local' ? 'lo' : (route.device ?? '');
    return decided(
      branch,
      { ...after, rerouted: device, routedFor: after.packet.destination },
      'OUTPUT',
      'output',
      device,
      `${route.text}; routed again because ${why}`,
      routeOf(route),
    );
  });
}

/** A packet from 127.0.0.0/8 goes nowhere but over lo. @see linux net/ipv4/route.c __mkroute_output (route_localnet) */
function loopbackSource({ node }: Walk, { source }: Packet, route: Route): string | undefined {
  if (typeof source !== 'number' || source >>> 24 !== 127 || route.kind !== 'out' || route.device === 'lo') {
    return undefined;
  }
  if (isOn(node.sysctls, 'route_localnet', route.device ?? 'all')) return undefined;
  return `${writeAddress(source)} may not leave by ${route.device ?? 'another interface'} (route_localnet is off)`;
}

function withOut(branch: Branch, device: string | undefined): Branch {
  return {
    ...branch,
    packet: { ...branch.packet, outInterface: device ?? '' },
    outOpen: device === undefined,
    routedFor: branch.packet.destination,
  };
}

function decided(
  before: Branch,
  after: Branch,
  hook: Hook,
  decision: RoutingHop['decision'],
  outInterface: string,
  text: string,
  more: HopDetails = {},
): Branch {
  return addHop(after, {
    kind: 'routing',
    hook,
    decision,
    outInterface,
    ...more,
    text,
    changes: changesBetween(before, after),
    assumptions: assumedSince(before.knowledge, after.knowledge),
  });
}

type HopDetails = Pick<RoutingHop, 'route' | 'sourceChecked'>;

function routeOf(route: Route): HopDetails {
  return route.kind === 'out' && route.route !== undefined ? { route: route.route } : {};
}

/** @param reads what of the packet decided beside its destination */
function failed(
  branch: Branch,
  hook: Hook,
  reason: string,
  more: HopDetails = {},
  reads: readonly Field[] = [],
): Branch {
  const told = addHop(branch, {
    kind: 'routing',
    hook,
    decision: 'none',
    outInterface: '',
    ...more,
    text: reason,
    changes: {},
    assumptions: [],
  });
  return endByKernel(told, 'dropped', reason, reads);
}

function findRoute(walk: Walk, branch: Branch): readonly Routed[] {
  const { destination, unknown } = branch.packet;
  const to = writeAddress(destination);
  // Nat alone leaves an address untold, and then one of the node's own.
  if (unknown?.includes('destination') === true) {
    return [{ branch, route: { kind: 'local', text: 'the new destination is an address of this node' } }];
  }
  if (walk.outInterface !== undefined) {
    const device = walk.outInterface;
    const left = leavesBy(walk, branch, device);
    return left === undefined
      ? []
      : [{ branch: left.branch, route: { kind: 'out', device, text: left.text } }];
  }
  const own: Route = { kind: 'local', text: `${to} is an address of this node` };
  const back = routeBack(walk, branch);
  if (back !== undefined) return back;
  const { inInterface } = branch.packet;
  const received = inInterface !== '' && !branch.local && !branch.looped;
  if (received && isOfOtherLink(walk.node, destination, inInterface)) return routesAway(walk, branch, to);
  const local = localFact(walk, branch, destination);
  if (typeof local === 'boolean') {
    const isOwn = local && (walk.node.routes === undefined || asksLocalFirst(walk.node, walk.family));
    return isOwn ? [{ branch, route: own }] : routesAway(walk, branch, to);
  }
  const forks: Routed[] = [];
  for (const answer of local.question.accepts) {
    const knowledge = assume(branch.knowledge, local, answer, 'routing');
    if (knowledge === undefined) continue;
    const after = { ...branch, knowledge };
    if (answer === 'yes') forks.push({ branch: after, route: own });
    else forks.push(...routesAway(walk, after, to));
  }
  return forks;
}

/** The way of an answer to where the packet before it came from, as far as that is not told otherwise. */
function routeBack(walk: Walk, branch: Branch): readonly Routed[] | undefined {
  const { destination } = branch.packet;
  const { node, wayBack } = walk;
  if (wayBack === undefined || !sameAddress(wayBack.to, destination)) return undefined;
  const to = writeAddress(destination);
  const local = isLocal(node, destination);
  if (wayBack.device === '') {
    if (local !== 'unknown') return undefined;
    return [{ branch, route: { kind: 'local', text: `${to}: this node sent the packet before` } }];
  }
  if (local === 'yes') return undefined;
  if (node.routes !== undefined) return routesAway(walk, branch, to);
  const text = `${to}: back by ${wayBack.device}, by which the packet before came in (--routes)`;
  return [{ branch, route: { kind: 'out', device: wayBack.device, text } }];
}

/** The routes of a packet whose destination is not one of the node's addresses. */
function routesAway(walk: Walk, branch: Branch, to: string): readonly Routed[] {
  const answer = lookUp(walk, branch);
  if (answer === undefined || answer.kind === 'unknown') {
    const because = answer === undefined ? 'no routes were given' : answer.unknown;
    const text = `${to} is not an address of this node; ${because} (--routes, --oif)`;
    return [{ branch, route: { kind: 'out', device: undefined, text } }];
  }
  const assumed = answer.assumes.map((each) => `; assumed: ${each}`).join('');
  if (!('choices' in answer)) {
    const reason = answer.kind === 'none' ? `no route to ${to}` : `${to}: ${answer.text}`;
    return [{ branch, route: { kind: 'fail', reason: `${reason}${assumed}` } }];
  }
  const text = `${to}: ${answer.text}${assumed}`;
  if (answer.kind === 'multicast' && !branch.local) return routesToGroup(walk, branch, to, text);
  const own = answer.kind === 'local' || answer.kind === 'anycast';
  if (own || (answer.kind !== 'unicast' && !branch.local)) {
    return [{ branch, route: { kind: 'local', text } }];
  }
  const [first, ...others] = answer.choices;
  const out = (choice: RouteChoice): Route => ({
    kind: 'out',
    device: choice.device,
    text,
    ...takenRoute(answer.route, choice),
  });
  if (others.length === 0) return [{ branch, route: out(first) }];
  return pickNextHop(walk, branch, to, answer.choices, out);
}

function takenRoute(route: NodeRoute | undefined, { gateway }: RouteChoice): Pick<RoutingHop, 'route'> {
  if (route === undefined) return {};
  return {
    route: { length: route.destination.length, ...(gateway === undefined ? {} : { gateway }) },
  };
}
