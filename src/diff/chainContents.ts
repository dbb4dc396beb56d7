import { calledFirst } from '../packetset/calledFirst.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';

/** By what rules and chains of two tables count as the same: comments do not matter, nor names of chains that only one of them has. */
export interface Contents {
  /** What a rule says, and what becomes of the packets that match. */
  readonly ofRule: (rule: BoundRule) => string;
  /** What stands in a chain, and in those that it calls. */
  readonly ofChain: (chain: Chain) => string;
}

/** A comment, or other words in quotes, which may look like one. */
const quotedOrComment = /"(?:[^"\\]|\\.)*"| -m comment --comment (?:"(?:[^"\\]|\\.)*"|\S+)/g;

function withoutComments(words: string): string {
  if (!words.includes(' --comment ')) return words;
  return words.replace(quotedOrComment, (found) => (found.startsWith('"') ? found : ''));
}

/** `numbers`: of contents, shared by the tables that are compared. */
export function contentsOf(
  table: Table,
  isShared: (name: string) => boolean,
  numbers: Map<string, string>,
): Contents {
  const known = new Map<Chain, string>();

  const nameOf = (name: string): string => {
    const chain = table.chains.get(name);
    if (chain === undefined || isShared(name)) return name;
    return known.get(chain) ?? name;
  };
  const wordsOf = ({ text, chain, action }: BoundRule): string => {
    const said = text.slice(`-A ${chain}`.length);
    const alone = withoutComments(said);
    if (action.kind !== 'jump' && action.kind !== 'goto') return `${action.kind}${alone}`;
    const target = ` ${action.kind === 'jump' ? '-j' : '-g'} ${action.to}`;
    return alone.endsWith(target)
      ? `${action.kind} ${nameOf(action.to)}${alone.slice(0, -target.length)}`
      : `${action.kind} ${action.to}${alone}`;
  };
  const find = ({ rules }: Chain): string => {
    const words = rules.map(wordsOf).join('\n');
    const number = numbers.get(words) ?? `#${numbers.size}`;
    numbers.set(words, number);
    return number;
  };
  const ofChain = (chain: Chain): string => {
    calledFirst(table, chain, known, find);
    return known.get(chain) ?? chain.name;
  };
  return {
    ofChain,
    ofRule(rule) {
      const called = rule.action.kind === 'jump' || rule.action.kind === 'goto' ? rule.action.to : undefined;
      const chain = called === undefined ? undefined : table.chains.get(called);
      if (chain !== undefined && !isShared(chain.name)) ofChain(chain);
      return wordsOf(rule);
    },
  };
}
