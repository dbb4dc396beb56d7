import { isHook } from '../netfilter/hooks.js';
import { callersOf } from '../owners/callersOf.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';

/** So many places are named in a sentence. */
const named = 3;

/** What leads to the chains of one table, and back. */
export interface Ways {
  callersOf(chain: string): readonly BoundRule[];
  /** The built-in chains from which packets may come to a chain. */
  entrancesOf(chain: string): readonly string[];
  /** Where a packet goes that leaves a chain by RETURN or at its end: `back to FORWARD, rule 2`. */
  backFrom(chain: Chain): string;
  /** Where a packet goes behind a rule: the next one, or what stands at the end of the chain. */
  behind(chain: Chain, number: number): string;
}

/** Goes over all rules of the table once. */
export function waysOf(table: Table): Ways {
  const callers = callersOf(table);
  const callersTo = (chain: string): readonly BoundRule[] => callers.get(chain) ?? [];
  const ways: Ways = {
    callersOf: callersTo,
    entrancesOf: (chain) => [...upwards(chain, callersTo, () => true)].filter(isHook),
    backFrom(chain) {
      if (chain.policy !== undefined || isHook(chain.name)) return policyWords(chain);
      const left = [...upwards(chain.name, callersTo, ({ action }) => action.kind === 'goto')];
      const places = left.flatMap((each) => [
        ...(isHook(each) ? [policyWords(table.chains.get(each))] : []),
        ...callersTo(each).flatMap((rule) => (rule.action.kind === 'goto' ? [] : [placeBehind(rule, table)])),
      ]);
      const [first, ...others] = [...new Set(places)];
      if (first === undefined) return 'nowhere: no rule leads to this chain';
      const shown = [first, ...others.slice(0, named - 1)].join(' or ');
      const more = others.length + 1 - named;
      if (others.length === 0) return `back to ${first}`;
      return `back to where it was called: ${shown}${more > 0 ? ` or ${more} more places` : ''}`;
    },
    behind: (chain, number) =>
      number < chain.rules.length
        ? `rule ${number + 1} of this chain`
        : `the end of the chain: ${ways.backFrom(chain)}`,
  };
  return ways;
}

function policyWords(chain: Chain | undefined): string {
  return chain?.policy === undefined
    ? 'the policy of the chain'
    : `the policy of ${chain.name}, ${chain.policy}`;
}

function placeBehind(rule: BoundRule, table: Table): string {
  const last = table.chains.get(rule.chain)?.rules.length ?? 0;
  return rule.number < last ? `${rule.chain} rule ${rule.number + 1}` : `the end of ${rule.chain}`;
}

/** A chain and those that lead to it by rules that count, however far. */
function upwards(
  start: string,
  callersTo: (chain: string) => readonly BoundRule[],
  counts: (rule: BoundRule) => boolean,
): ReadonlySet<string> {
  // A set goes on over what is put into it meanwhile.
  const found = new Set([start]);
  for (const chain of found) {
    for (const rule of callersTo(chain)) if (counts(rule)) found.add(rule.chain);
  }
  return found;
}
