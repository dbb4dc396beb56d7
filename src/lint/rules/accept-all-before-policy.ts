import { verdictOf } from '../../owners/ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { failing } from '../../packetset/held.js';
import { nothing } from '../../packetset/packetSet.js';
import type { PacketSet } from '../../packetset/packetSet.js';
import { packetsAt } from '../../packetset/startSets.js';
import { heldBy } from '../../packetset/heldBy.js';
import { walkSets } from '../../packetset/walkSets.js';
import type { Fates } from '../../packetset/fates.js';
import { isHook } from '../../netfilter/hooks.js';
import type { BoundRule, Chain } from '../../ruleset/ruleset.js';
import type { LintContext } from '../lintRule.js';
import { lintRule } from '../lintRule.js';
import { matches } from '../../witness/shows.js';

/** Built-in chains of which one rule accepts all that policy behind it was to judge. */
export default lintRule({
  name: 'accept-all-before-policy',
  severity: 'error',
  messages: {
    'before-chains': 'this rule accepts all that would go on to {chains}: {owner} decides about nothing here',
    'before-policy':
      'the policy of {chain} is DROP, but this rule accepts all that is left: nothing is ever dropped by it',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      if (table.name === 'nat') continue;
      const fates = context.fatesOf(table);
      if (fates === undefined) continue;
      for (const chain of table.chains.values()) {
        if (chain.policy === undefined || !isHook(chain.name)) continue;
        const covering = coveringAccept(fates, chain);
        if (covering === undefined) continue;
        const jumps = chain.rules
          .slice(covering.number)
          .filter((rule) => policyOwner(context, rule) !== undefined);
        const [first] = jumps;
        if (first !== undefined) {
          const chains = [...new Set(jumps.map((rule) => calledChain(rule) ?? ''))];
          const packets = context.decide(table, () => arrivingAt(fates, chain, covering)) ?? nothing;
          const witness = context.witnessOf(fates, packets, matches(covering));
          report({
            message: 'before-chains',
            at: covering,
            ...(witness === undefined ? {} : { witness }),
            data: { chains: chains.join(', '), owner: policyOwner(context, first) ?? '' },
          });
        } else if (
          chain.policy === 'DROP' &&
          context.decide(table, () => takesAll(fates, chain, covering)) === true
        ) {
          report({
            message: 'before-policy',
            at: covering,
            data: { chain: chain.name },
            severity: 'warning',
          });
        }
      }
    }
  },
});

/** The ACCEPT behind which nothing comes: the last rule of a built-in chain that anything comes to. */
function coveringAccept({ arrived }: Fates, chain: Chain): BoundRule | undefined {
  const last = chain.rules.findLast((rule) => arrived.has(rule));
  return last !== undefined && verdictOf(last) === 'ACCEPT' ? last : undefined;
}

function arrivingAt({ workshop, table }: Fates, chain: Chain, rule: BoundRule): PacketSet {
  let packets = nothing;
  if (!isHook(chain.name)) return packets;
  walkSets(workshop, table, chain, packetsAt(workshop, table.name, chain.name), {
    step(step) {
      if (step.rule === rule) packets = step.arriving;
    },
  });
  return packets;
}

/** Whether a rule matches whatever may come to its chain, not only what earlier rules have left. */
function takesAll({ workshop, table }: Fates, chain: Chain, rule: BoundRule): boolean {
  if (!isHook(chain.name)) return false;
  const no = failing(workshop, heldBy(workshop, rule));
  return workshop.diagrams.and(packetsAt(workshop, table.name, chain.name), no) === nothing;
}

/** The program whose chain a rule jumps to. */
function policyOwner(context: LintContext, rule: BoundRule): string | undefined {
  const called = calledChain(rule);
  return called === undefined ? undefined : context.ownerOf(rule.table, called)?.owner;
}
