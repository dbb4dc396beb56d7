import { nftPremises } from './nftDoubts.js';
import { decidedElsewhere, markDoubts } from '../owners/describe.js';
import type { BoundDump } from '../ruleset/bindRuleset.js';
import type { Node } from '../node/node.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Premise } from '../trace/trace.js';
import type { ToldOfDump } from './toldOfDump.js';

/** What a trace takes for granted because of what the dump leaves out, or says of itself. */
export function dumpPremises(
  bound: BoundDump,
  ruleset: Ruleset,
  { problems, unreadLines }: ToldOfDump,
  node: Node,
): readonly Premise[] {
  const linesOf = (code: string): readonly number[] =>
    problems.flatMap((problem) =>
      problem.code === code && problem.line !== undefined ? [problem.line] : [],
    );
  const unended = linesOf('missing-commit');
  return [
    ...(linesOf('no-table').length > 0
      ? [{ text: 'what stands under no "*table" line of the dump is taken as of table filter' }]
      : []),
    ...(unended.length > 0
      ? [{ text: `a table of the dump ends without COMMIT at ${lineWords(unended)}: taken as whole` }]
      : []),
    ...(bound.familyGuessed
      ? [{ text: `nothing in the dump tells its family: taken as IPv${ruleset.family}`, settle: '-4 or -6' }]
      : []),
    ...(bound.otherBackend
      ? [
          {
            text: 'the other iptables backend has tables too, which this dump does not show: this may be half of the firewall',
          },
        ]
      : []),
    ...bound.incompatible.map((table) => ({
      text: `table ${table} holds rules that iptables cannot print (nft list ruleset shows them): taken as the dump has it`,
    })),
    ...bound.foreignChains.map((table) => ({
      text: `table ${table} holds base chains that iptables cannot print (nft list ruleset shows them): taken to leave the packet alone`,
    })),
    ...nftPremises(node),
    ...(unreadLines.length > 0
      ? [
          {
            text: `${lineWords(unreadLines)} of the dump left out or not readable: taken as holding no rule`,
          },
        ]
      : []),
    ...[...decidedElsewhere(ruleset), ...markDoubts(ruleset)].map((text) => ({ text })),
  ];
}

function lineWords(lines: readonly number[]): string {
  const shown = lines.slice(0, 3).join(', ');
  if (lines.length === 1) return `line ${shown}`;
  return `lines ${shown}${lines.length > 3 ? ` and ${lines.length - 3} more` : ''}`;
}
