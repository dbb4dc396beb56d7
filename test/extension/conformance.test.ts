import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/netfilter/hooks.js';
import { isTableName } from '../../src/netfilter/hooks.js';
import { matches } from '../../src/matches/registry.js';
import { targets } from '../../src/targets/registry.js';
import { bindText } from './support.js';

/**
 * What both backends of iptables 1.8.9 were seen to say to the rules of the upstream test files. Tab-separated: file, family, table,
 * chain, rule, expected form, expected outcome, then exit status and saved rule of iptables-legacy and of iptables-nft, and the
 * words of iptables-legacy.
 */
const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';
const observed = `${corpus}/iptables-ext-tests/conformance-observed-1.8.9-kernel6.18.tsv`;

interface Row {
  readonly extension: string;
  readonly family: Family;
  readonly table: string;
  readonly rule: string;
  readonly legacy: Outcome;
  readonly nft: Outcome;
  readonly said: string;
  /** As iptables-save prints it, from the first option on. */
  readonly saved: string;
}

/** `load`: its words were taken, the kernel refused the rule. */
type Outcome = 'taken' | 'words' | 'load';

function outcomeOf(status: string | undefined): Outcome {
  return status === '0' ? 'taken' : status === '2' ? 'words' : 'load';
}

function readRows(): readonly Row[] {
  if (!existsSync(observed)) return [];
  const [, ...lines] = readFileSync(observed, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const column = line.split('\t');
    return {
      extension: /^lib[^_]+_(.*)\.t$/.exec(column[0] ?? '')?.[1] ?? '',
      family: column[1] === '6' ? 6 : 4,
      table: column[2] ?? '',
      rule: column[4] ?? '',
      legacy: outcomeOf(column[7]),
      nft: outcomeOf(column[9]),
      said: column[11] ?? '',
      saved: (column[8] ?? '').replace(/^-A \S+ ?/, ''),
    };
  });
}

const rows = readRows();
const names = [...new Set(rows.map(({ extension }) => extension))]
  .filter((name) => /^[a-z]/.test(name))
  .sort();

function problemsOf({ family, table }: Row, text: string): readonly string[] {
  const { problems } = bindText({ matches, targets }, text, family, isTableName(table) ? table : 'filter');
  return problems;
}

describe.skipIf(rows.length === 0)('the rules of the upstream tests', () => {
  it.each(names)('%s: takes what both backends take, refuses what both refuse', (name) => {
    const wrong: string[] = [];
    for (const row of rows) {
      if (row.extension !== name) continue;
      const missingSet = row.said.includes("doesn't exist");
      const taken = missingSet || (row.legacy !== 'words' && row.nft !== 'words');
      if (!taken && (row.legacy !== 'words' || row.nft !== 'words')) continue;
      // Names of labels are kept in a file of the node.
      if (!taken && row.said.includes('connlabel.conf')) continue;
      const problems = problemsOf(row, row.rule);
      if (taken && problems.length > 0) wrong.push(`refused: ${row.rule}: ${problems.join('; ')}`);
      if (!taken && problems.length === 0) wrong.push(`taken: ${row.rule} (${row.said})`);
      if (row.legacy === 'taken') {
        const again = problemsOf(row, row.saved);
        if (again.length > 0) wrong.push(`saved form refused: ${row.saved}: ${again.join('; ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
