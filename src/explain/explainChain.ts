import { describeChain } from '../owners/describe.js';
import { conjuncts, verdictOf } from '../owners/ruleShape.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import type { ChainExplanation } from './explanation.js';
import { ruleInWords, type Ground } from './ruleInWords.js';
import { waysOf, type Ways } from './wayBack.js';

/** A chain of a table: whose it is, who calls it, what it ends in, and its rules. */
export function explainChain(ground: Ground, table: Table, chain: Chain): ChainExplanation {
  const ways = waysOf(table);
  const story = describeChain(ground.ruleset, table.name, chain.name);
  return {
    kind: 'chain',
    family: table.family,
    backend: table.backend,
    table: table.name,
    chain: chain.name,
    ...(chain.policy === undefined ? {} : { policy: chain.policy }),
    ...(story === undefined ? {} : { story }),
    callers: ways.callersOf(chain.name).map((rule) => ruleInWords(ground, rule)),
    entrances: ways.entrancesOf(chain.name),
    end: endWords(chain, ways),
    rules: chain.rules.map((rule) => ruleInWords(ground, rule)),
  };
}

function endWords(chain: Chain, ways: Ways): string {
  const stop = chain.rules.find(takesAll);
  if (stop !== undefined) {
    const rest = chain.rules.length - stop.number;
    const unreached =
      rest === 0
        ? ''
        : `; ${rest === 1 ? 'the rule behind it gets' : `the ${rest} rules behind it get`} no packet`;
    return `rule ${stop.number} takes all that comes to it (${wordOf(stop)}), so nothing comes to the end${unreached}`;
  }
  return ways.backFrom(chain);
}

/** Whether no packet gets past a rule. */
function takesAll(rule: BoundRule): boolean {
  if (conjuncts(rule).length > 0) return false;
  const verdict = verdictOf(rule);
  return rule.action.kind === 'goto' || (verdict !== undefined && verdict !== 'CONTINUE');
}

function wordOf({ action }: BoundRule): string {
  switch (action.kind) {
    case 'jump':
    case 'goto':
      return `${action.kind} ${action.to}`;
    case 'target':
    case 'unread':
      return action.name;
    case 'none':
      return '';
  }
}
