import type { Action, Ruleset, Table } from '../ruleset/ruleset.js';

/** What a copy of the packet may have changed on its own way, which is not walked. */
export interface Doubted {
  readonly sets: ReadonlySet<string>;
  /** Lists of `-m recent`. */
  readonly lists: ReadonlySet<string>;
}

/**
 * The sets and lists that rules change on the way of a copy that TEE sends: it goes through OUTPUT and POSTROUTING, before the packet itself
 * goes on. Conntrack does not follow it, so that it consults no nat table.
 * @see linux net/ipv4/netfilter/nf_dup_ipv4.c nf_dup_ipv4
 */
export function changedByCopy({ tables }: Ruleset): Doubted {
  const sets = new Set<string>();
  const lists = new Set<string>();
  for (const table of tables) {
    if (table.name === 'nat') continue;
    for (const rule of rulesBehind(table, ['OUTPUT', 'POSTROUTING'])) {
      for (const { effects } of rule.matches) {
        for (const effect of effects) if (effect.kind === 'recent') lists.add(effect.list);
      }
      for (const set of setsChangedBy(rule.action)) sets.add(set);
    }
  }
  return { sets, lists };
}

function rulesBehind({ chains }: Table, from: readonly string[]) {
  const reached = new Set(from);
  // A set takes in what is added while it is gone through.
  for (const name of reached) {
    for (const { action } of chains.get(name)?.rules ?? []) {
      if (action.kind === 'jump' || action.kind === 'goto') reached.add(action.to);
    }
  }
  return [...reached].flatMap((name) => chains.get(name)?.rules ?? []);
}

function setsChangedBy(action: Action): readonly string[] {
  const sets: string[] = [];
  const pending = action.kind === 'target' ? [action.outcome] : [];
  for (let outcome = pending.pop(); outcome !== undefined; outcome = pending.pop()) {
    if (outcome.kind === 'when') pending.push(outcome.yes, outcome.no);
    else for (const effect of outcome.effects) if (effect.kind === 'set-entry') sets.push(effect.set);
  }
  return sets;
}
