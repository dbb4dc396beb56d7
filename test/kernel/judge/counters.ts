import type { Family } from '../../../src/netfilter/hooks.js';

/** How often each rule matched and each policy was reached: `filter FORWARD 2`, `filter FORWARD policy`. Only what is not 0. */
export type Counters = ReadonlyMap<string, number>;

/** Reads the packet counters of `iptables-legacy-save -c`. */
export function readCounters(saved: string): Counters {
  const counters = new Map<string, number>();
  const numbers = new Map<string, number>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, chain, policy] = /^:(\S+) (?:ACCEPT|DROP) \[(\d+):/.exec(line) ?? [];
    if (chain !== undefined && policy !== '0') counters.set(`${table} ${chain} policy`, Number(policy));
    const [, count, of] = /^\[(\d+):\d+\] -A (\S+)/.exec(line) ?? [];
    if (of === undefined) continue;
    const number = (numbers.get(`${table} ${of}`) ?? 0) + 1;
    numbers.set(`${table} ${of}`, number);
    if (count !== '0') counters.set(`${table} ${of} ${number}`, Number(count));
  }
  return counters;
}

/** What was counted between two looks. */
export function countedBetween(before: Counters, after: Counters): Counters {
  const found = new Map<string, number>();
  for (const [key, count] of after) {
    const more = count - (before.get(key) ?? 0);
    if (more !== 0) found.set(key, more);
  }
  return found;
}

/** The words of a family's legacy tools. */
export function legacyTool(family: Family, tool: 'restore' | 'save'): string {
  return `ip${family === 6 ? '6' : ''}tables-legacy-${tool}`;
}
