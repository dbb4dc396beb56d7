import type { MeasuredDump, Target } from '../targets.js';
import type { Machine } from './machine.js';
import { dumpTitle, headings, rowsOf } from './rows.js';
import { targetHeadings, targetRows } from './targetRows.js';

/** docs/performance.md: what was measured, where, and how it stands to the targets. */
export function performancePage(
  machine: Machine,
  targets: readonly Target[],
  measured: readonly MeasuredDump[],
): string {
  const iptables = machine.iptables === undefined ? '' : ` iptables ${machine.iptables}.`;
  return `# Performance

Written by \`npm run bench -- --write\`; [bench/README.md](../bench/README.md) tells what is measured and how. Every row is a whole process, from its
start to its end; the programs of a table ran in turn, so that each ratio compares runs that met the same machine. Seconds are medians and belong to the
machine, ratios are medians of pairs and travel further.

${machine.processor}, ${machine.processors} processors, ${machine.memory} GiB, Linux ${machine.kernel}. Node ${machine.node}.${iptables}
Measured on ${machine.date}; load before the run ${machine.load}.

## Targets

${markdownTable(targetHeadings, targetRows(targets, measured))}

## What was measured

${measured.map((one) => `### ${dumpTitle(one)}\n\n${markdownTable(headings, rowsOf(one))}`).join('\n\n')}

\`not decided\`: the sets of packets grew beyond their budget, and calitrace said so instead of answering. \`nodes\` is how large these
sets became, in nodes of decision diagrams, of which one takes 20 to 24 bytes. A command that is missing from a table was not asked for in this run, or gave up on a smaller dump of the kind.
`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
