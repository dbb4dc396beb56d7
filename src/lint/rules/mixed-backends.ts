import { eachUnknownLine } from '../../ast/dumpLines.js';
import type { Family } from '../../netfilter/hooks.js';
import type { Chain, Table } from '../../ruleset/ruleset.js';
import type { LintContext } from '../lintRule.js';
import { lintRule } from '../lintRule.js';
import { chainPlace } from '../tableSection.js';

/** Firewalls of which one half is in x_tables and the other in nf_tables. */
export default lintRule({
  name: 'mixed-backends',
  severity: 'warning',
  messages: {
    'other-half':
      'this dump shows only one half of the firewall: {other} tables are present as well, every packet passes both, and {other}-save shows them',
    split:
      "{first}'s chains are in iptables-{one} and {second}'s in iptables-{two}: every packet passes both, neither program sees the other's rules",
  },
  check(context, report) {
    const [first] = context.ruleset.tables;
    if (first === undefined) return;
    for (const line of eachUnknownLine(context.dump)) {
      if (line.kind !== 'comment' || line.says?.kind !== 'other-backend') continue;
      if ((familyBefore(context, line.line) ?? first.family) !== first.family) continue;
      const [chain] = first.chains.keys();
      report({
        message: 'other-half',
        at: { table: first.name, chain: chain ?? 'INPUT', line: line.line },
        data: { other: line.says.other === 'legacy' ? 'iptables-legacy' : 'iptables-nft' },
      });
      break;
    }
    const calico = homeOf(context.ruleset.tables, /^cali-/);
    const kube = homeOf(context.ruleset.tables, /^KUBE-(?:SERVICES|FORWARD|POSTROUTING)$/);
    if (calico === undefined || kube === undefined || calico.table.backend === kube.table.backend) return;
    report({
      message: 'split',
      at: chainPlace(context.dump, calico.table, calico.chain),
      severity: 'error',
      data: {
        first: 'Calico',
        second: 'kube-proxy',
        one: calico.table.backend,
        two: kube.table.backend,
      },
    });
  },
});

/** The family that the header before a line tells. */
function familyBefore({ dump }: LintContext, line: number): Family | undefined {
  const header = [...eachUnknownLine(dump)].findLast(
    (each) => each.line <= line && each.kind === 'comment' && each.says?.kind === 'generated',
  );
  return header?.kind === 'comment' && header.says?.kind === 'generated' ? header.says.family : undefined;
}

/** The table with the first chain of that name; undefined where none has one, or those of both backends do. */
function homeOf(
  tables: readonly Table[],
  name: RegExp,
): { readonly table: Table; readonly chain: Chain } | undefined {
  const homes = tables.flatMap((table) => {
    const chain = [...table.chains.values()].find((each) => name.test(each.name) && each.rules.length > 0);
    return chain === undefined ? [] : [{ table, chain }];
  });
  return new Set(homes.map(({ table }) => table.backend)).size === 1 ? homes[0] : undefined;
}
