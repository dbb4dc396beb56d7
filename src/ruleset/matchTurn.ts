import type { RuleContext } from '../extension/extension.js';
import type { RuleReading } from './ruleReading.js';

type Loaded = RuleReading['loaded'];

/** What the match at that place may know of its rule. */
export function contextOfMatch(loaded: Loaded, index: number, context: RuleContext): RuleContext {
  return contextOfTurn(context, turnOf(loaded, index));
}

/** Which one of its name a match is in its rule, from 1. */
export function turnOf(loaded: Loaded, index: number): number {
  const name = nameOf(loaded[index]);
  let turn = 0;
  for (let at = 0; at <= index; at += 1) if (nameOf(loaded[at]) === name) turn += 1;
  return turn;
}

function nameOf(loaded: Loaded[number] | undefined): string | undefined {
  return loaded?.kind === 'match' ? loaded.match.extension.name : loaded?.unread.name;
}

/** Several matches of one name in a rule ask for themselves: `filter/INPUT:3.2` names the second one. */
export function contextOfTurn(context: RuleContext, turn: number): RuleContext {
  if (turn === 1) return context;
  const { family, table, protocol, protocolNegated, writer } = context;
  return {
    ...{ family, table, protocol, protocolNegated, writer },
    get name() {
      return `${context.name}.${turn}`;
    },
  };
}
