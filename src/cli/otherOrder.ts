import { verdictWords } from '../format/trace/verdict.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Path, Premise, Trace } from '../trace/trace.js';

/**
 * The rules with the tables of the other backend first; undefined where the two have no table of one name, whose order would then be known.
 * @see linux net/netfilter/core.c nf_hook_entries_grow: equal priorities run in the order in which they were registered, which nothing prints
 */
export function inOtherOrder(ruleset: Ruleset): Ruleset | undefined {
  const { tables } = ruleset;
  const [first] = tables;
  const twice = tables.some((table) =>
    tables.some((other) => other.name === table.name && other.backend !== table.backend),
  );
  if (first === undefined || !twice) return undefined;
  const others = tables.filter(({ backend }) => backend !== first.backend);
  return { ...ruleset, tables: [...others, ...tables.filter(({ backend }) => backend === first.backend)] };
}

/** What is to be said of the other order: that it changes nothing, or how the packet ends then. */
export function otherOrderPremise(trace: Trace, other: Trace): Premise {
  const [here, there] = [endsOf(trace), endsOf(other)];
  if (here.join('\n') === there.join('\n')) {
    return { text: 'the tables of the other backend first: the packet ends the same' };
  }
  const known = new Set(here);
  const [different] = other.paths.filter((path) => !known.has(endOf(path)));
  const how =
    different === undefined
      ? 'by other ways'
      : `${different.disposition.kind.toUpperCase()} ${verdictWords(different)}`;
  return {
    text: `the tables of the other backend first: the packet ENDS OTHERWISE, ${how}; which backend came first nothing tells`,
  };
}

function endsOf({ paths }: Trace): readonly string[] {
  return [...new Set(paths.map(endOf))].sort();
}

function endOf({ disposition: { kind, by }, packet }: Path): string {
  return JSON.stringify([kind, by.kind === 'rule' ? by.rule.line : by, packet]);
}
