import type { Field } from '../../packet/field.js';
import { explainSet } from '../../condition/explain.js';
import { readCalicoChain } from '../../owners/calico/chainName.js';
import { conjuncts, verdictOf } from '../../owners/ruleShape.js';
import { callGraphOf, reachedFrom } from '../../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../../ruleset/ruleset.js';
import type { LintContext } from '../lintRule.js';
import { lintRule } from '../lintRule.js';
import { isTranslation, missedBehind } from '../missedBehindNat.js';
import { matches } from '../../witness/shows.js';
import { writerOf } from '../writtenBy.js';

/** Rules of filter that ask for a port or address that nat has changed before. */
export default lintRule({
  name: 'filter-after-dnat',
  severity: 'warning',
  messages: {
    never:
      'no new connection comes here as this rule asks: before table filter, table nat sends those to {destination} elsewhere',
    outside:
      'of new connections from outside none comes here as this rule asks: before table filter, table nat sends those to {destination} elsewhere',
  },
  check(context, report) {
    for (const filter of context.ruleset.tables) {
      if (filter.name !== 'filter') continue;
      const nat = context.ruleset.tables.find((one) => one.name === 'nat' && one.backend === filter.backend);
      const asking = new Set(
        [...filter.chains.values()]
          .filter((chain) => isPeoples(context, filter, chain))
          .flatMap((chain) => chain.rules)
          .filter((rule) => rule.action.kind !== 'none' && asksDestination(rule)),
      );
      const translating = nat === undefined || asking.size === 0 ? undefined : destinationPart(nat);
      if (translating === undefined) continue;
      const found = context.decide(filter, () => missedBehind(translating, filter, asking));
      if (found === undefined) continue;
      for (const { rule, kind, by, packets } of found.missed) {
        const [taker] = by;
        const taken = taker === undefined ? undefined : matches(taker);
        // Mostly it is on its way to another machine by then.
        const witness =
          taken === undefined
            ? undefined
            : (context.witnessOf(found, packets, (path) =>
                path.disposition.kind === 'forwarded' ? taken(path) : undefined,
              ) ?? context.witnessOf(found, packets, taken));
        report({
          ...(witness === undefined ? {} : { witness }),
          message: kind,
          at: rule,
          because: by,
          data: { destination: destinationOf(rule) },
          ...(verdictOf(rule) === 'ACCEPT' || verdictOf(rule) === 'RETURN'
            ? { severity: 'note' as const }
            : {}),
        });
      }
    }
  },
});

/** The part of a nat table that changes destinations; undefined where there is none. */
function destinationPart(nat: Table): Table | undefined {
  const graph = callGraphOf(nat);
  const starts = ['PREROUTING', 'OUTPUT'].flatMap((name) => graph.byName.get(name) ?? []);
  const reached = new Set(reachedFrom(graph, starts).map(({ chain }) => chain));
  if (![...reached].some((chain) => chain.rules.some(isTranslation))) return undefined;
  return { ...nat, chains: new Map([...nat.chains].filter(([, chain]) => reached.has(chain))) };
}

/** Chains that people fill, Calico's policies among them: what other programs write so they write always. */
function isPeoples(context: LintContext, table: Table, chain: Chain): boolean {
  const kind = readCalicoChain(chain.name)?.kind;
  return kind === 'policy' || kind === 'profile' || writerOf(context, table.name, chain.name) === undefined;
}

const destinationFields: ReadonlySet<Field> = new Set<Field>(['destination', 'destinationPort']);

function asksDestination(rule: BoundRule): boolean {
  return conjuncts(rule).some(
    (condition) => condition.kind === 'in' && destinationFields.has(condition.field),
  );
}

function destinationOf(rule: BoundRule): string {
  return conjuncts(rule)
    .flatMap((condition) => {
      if (condition.kind !== 'in' || !destinationFields.has(condition.field)) return [];
      const set = explainSet(condition.field, condition.set);
      return [condition.field === 'destination' ? set : `port ${set}`];
    })
    .join(', ');
}
