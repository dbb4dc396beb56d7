import type { BoundRule, Chain, Table } from './ruleset.js';

/** A rule that leads to another chain of its table. */
export interface Call {
  readonly rule: BoundRule;
  readonly called: Chain;
}

const known = new WeakMap<Table['chains'], Map<Chain, readonly Call[]>>();

/**
 * The rules of a chain that lead to another one, in their order. Those are few of all, and to find their chains by name takes a while, so it is done
 * once.
 */
export function callsOf({ chains }: Table, chain: Chain): readonly Call[] {
  const calls = known.get(chains) ?? new Map<Chain, readonly Call[]>();
  known.set(chains, calls);
  const before = calls.get(chain);
  if (before !== undefined) return before;
  const found = findCalls(chains, chain);
  calls.set(chain, found);
  return found;
}

function findCalls(chains: Table['chains'], { rules }: Chain): readonly Call[] {
  const calls: Call[] = [];
  for (const rule of rules) {
    const name = calledChain(rule);
    const called = name === undefined ? undefined : chains.get(name);
    if (called !== undefined) calls.push({ rule, called });
  }
  return calls;
}

/** The chain that a rule jumps or goes to, also where an excerpt leaves that chain out. */
export function calledChain({ action }: BoundRule): string | undefined {
  switch (action.kind) {
    case 'jump':
    case 'goto':
      return action.to;
    case 'unread':
      return action.name;
    case 'target':
    case 'none':
      return undefined;
  }
}
