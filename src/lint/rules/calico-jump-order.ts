import { isHook } from '../../netfilter/hooks.js';
import type { Hook } from '../../netfilter/hooks.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { describedSet } from '../../packetset/describedSet.js';
import { nothing } from '../../packetset/packetSet.js';
import type { PacketSet } from '../../packetset/packetSet.js';
import type { Fates } from '../../packetset/fates.js';
import { packetsAt } from '../../packetset/startSets.js';
import { walkSets } from '../../packetset/walkSets.js';
import type { EndVerdict } from '../../packetset/walkSets.js';
import type { BoundRule, Chain, Ruleset } from '../../ruleset/ruleset.js';
import { lintRule } from '../lintRule.js';
import type { LintContext, Report } from '../lintRule.js';
import { endsBy } from '../../witness/shows.js';
import type { Workshop } from '../../packetset/workshop.js';

type Found = Report<'one' | 'several'>;

/** Rules that accept packets before Calico sees them, and built-in chains that do not lead to Calico at all. */
export default lintRule({
  name: 'calico-jump-order',
  severity: 'warning',
  messages: {
    'not-called': '{hook} does not lead to this chain, so Calico decides nothing there',
    one: 'a rule before this jump accepts packets that Calico would deny',
    several: '{count} rules before this jump accept packets that Calico would deny',
  },
  check(context, report) {
    const appended = isAppending(context.ruleset);
    for (const table of context.ruleset.tables) {
      for (const chain of table.chains.values()) {
        if (!isHook(chain.name)) continue;
        const hook = chain.name;
        const ofCalico = table.chains.get(`cali-${hook}`);
        if (ofCalico === undefined || ofCalico.rules.length === 0) continue;
        const jump = chain.rules.find((rule) => calledChain(rule) === ofCalico.name);
        if (jump === undefined) {
          report({ message: 'not-called', at: ofCalico, severity: 'error', data: { hook } });
        } else if (jump.number > 1 && table.name !== 'nat') {
          const fates = context.fatesOf(table);
          const found =
            fates && context.decide(table, () => overtaken(context, fates, chain, hook, ofCalico, jump));
          if (found !== undefined) report(appended ? { ...found, severity: 'note' } : found);
        }
      }
    }
  },
});

/** What is accepted before the jump although Calico would deny it. On the loopback Calico enforces nothing. */
function overtaken(
  context: LintContext,
  fates: Fates,
  chain: Chain,
  hook: Hook,
  ofCalico: Chain,
  jump: BoundRule,
): Found | undefined {
  const { workshop, table } = fates;
  const { diagrams } = workshop;
  const packets = diagrams.minus(packetsAt(workshop, table.name, hook), onLoopback(workshop, hook));
  const accepted = endings(fates, chain, packets, (verdict) => verdict === 'ACCEPT', jump);
  if (accepted.size === 0) return undefined;
  const denied = endings(fates, ofCalico, packets, (verdict) => verdict === 'DROP' || verdict === 'REJECT');
  let all = nothing;
  for (const set of denied.values()) all = diagrams.or(all, set);
  const overtaking = [...accepted].filter(([, set]) => diagrams.and(set, all) !== nothing);
  const rules = overtaking.map(([rule]) => rule);
  if (rules.length === 0) return undefined;
  const lost = overtaking.reduce((sum, [, set]) => diagrams.or(sum, diagrams.and(set, all)), nothing);
  const witness = context.witnessOf(fates, lost, endsBy(...rules));
  return {
    message: rules.length === 1 ? 'one' : 'several',
    at: jump,
    because: rules,
    data: { count: String(rules.length) },
    ...(witness === undefined ? {} : { witness }),
  };
}

function onLoopback(workshop: Workshop, hook: Hook): PacketSet {
  const comesIn = hook === 'PREROUTING' || hook === 'INPUT';
  return describedSet(workshop, {
    numbers: new Map(),
    names: new Map(),
    ...(comesIn ? { inInterface: 'lo' } : { outInterface: 'lo' }),
  });
}

/** What ends in a chain and those it calls, by the rule; of the rules before one, if that is given. */
function endings(
  { workshop, table }: Fates,
  chain: Chain,
  packets: PacketSet,
  counts: (verdict: EndVerdict) => boolean,
  before?: BoundRule,
): ReadonlyMap<BoundRule, PacketSet> {
  const ended = new Map<BoundRule, PacketSet>();
  walkSets(
    workshop,
    table,
    chain,
    packets,
    {
      end(by, verdict, set) {
        if (by === undefined || !counts(verdict)) return;
        ended.set(by, workshop.diagrams.or(ended.get(by) ?? nothing, set));
      },
    },
    {
      isOff: (rule) => before !== undefined && rule.chain === chain.name && rule.number >= before.number,
    },
  );
  return ended;
}

/**
 * Whether Felix was told to put its jumps last (ChainInsertMode Append): wherever others have rules in a built-in chain, theirs
 * come first. What Felix itself appends to FORWARD does not count.
 */
function isAppending(ruleset: Ruleset): boolean {
  let isShown = false;
  for (const table of ruleset.tables) {
    for (const { name, rules } of table.chains.values()) {
      if (!isHook(name) || table.name === 'nat') continue;
      const at = rules.findIndex((rule) => calledChain(rule) === `cali-${name}`);
      if (at < 0) continue;
      const isOwn = (rule: BoundRule): boolean => rule.comments.some((text) => text.startsWith('cali:'));
      if (rules.slice(at + 1).some((rule) => !isOwn(rule))) return false;
      if (rules.slice(0, at).some((rule) => !isOwn(rule))) isShown = true;
    }
  }
  return isShown;
}
