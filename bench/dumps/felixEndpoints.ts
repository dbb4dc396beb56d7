import { bits, putChain } from './felixFrame.js';
import { action, chainName, match, rule } from './felixRule.js';
import type { FelixRule } from './felixRule.js';
import type { TableText } from './tableText.js';

/** A pod on this node. */
export interface Workload {
  /** The host's end of its pair of interfaces. */
  readonly device: string;
  readonly address: string;
  /** Ids of the policies that select it, in order. */
  readonly policies: readonly string[];
  readonly profiles: readonly string[];
}

const { jump, goTo, clearMark } = action;
const accepted = match.marked(bits.accept);
const [accept, drop, giveBack] = [jump('ACCEPT'), jump('DROP'), jump('RETURN')];

/** Which way a workload's packets go, and what Felix's chains for that are called. */
const ways = {
  from: {
    own: 'cali-fw-',
    policy: 'cali-po-',
    profile: 'cali-pro-',
    dispatch: 'cali-from-wl-dispatch',
    device: match.in,
  },
  to: {
    own: 'cali-tw-',
    policy: 'cali-pi-',
    profile: 'cali-pri-',
    dispatch: 'cali-to-wl-dispatch',
    device: match.out,
  },
} as const;

type Way = keyof typeof ways;

/** Writes the two chains of a workload. @see calico felix/rules/endpoints.go endpointIptablesChain */
export function writeWorkload(filter: TableText, workload: Workload): void {
  for (const way of ['from', 'to'] as const)
    putChain(filter, `${ways[way].own}${workload.device}`, rulesOf(workload, way));
}

function rulesOf({ policies, profiles }: Workload, way: Way): readonly FelixRule[] {
  const noPass = match.clear(bits.pass);
  const encapsulated = [
    rule(
      [match.protocol('udp', '17'), match.ports('4789')],
      drop,
      'Drop VXLAN encapped packets originating in workloads',
    ),
    rule([match.protocol('ipencap', '4')], drop, 'Drop IPinIP encapped packets originating in workloads'),
  ];
  const ofPolicies = [
    rule([], clearMark(bits.pass), 'Start of policies'),
    ...policies.flatMap((id) => [
      rule([noPass], jump(chainName(ways[way].policy, id))),
      rule([accepted], giveBack, 'Return if policy accepted'),
    ]),
    rule([noPass], drop, 'Drop if no policies passed packet'),
  ];
  return [
    rule([match.state('RELATED,ESTABLISHED')], accept),
    rule([match.state('INVALID')], drop),
    rule([], clearMark(bits.accept)),
    ...(way === 'from' ? encapsulated : []),
    ...(policies.length === 0 ? [] : ofPolicies),
    ...profiles.flatMap((id) => [
      rule([], jump(chainName(ways[way].profile, id))),
      rule([accepted], giveBack, 'Return if profile accepted'),
    ]),
    rule([], drop, 'Drop if no profiles matched'),
  ];
}

/**
 * Writes the chains that lead a packet to its workload's own: a root that goes by the first character in which devices
 * differ, and a chain for each such character that several devices share.
 * @see calico felix/rules/dispatch.go interfaceNameDispatchChains
 */
export function writeDispatch(filter: TableText, devices: readonly string[]): void {
  const names = [...devices].sort();
  const common = commonPrefix(names);
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const prefix = name.slice(0, common.length + 1);
    groups.set(prefix, [...(groups.get(prefix) ?? []), name]);
  }
  for (const way of ['from', 'to'] as const) {
    const { own, dispatch, device } = ways[way];
    const unknown = rule([], drop, 'Unknown interface');
    const straight = (name: string): FelixRule => rule([device(name)], goTo(`${own}${name}`));
    const root: FelixRule[] = [];
    for (const [prefix, group] of groups) {
      const child = `${dispatch}-${prefix.slice(common.length)}`;
      if (group.length === 1) root.push(...group.map(straight));
      else {
        root.push(rule([device(`${prefix}+`)], goTo(child)));
        putChain(filter, child, [...group.map(straight), unknown]);
      }
    }
    putChain(filter, dispatch, [...root, unknown]);
  }
}

function commonPrefix(sorted: readonly string[]): string {
  const [first = ''] = sorted;
  const last = sorted.at(-1) ?? '';
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}
