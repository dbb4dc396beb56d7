import type { Judgement } from '../../../src/kernel/judge.js';
import { isHook } from '../../../src/netfilter/hooks.js';
import { readRuleBook, type RuleBook } from './ruleBook.js';

/** How many rules a node has, to how many a way leads from a built-in chain, and how many matched at least one of its packets. */
export function reachedRules({ files, traces }: Judgement): {
  readonly rules: number;
  readonly led: number;
  readonly reached: number;
} {
  const reached = new Set<string>();
  for (const trace of traces) {
    for (const { table, steps } of trace?.hops ?? []) {
      for (const step of steps) {
        if (step.kind === 'rule') reached.add(`${table} ${step.chain} ${step.rule}`);
      }
    }
  }
  const book = readRuleBook(files.dump);
  const chains = calledChains(book);
  return {
    rules: book.rules.length,
    led: book.rules.filter(({ table, chain }) => chains.has(`${table} ${chain}`)).length,
    reached: reached.size,
  };
}

/** The chains that a packet may come to, as `table chain`. */
function calledChains({ rules }: RuleBook): ReadonlySet<string> {
  const byChain = new Map<string, string[]>();
  for (const { table, chain, asked } of rules) {
    const key = `${table} ${chain}`;
    const calls = byChain.get(key) ?? [];
    byChain.set(key, calls);
    for (const { name, words } of asked) {
      if (name === '-j' || name === '-g') calls.push(`${table} ${words[0] ?? ''}`);
    }
  }
  const called = new Set<string>();
  const open = [...byChain.keys()].filter((key) => isHook(key.split(' ')[1] ?? ''));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (called.has(next) || !byChain.has(next)) continue;
    called.add(next);
    open.push(...(byChain.get(next) ?? []));
  }
  return called;
}
