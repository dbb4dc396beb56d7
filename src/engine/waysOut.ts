import { writeAddress } from '../address/address.js';
import type { RouteChoice } from '../node/route.js';
import type { RoutingHop } from '../trace/trace.js';
import type { Branch } from './branch.js';
import { assume, knownAnswer } from './knowledge.js';
import type { OpenQuestion } from './knowledge.js';
import { groupFact } from './nodeFacts.js';
import { givenAnswer } from './settle.js';
import type { Walk } from './walk.js';

/** Where routing sends a packet. `device` undefined: it leaves, but nothing tells by which interface. */
export type Route =
  | { readonly kind: 'local'; readonly text: string }
  | {
      readonly kind: 'out';
      readonly device: string | undefined;
      readonly text: string;
      readonly route?: RoutingHop['route'];
    }
  | { readonly kind: 'fail'; readonly reason: string };

export interface Routed {
  readonly branch: Branch;
  readonly route: Route;
}

/** A received packet to a multicast group is the node's if somebody there listens to it. */
export function routesToGroup(walk: Walk, branch: Branch, to: string, text: string): readonly Routed[] {
  const joined = groupFact(walk, branch);
  const routes = (listens: boolean): Route =>
    listens
      ? { kind: 'local', text }
      : { kind: 'fail', reason: `${to}: nobody on this node listens to that multicast group` };
  if (typeof joined === 'boolean') return [{ branch, route: routes(joined) }];
  return joined.question.accepts.flatMap((answer) => {
    const knowledge = assume(branch.knowledge, joined, answer, 'routing');
    return knowledge === undefined
      ? []
      : [{ branch: { ...branch, knowledge }, route: routes(answer === 'yes') }];
  });
}

/** A multipath route: the kernel picks a next hop by a hash of the flow. */
export function pickNextHop(
  walk: Walk,
  branch: Branch,
  to: string,
  choices: readonly RouteChoice[],
  out: (choice: RouteChoice) => Route,
): readonly Routed[] {
  const names = choices.map(({ device = '', gateway }) =>
    gateway === undefined ? device : `${device} via ${writeAddress(gateway)}`,
  );
  const subject = `nexthop:${to}`;
  const question: OpenQuestion = {
    key: subject,
    question: {
      subject,
      accepts: names,
      asks: `which next hop does the packet to ${to} take`,
      because: 'the kernel picks among several by a hash of the flow',
      settle: `--assume '${subject}=${names[0] ?? ''}' or --oif`,
    },
  };
  const given = givenAnswer(walk, subject, names) ?? knownAnswer(branch.knowledge, subject);
  return choices.flatMap((choice, index): readonly Routed[] => {
    const name = names[index] ?? '';
    const route = out(choice);
    if (given !== undefined) return given === name ? [{ branch, route }] : [];
    const knowledge = assume(branch.knowledge, question, name, 'routing');
    return knowledge === undefined ? [] : [{ branch: { ...branch, knowledge }, route }];
  });
}
