import { isHook } from '../netfilter/hooks.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import type { Workshop } from './conditionSets.js';
import { nothing } from './diagrams.js';
import type { PacketSet } from './diagrams.js';
import { packetsAt } from './startSets.js';
import { walkSets } from './walkSets.js';
import { openWorkshop } from './workshop.js';

/** What can become of a table's rules and chains when any packet at all comes to its built-in chains. */
export interface Fates {
  readonly table: Table;
  readonly workshop: Workshop;
  /** Rules that some packet comes to. */
  readonly arrived: ReadonlySet<BoundRule>;
  /** Rules that some packet matches. */
  readonly matched: ReadonlySet<BoundRule>;
  /** What enters each chain, taken together over all callers; chains that nothing enters are missing. */
  readonly entering: ReadonlyMap<Chain, PacketSet>;
  /** The rules by which packets come to each chain. */
  readonly callers: ReadonlyMap<Chain, ReadonlySet<BoundRule>>;
}

/**
 * Sends all packets through a table, each of its built-in chains on its own.
 * @throws BudgetExceeded
 */
export function fatesOf(table: Table, mostNodes?: number): Fates {
  const workshop = openWorkshop([table], table.family, mostNodes);
  const { diagrams } = workshop;
  const arrived = new Set<BoundRule>();
  const matched = new Set<BoundRule>();
  const entering = new Map<Chain, PacketSet>();
  const callers = new Map<Chain, Set<BoundRule>>();
  for (const chain of table.chains.values()) {
    if (!isHook(chain.name)) continue;
    walkSets(workshop, table, chain, packetsAt(workshop, table.name, chain.name), {
      enter(entered, set, by) {
        entering.set(entered, diagrams.or(entering.get(entered) ?? nothing, set));
        if (by === undefined) return;
        const known = callers.get(entered) ?? new Set();
        callers.set(entered, known.add(by));
      },
      step(step) {
        arrived.add(step.rule);
        if (step.matched !== nothing) matched.add(step.rule);
      },
    });
  }
  return { table, workshop, arrived, matched, entering, callers };
}
