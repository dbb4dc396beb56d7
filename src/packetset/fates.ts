import { isHook } from '../netfilter/hooks.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { BudgetExceeded } from './diagrams.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { forgetUnasked } from './forgetting.js';
import type { Forgetting } from './forgetting.js';
import { interfacesAt, packetsAt } from './startSets.js';
import { sureFates } from './sureFates.js';
import { surelyMatched } from './surelyMatched.js';
import { walkSets } from './walkSets.js';
import type { SetVisitor, Walked } from './walkSets.js';
import { openWorkshop } from './workshop.js';
import type { Workshop } from './workshop.js';

/** What can become of a table's rules and chains when any packet at all comes to its built-in chains. */
export interface Fates {
  readonly table: Table;
  readonly workshop: Workshop;
  /** What walks that ask only whether some packet comes to a rule, or matches it, need not tell apart. */
  readonly forgetting: Forgetting;
  /** Rules that some packet comes to. */
  readonly arrived: Pick<ReadonlySet<BoundRule>, 'has'>;
  /** Rules that some packet matches. */
  readonly matched: Pick<ReadonlySet<BoundRule>, 'has'>;
  /** Of the rules to which calls lead from built-in chains every one is matched. */
  readonly allMatch: boolean;
  /** What enters each chain, taken together over all callers; chains that nothing enters are missing. */
  readonly entering: Pick<ReadonlyMap<Chain, PacketSet>, 'has' | 'get'>;
  /** The rules by which packets come to each chain. */
  readonly callers: Pick<ReadonlyMap<Chain, ReadonlySet<BoundRule>>, 'get'>;
}

/**
 * Sends all packets through a table, each of its built-in chains on its own. Where that takes too much, once more without telling
 * that a question asked twice has one answer: then more packets seem possible, so that what no packet comes to is still a proof.
 * @throws BudgetExceeded
 */
export function fatesOf(table: Table, mostNodes?: number): Fates {
  const bound = mostNodes === undefined ? {} : { mostNodes };
  try {
    const workshop = openWorkshop([table], table.family, bound);
    return sendSome(table, workshop) ?? sendAll(table, workshop);
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    return sendAll(table, openWorkshop([table], table.family, { ...bound, remembersAnswers: false }));
  }
}

/** Where some packets, and marks alone, are enough to see which rules match; undefined where they are not. */
function sendSome(table: Table, workshop: Workshop): Fates | undefined {
  const all = surelyMatched(workshop, table);
  const sure = all === undefined ? sureFates(workshop, table) : { chains: all, dead: new Set<BoundRule>() };
  if (sure === undefined) return undefined;
  const { chains, dead } = sure;
  const isEntered = (chain: Chain | undefined): boolean => chain !== undefined && chains.has(chain);
  const isMatched = (rule: BoundRule): boolean => !dead.has(rule) && isEntered(table.chains.get(rule.chain));
  let known: Fates | undefined;
  const exactly = (): Fates => (known ??= sendAll(table, workshop));
  return {
    table,
    workshop,
    forgetting: forgetUnasked(workshop, table),
    // What comes to a rule that matches none of it only sets tell.
    arrived: { has: (rule) => isMatched(rule) || (dead.has(rule) && exactly().arrived.has(rule)) },
    matched: { has: isMatched },
    allMatch: dead.size === 0,
    entering: { has: isEntered, get: (chain) => exactly().entering.get(chain) },
    callers: { get: (chain) => exactly().callers.get(chain) },
  };
}

function sendAll(table: Table, workshop: Workshop): Fates {
  const arrived = new Set<BoundRule>();
  const matched = new Set<BoundRule>();
  const entries = new Map<Chain, Map<PacketSet, PacketSet>>();
  const callers = new Map<Chain, Set<BoundRule>>();
  const forgetting = forgetUnasked(workshop, table);
  const walked: Walked = new Map();
  for (const chain of table.chains.values()) {
    if (!isHook(chain.name)) continue;
    const visitor: SetVisitor = {
      enter(entered, set, by, through) {
        const sets = entries.get(entered) ?? new Map<PacketSet, PacketSet>();
        entries.set(entered, sets.set(set, workshop.diagrams.or(sets.get(set) ?? nothing, through)));
        if (by !== undefined) callers.set(entered, (callers.get(entered) ?? new Set()).add(by));
      },
      step(step) {
        arrived.add(step.rule);
        if (step.matched !== nothing) matched.add(step.rule);
      },
    };
    const interfaces = interfacesAt(workshop, chain.name);
    const packets = packetsAt(workshop, table.name, chain.name);
    walkSets(workshop, table, chain, packets, visitor, { forgetting, walked, interfaces });
  }
  const entering = unions(workshop, entries);
  return { table, workshop, forgetting, arrived, matched, allMatch: false, entering, callers };
}

/** Taken together when asked for: a chain like KUBE-MARK-MASQ is entered from everywhere, and mostly nobody asks. */
function unions(
  { diagrams }: Workshop,
  entries: ReadonlyMap<Chain, ReadonlyMap<PacketSet, PacketSet>>,
): Fates['entering'] {
  const made = new Map<Chain, PacketSet>();
  return {
    has: (chain) => entries.has(chain),
    get(chain) {
      const sets = entries.get(chain);
      if (sets === undefined) return undefined;
      const known = made.get(chain);
      if (known !== undefined) return known;
      let unions = [...sets].map(([set, through]) => diagrams.and(set, through));
      // In pairs, pairs of pairs: one after the other each would be looked through as often as there are others.
      while (unions.length > 1) {
        unions = unions.flatMap((set, index) =>
          index % 2 === 0 ? [diagrams.or(set, unions[index + 1] ?? nothing)] : [],
        );
      }
      const [union = nothing] = unions;
      made.set(chain, union);
      return union;
    },
  };
}
