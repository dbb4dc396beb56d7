import { extensions, parse } from '../../src/index.js';
import type { WitnessPacket } from '../../src/witness/witnessPacket.js';
import { matches } from '../../src/witness/shows.js';
import { witnessPacket } from '../../src/witness/witnessPacket.js';
import { isHook } from '../../src/netfilter/hooks.js';
import { BudgetExceeded } from '../../src/packetset/diagrams.js';
import { nothing } from '../../src/packetset/packetSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';
import { packetsAt } from '../../src/packetset/startSets.js';
import { walkSets } from '../../src/packetset/walkSets.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { BoundRule, Ruleset, Table } from '../../src/ruleset/ruleset.js';
import type { Workshop } from '../../src/packetset/workshop.js';

/** A dump's rules of one family. */
export function bound(dump: string, family: 4 | 6): Ruleset {
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no table');
  return ruleset;
}

export interface Found {
  readonly rule: BoundRule;
  readonly witness: WitnessPacket | undefined;
}

/** So many nodes the sets of a table may take here; a table that takes more is left out. */
const mostNodes = 400_000;

/** For each rule that some packet can match: a packet that does. Made one by one as they are asked for. */
export function* witnesses(ruleset: Ruleset): Generator<Found> {
  for (const table of ruleset.tables) {
    const workshop = openWorkshop([table], table.family, { mostNodes });
    for (const [rule, packets] of matchedIn(workshop, table)) {
      yield { rule, witness: witnessPacket({ ruleset, workshop, packets, shows: matches(rule) }) };
    }
  }
}

function matchedIn(workshop: Workshop, table: Table): ReadonlyMap<BoundRule, PacketSet> {
  const matched = new Map<BoundRule, PacketSet>();
  try {
    for (const chain of table.chains.values()) {
      if (!isHook(chain.name)) continue;
      walkSets(workshop, table, chain, packetsAt(workshop, table.name, chain.name), {
        step(step) {
          if (step.matched !== nothing && !matched.has(step.rule)) matched.set(step.rule, step.matched);
        },
      });
    }
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    return new Map();
  }
  return matched;
}
