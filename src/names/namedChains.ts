import type { TableName } from '../netfilter/hooks.js';
import { readCalicoChain } from '../owners/calico/chainName.js';
import { describeChain, describeRule } from '../owners/describe.js';
import type { ChainStory } from '../owners/owner.js';
import { calledChain } from '../ruleset/callGraph.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import { namedWords } from './named.js';
import type { Naming } from './naming.js';
import { says } from './says.js';

/** What describes chains and rules of a dump, as owners/describe.ts does. */
export interface ChainWords {
  describeChain(ruleset: Ruleset, table: TableName, chain: string): ChainStory | undefined;
  describeRule(ruleset: Ruleset, rule: BoundRule): string | undefined;
}

/** The words of owners/describe.ts with the names of the cluster in them. */
export function namedChains(naming: Naming): ChainWords {
  const chainStory = (ruleset: Ruleset, table: TableName, chain: string): ChainStory | undefined => {
    const story = describeChain(ruleset, table, chain);
    return story === undefined
      ? undefined
      : { ...story, purpose: namedPurpose(naming, chain, story.purpose) };
  };
  return {
    describeChain: chainStory,
    describeRule: (ruleset, rule) => {
      const told = describeRule(ruleset, rule);
      const to = calledChain(rule);
      if (told === undefined || to === undefined) return told;
      const plain = describeChain(ruleset, rule.table, to)?.purpose;
      return told === plain ? namedPurpose(naming, to, told) : told;
    },
  };
}

/** A policy is told by its own name instead of the id that Felix has for it; other chains have their names beside. */
function namedPurpose(naming: Naming, chain: string, purpose: string): string {
  const named = naming.chain(chain);
  if (named.length === 0) return purpose;
  const words = namedWords(named);
  const parts = readCalicoChain(chain);
  if (parts?.kind === 'policy' || parts?.kind === 'profile') return `${words}, ${parts.direction}`;
  if (parts?.kind === 'workload' || parts?.kind === 'endpoint-mark') {
    return purpose.replace(parts.interface, () => `${parts.interface} (${words})`);
  }
  const plain = words.replace(/^service /, '');
  return says(purpose, plain) ? purpose : `${purpose} (${words})`;
}
