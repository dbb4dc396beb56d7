import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Hook } from '../netfilter/hooks.js';
import type { RouteAnswer } from '../node/route.js';
import type { RoutingHop } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { addHop, endByKernel } from './branch.js';
import { changesBetween } from './changes.js';
import { localFact, lookUp } from './nodeFacts.js';
import { assume, assumedSince } from './knowledge.js';
import type { Knowledge } from './knowledge.js';
import type { Walk } from './walk.js';
import { withinLimit } from './walk.js';

/** Where routing sends a packet. `device` undefined: it leaves, but nothing tells by which interface. */
type Route =
  | { readonly kind: 'local'; readonly text: string }
  | { readonly kind: 'out'; readonly device: string | undefined; readonly text: string }
  | { readonly kind: 'fail'; readonly reason: string };

interface Routed {
  readonly branch: Branch;
  readonly route: Route;
}

/** The decision behind PREROUTING. @see linux net/ipv4/route.c ip_route_input_noref, net/ipv6/route.c ip6_route_input */
export function routeInput(walk: Walk, branch: Branch): readonly Branch[] {
  if (branch.proxied)
    return [decided(branch, branch, 'PREROUTING', 'input', '', 'TPROXY gave the packet to a local socket')];
  const martian = branch.looped ? undefined : martianReason(walk, branch);
  if (martian !== undefined) return [failed(branch, 'PREROUTING', martian)];
  return withinLimit(walk.limit, findRoute(walk, branch)).map(({ branch: after, route }) => {
    switch (route.kind) {
      case 'local':
        return decided(branch, after, 'PREROUTING', 'input', '', route.text);
      case 'out':
        return decided(
          branch,
          withOut(after, route.device),
          'PREROUTING',
          'forward',
          route.device ?? '',
          route.text,
        );
      case 'fail':
        return failed(after, 'PREROUTING', route.reason);
    }
  });
}

/** The decision before OUTPUT. A packet to an address of this node leaves by lo. */
export function routeOutput(walk: Walk, branch: Branch): readonly Branch[] {
  return withinLimit(walk.limit, findRoute(walk, branch)).map(({ branch: after, route }) => {
    const local = route.kind === 'local' ? 'lo' : undefined;
    if (route.kind === 'fail') return failed(after, 'OUTPUT', route.reason);
    const device = local ?? (route.kind === 'out' ? route.device : undefined);
    return decided(branch, withOut(after, device), 'OUTPUT', 'output', device ?? '', route.text);
  });
}

/** The decision is taken again inside OUTPUT. Rules of that hook go on seeing the first interface. */
export function reroute(walk: Walk, branch: Branch, why: string): readonly Branch[] {
  return withinLimit(walk.limit, findRoute(walk, branch)).map(({ branch: after, route }) => {
    if (route.kind === 'fail') return failed(after, 'OUTPUT', route.reason);
    const device = route.kind === 'local' ? 'lo' : (route.device ?? '');
    return decided(
      branch,
      { ...after, rerouted: device, routedFor: after.packet.destination },
      'OUTPUT',
      'output',
      device,
      `${route.text}; routed again because ${why}`,
    );
  });
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
): Branch {
  return addHop(after, {
    kind: 'routing',
    hook,
    decision,
    outInterface,
    text,
    changes: changesBetween(before, after),
    assumptions: assumedSince(before.knowledge, after.knowledge),
  });
}

function failed(branch: Branch, hook: Hook, reason: string): Branch {
  const told = addHop(branch, {
    kind: 'routing',
    hook,
    decision: 'none',
    outInterface: '',
    text: reason,
    changes: {},
    assumptions: [],
  });
  return endByKernel(told, 'dropped', reason);
}

function findRoute(walk: Walk, branch: Branch): readonly Routed[] {
  const { destination } = branch.packet;
  const to = writeAddress(destination);
  if (walk.outInterface !== undefined) {
    return [
      {
        branch,
        route: { kind: 'out', device: walk.outInterface, text: `--oif sends it out of ${walk.outInterface}` },
      },
    ];
  }
  const answers = lookUp(walk, branch);
  if (answers !== undefined) {
    return answers.map(({ answer, knowledge }) => ({
      branch: { ...branch, knowledge },
      route: routeOf(answer, to),
    }));
  }
  const local = localFact(walk, branch, destination);
  const out: Route = {
    kind: 'out',
    device: undefined,
    text: `${to} is not an address of this node; no routes were given (--routes, --oif)`,
  };
  const own: Route = { kind: 'local', text: `${to} is an address of this node` };
  if (typeof local === 'boolean') return [{ branch, route: local ? own : out }];
  const forks: Routed[] = [];
  for (const answer of local.question.accepts) {
    const knowledge = assume(branch.knowledge, local, answer, 'routing');
    if (knowledge !== undefined)
      forks.push({ branch: { ...branch, knowledge }, route: answer === 'yes' ? own : out });
  }
  return forks;
}

/** One possible answer of the routing tables, and what was assumed to get it. */
export interface PossibleRoute {
  readonly answer: RouteAnswer;
  readonly knowledge: Knowledge;
}

function routeOf(answer: RouteAnswer, to: string): Route {
  switch (answer.kind) {
    case 'local':
    case 'broadcast':
    case 'multicast':
    case 'anycast':
      return { kind: 'local', text: `${to}: ${answer.text}` };
    case 'unicast':
      return { kind: 'out', device: answer.device, text: `${to}: ${answer.text}` };
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
    case 'throw':
    case 'nat':
    case 'none':
    case 'unknown':
      return { kind: 'fail', reason: answer.kind === 'none' ? `no route to ${to}` : `${to}: ${answer.text}` };
  }
}

function martianReason(walk: Walk, branch: Branch): string | undefined {
  const { source, destination } = branch.packet;
  if (typeof source !== 'number' || typeof destination !== 'number') return undefined;
  const name = writeAddress(source);
  if (source >>> 28 === 0xe || source === 0xffffffff) return `martian source ${name}`;
  if (source >>> 24 === 0 && !(source === 0 && destination === 0xffffffff)) return `martian source ${name}`;
  if (source >>> 24 === 127) return `martian source ${name} (route_localnet is off)`;
  if (destination >>> 24 === 127)
    return `martian destination ${writeAddress(destination)} (route_localnet is off)`;
  if (destination === 0) return 'martian destination 0.0.0.0';
  return isOwnSource(walk, branch, source)
    ? `martian source ${name}: an address of this node (accept_local is off)`
    : undefined;
}

function isOwnSource(walk: Walk, branch: Branch, source: Address): boolean {
  return localFact(walk, branch, source) === true;
}
