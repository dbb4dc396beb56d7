import { sameAddress } from '../address/address.js';
import { conntrackPriority, hookPriority, sideOfHook } from '../netfilter/hooks.js';
import type { Hook } from '../netfilter/hooks.js';
import type { Table } from '../ruleset/ruleset.js';
import type { Branch } from './branch.js';
import { onward } from './branch.js';
import { applyMapping, begins, isSeenBefore, lookUp } from './conntrack.js';
import { balance } from './ipvs.js';
import { reroute } from './routing.js';
import type { Walk } from './walk.js';
import { walkTable } from './walkTable.js';

type Station =
  | { readonly kind: 'table'; readonly priority: number; readonly table: Table }
  | { readonly kind: 'conntrack'; readonly priority: number }
  | { readonly kind: 'ipvs'; readonly priority: number }
  /** Behind the nat tables: what they left undone, and the translation of later packets. */
  | { readonly kind: 'translation'; readonly priority: number };

/** @see linux net/netfilter/ipvs/ip_vs_core.c ip_vs_ops4 (NF_IP_PRI_NAT_SRC - 2) */
const ipvsPriority = 98;

const known = new WeakMap<readonly Table[], Map<Hook, readonly Station[]>>();

/** Everything registered in a hook, in the order in which the kernel runs it: the same for each packet. */
function stationsOf(tables: readonly Table[], hook: Hook): readonly Station[] {
  const byHook = known.get(tables) ?? new Map<Hook, readonly Station[]>();
  known.set(tables, byHook);
  const stations = byHook.get(hook) ?? findStations(tables, hook);
  byHook.set(hook, stations);
  return stations;
}

/** Equal priorities keep the order of the dump. */
function findStations(tables: readonly Table[], hook: Hook): readonly Station[] {
  const stations: Station[] = [];
  for (const table of tables) {
    if (table.chains.has(hook)) {
      stations.push({ kind: 'table', priority: hookPriority(table.name, hook, table.backend), table });
    }
  }
  if (hook === 'PREROUTING' || hook === 'OUTPUT')
    stations.push({ kind: 'conntrack', priority: conntrackPriority });
  if (hook === 'INPUT') stations.push({ kind: 'ipvs', priority: ipvsPriority });
  if (hook !== 'FORWARD') {
    stations.push({ kind: 'translation', priority: hookPriority('nat', hook, 'legacy') });
  }
  return stations.sort((a, b) => a.priority - b.priority);
}

/** Takes a branch through one hook. What comes back has either passed it or ended in it. */
export function walkHook(walk: Walk, branch: Branch, hook: Hook): readonly Branch[] {
  let branches: readonly Branch[] = [branch];
  for (const station of stationsOf(walk.ruleset.tables, hook)) {
    branches = onward(branches, (each) => visitStation(walk, each, hook, station));
  }
  return branches;
}

function visitStation(walk: Walk, branch: Branch, hook: Hook, station: Station): readonly Branch[] {
  if (branch.balanced === hook) return [branch];
  switch (station.kind) {
    case 'conntrack':
      return [lookUp(walk, branch, hook)];
    case 'ipvs':
      return balance(walk, branch);
    case 'translation':
      return rerouteIfChanged(walk, branch, finishNat(branch, hook), hook, 'nat');
    case 'table': {
      const { table } = station;
      if (table.name === 'nat' && !consultsNat(branch, hook)) return [branch];
      const { packet } = branch;
      const head = { kind: 'table', hook, table: table.name, backend: table.backend, packet } as const;
      const passed = walkTable(walk, branch, table, head);
      if (table.name !== 'mangle') return passed;
      // nf_tables looks only after those that its rules accept. @see linux net/netfilter/nft_chain_route.c nf_route_table_hook4
      return onward(passed, (after) =>
        table.backend === 'nft' && after.bypassed === head
          ? [after]
          : rerouteIfChanged(walk, branch, after, hook, 'mangle'),
      );
    }
  }
}

/** Only the first packet of a connection looks at the nat table, once for each side. */
function consultsNat(branch: Branch, hook: Hook): boolean {
  const { connection } = branch;
  if (!connection.entry || !begins(connection.state, branch.packet)) return false;
  return sideOfHook(hook) === 'source' ? !connection.sourceDone : !connection.destinationDone;
}

function finishNat(branch: Branch, hook: Hook): Branch {
  const { connection } = branch;
  if (!connection.entry) return branch;
  const { sourceDone, destinationDone } = connection;
  const later = connection.state === 'NEW' ? isSeenBefore(connection) : sourceDone && destinationDone;
  if (later || !begins(connection.state, branch.packet)) return applyMapping(branch, hook);
  const done = sideOfHook(hook) === 'source' ? { sourceDone: true } : { destinationDone: true };
  return { ...branch, connection: { ...connection, ...done } };
}

/**
 * Local output is routed again where mangle changed what routing reads, and where nat changed the destination.
 * @see linux net/ipv4/netfilter/iptable_mangle.c ipt_mangle_out, net/netfilter/nf_nat_proto.c nf_nat_ipv4_local_fn
 */
function rerouteIfChanged(
  walk: Walk,
  before: Branch,
  after: Branch,
  hook: Hook,
  by: 'mangle' | 'nat',
): readonly Branch[] {
  if (hook !== 'OUTPUT') return [after];
  if (by === 'nat') {
    return sameAddress(after.packet.destination, after.routedFor)
      ? [after]
      : reroute(walk, after, 'nat changed the destination');
  }
  const { packet } = after;
  const same =
    sameAddress(packet.source, before.packet.source) &&
    sameAddress(packet.destination, before.packet.destination) &&
    packet.mark === before.packet.mark &&
    packet.tos === before.packet.tos;
  return same ? [after] : reroute(walk, after, 'mangle changed what routing reads');
}
