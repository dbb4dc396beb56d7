import { isHook } from '../../netfilter/hooks.js';
import { readCalicoChain } from '../../owners/calico/chainName.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { causeOf } from '../../packetset/causes.js';
import type { Cause } from '../../packetset/causes.js';
import { nothing } from '../../packetset/packetSet.js';
import type { PacketSet } from '../../packetset/packetSet.js';
import type { Fates } from '../../packetset/fates.js';
import { packetsAt } from '../../packetset/startSets.js';
import { walkSets } from '../../packetset/walkSets.js';
import type { BoundRule, Chain } from '../../ruleset/ruleset.js';
import { allowsOf, isDeny, isPolicyChain } from '../allowRules.js';
import { cutsInto } from '../cutsInto.js';
import { lintRule } from '../lintRule.js';
import type { LintContext, Report } from '../lintRule.js';
import { endsBy } from '../../witness/shows.js';

type Found = Report<'hidden' | 'policy' | 'partly'>;

/** Rules that allow packets which earlier rules have denied. */
export default lintRule({
  name: 'deny-before-allow',
  severity: 'error',
  replaces: ['shadowed-rule'],
  sparesOwners: true,
  messages: {
    hidden: 'this rule allows nothing: {rules} before it {deny} all that it would allow',
    policy: 'this policy allows nothing {where}: {rules} before it {deny} all that comes there',
    partly:
      'this rule allows less than it says: {rules} before it {are} wider and {deny} some of its {aspect}',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      const fates = context.fatesOf(table);
      if (fates === undefined) continue;
      let ofTable: PacketSet | undefined;
      const somewhere = (): PacketSet => (ofTable ??= anywhere(fates));
      for (const chain of table.chains.values()) {
        if (fates.allMatch && fates.entering.has(chain) && !chain.rules.some(isDeny)) continue;
        const allows = allowsOf(context.ruleset, chain);
        if (allows.length === 0) continue;
        // Earlier tables and chains may hide a whole policy; what is wrong within it is wrong all the same.
        if (!fates.entering.has(chain) && !isPolicyChain(chain.name)) continue;
        const view: View = { context, fates: enteredAnyway(fates, chain, somewhere), chain };
        for (const allow of allows) {
          if (context.isSpared(allow)) continue;
          const found = context.decide(table, () => lookAt(view, allow));
          if (found !== undefined) report(found);
        }
      }
      if (fates.allMatch) continue;
      for (const found of hiddenPolicies(context, fates)) report(found);
    }
  },
});

/** One chain, and the packets that come to it. */
interface View {
  readonly context: LintContext;
  readonly fates: Fates;
  readonly chain: Chain;
}

/** The same of a chain to which packets come from anywhere, if none come as the table is. */
function enteredAnyway(fates: Fates, entered: Chain, somewhere: () => PacketSet): Fates {
  const { entering } = fates;
  if (entering.has(entered)) return fates;
  return {
    ...fates,
    entering: {
      has: (chain) => chain === entered || entering.has(chain),
      get: (chain) => (chain === entered ? somewhere() : entering.get(chain)),
    },
  };
}

/** Whatever may stand before some built-in chain of the table. */
function anywhere({ table, workshop }: Fates): PacketSet {
  let packets = nothing;
  for (const { name } of table.chains.values()) {
    if (isHook(name)) packets = workshop.diagrams.or(packets, packetsAt(workshop, table.name, name));
  }
  return packets;
}

function lookAt(view: View, allow: BoundRule): Found | undefined {
  const { fates, chain } = view;
  const isMatched =
    fates.matched.has(allow) || (!fates.arrived.has(allow) && matchedBy(view, allow) !== nothing);
  return isMatched ? partly(view, allow) : hidden(view, causeOf(fates, chain, allow), allow);
}

function hidden(view: View, cause: Cause, allow: BoundRule): Found | undefined {
  if (cause.kind !== 'hidden' || !cause.by.some(isDeny)) return undefined;
  const { context, fates } = view;
  const denied = matchedBy(view, allow, isDeny);
  const witness = context.witnessOf(fates, denied, endsBy(...cause.by.filter(isDeny)));
  return {
    message: 'hidden',
    at: allow,
    because: cause.by,
    data: denying(cause.by),
    ...(witness === undefined ? {} : { witness }),
  };
}

/** `cali-pi-x rule 1 … denies`, `3 rules … deny`. */
function denying(rules: readonly BoundRule[]): { readonly rules: string; readonly deny: string } {
  const [only, ...more] = rules;
  return only !== undefined && more.length === 0
    ? { rules: `${only.chain} rule ${only.number}`, deny: 'denies' }
    : { rules: `${rules.length} rules`, deny: 'deny' };
}

/** Policies that other policies hide: no packet of a workload or host is left when their turn comes. One finding for each such pair. */
function hiddenPolicies(context: LintContext, { table, entering, matched }: Fates): readonly Found[] {
  const hidden = new Map<string, { policy: Chain; by: readonly BoundRule[]; callers: string[] }>();
  for (const chain of table.chains.values()) {
    if (!policyCallers.has(readCalicoChain(chain.name)?.kind ?? '') || !entering.has(chain)) continue;
    for (const rule of chain.rules) {
      const policy = table.chains.get(calledChain(rule) ?? '');
      if (policy === undefined || matched.has(rule) || readCalicoChain(policy.name)?.kind !== 'policy')
        continue;
      if (allowsOf(context.ruleset, policy).length === 0) continue;
      const cause = context.causeOf(table, chain, rule);
      if (cause?.kind !== 'hidden' || cause.by.length === 0) continue;
      if (!cause.by.every((one) => isDeny(one) && isPolicyChain(one.chain))) continue;
      const key = [policy.name, ...cause.by.map(({ line }) => line)].join(' ');
      const found = hidden.get(key) ?? { policy, by: cause.by, callers: [] };
      found.callers.push(chain.name);
      hidden.set(key, found);
    }
  }
  return [...hidden.values()].map(({ policy, by, callers: [first = '', ...others] }) => ({
    message: 'policy',
    at: policy,
    because: by,
    data: {
      where: others.length === 0 ? `in ${first}` : `in ${others.length + 1} chains (${first} is one)`,
      ...denying(by),
    },
  }));
}

const policyCallers: ReadonlySet<string> = new Set(['workload', 'host', 'group']);

/** So many denies before an allow are compared with it, the nearest ones. */
const mostCompared = 100;

function partly(view: View, allow: BoundRule): Found | undefined {
  const { context, fates, chain } = view;
  const { workshop } = fates;
  const denies = chain.rules
    .slice(0, allow.number - 1)
    .filter(isDeny)
    .slice(-mostCompared);
  const suspects = denies.flatMap((deny) => {
    const aspect = cutsInto(workshop, deny, allow);
    return aspect === undefined ? [] : [{ deny, aspect }];
  });
  const [first] = suspects;
  if (first === undefined) return undefined;
  const matched = matchedBy(view, allow);
  const lostTo = (some: readonly BoundRule[]): PacketSet =>
    workshop.diagrams.minus(
      matchedBy(view, allow, (rule) => some.includes(rule)),
      matched,
    );
  // Where several take the same, none of them alone is to blame.
  const alone = suspects.find(({ deny }) => lostTo([deny]) !== nothing);
  const blamed = alone === undefined ? suspects.map(({ deny }) => deny) : [alone.deny];
  const lost = lostTo(blamed);
  if (lost === nothing) return undefined;
  const witness = context.witnessOf(fates, lost, endsBy(...blamed));
  const [only, ...more] = blamed;
  return {
    message: 'partly',
    severity: 'warning',
    at: allow,
    because: blamed,
    data: {
      ...(only !== undefined && more.length === 0
        ? { rules: `rule ${only.number}`, are: 'is', deny: 'denies' }
        : { rules: `${blamed.length} rules`, are: 'are', deny: 'deny' }),
      aspect: (alone ?? first).aspect,
    },
    ...(witness === undefined ? {} : { witness }),
  };
}

/** The packets that match a rule, some other rules being as if they were not there. */
function matchedBy(
  { fates, chain }: View,
  rule: BoundRule,
  isOff?: (other: BoundRule) => boolean,
): PacketSet {
  const { workshop, table } = fates;
  let matched = nothing;
  walkSets(
    workshop,
    table,
    chain,
    fates.entering.get(chain) ?? nothing,
    {
      step(step) {
        if (step.rule === rule) matched = workshop.diagrams.or(matched, step.matched);
      },
    },
    {
      isOff: (other) => (other.chain === rule.chain && other.number > rule.number) || isOff?.(other) === true,
    },
  );
  return matched;
}
