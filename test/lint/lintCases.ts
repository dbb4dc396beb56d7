import { expect, it } from 'vitest';
import { lintRules } from '../../src/lint/registry.js';
import { run } from '../cli/run.js';

/** A finding as `calitrace lint --format json` prints it. */
export interface JsonFinding {
  readonly rule: string;
  readonly messageId: string;
  readonly severity: string;
  readonly table: string;
  readonly chain: string;
  readonly number: number | null;
  readonly line: number | null;
  readonly message: string;
  readonly because: readonly {
    readonly table: string;
    readonly chain: string;
    readonly number: number | null;
  }[];
  readonly witness: { readonly options: readonly string[]; readonly end: string } | null;
}

export interface LintCases {
  /** Dumps in which the lint rule finds nothing, by what they show. */
  readonly valid: Readonly<Record<string, string>>;
  /** Dumps and what is found in them, as `findingWords` writes it. */
  readonly invalid: Readonly<Record<string, { readonly dump: string; readonly findings: readonly string[] }>>;
}

/** What lint finds in a dump. With `rule` that lint rule alone is run, as others may replace what it finds. */
export async function findingsOf(
  dump: string,
  rule?: string,
  more: readonly string[] = [],
): Promise<readonly JsonFinding[]> {
  const others = rule === undefined ? [] : lintRules.filter(({ name }) => name !== rule);
  const off = others.flatMap(({ name }) => ['--rule', `${name}=off`]);
  const { stdout, stderr, status } = await run(['lint', '--format', 'json', ...off, ...more], {
    stdin: dump,
  });
  if (status === 2) throw new Error(stderr);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly JsonFinding[] };
  return findings;
}

/** `warning filter FORWARD 3 hidden because FORWARD 1, FORWARD 2`. */
export function findingWords({ severity, table, chain, number, messageId, because }: JsonFinding): string {
  const causes = because.map((one) => `${one.chain} ${one.number ?? ''}`.trim());
  return [
    ...[severity, table, chain, ...(number === null ? [] : [String(number)]), messageId],
    ...(causes.length === 0 ? [] : [`because ${causes.join(', ')}`]),
  ].join(' ');
}

/** Runs the cases of one lint rule. */
export function lintCases(rule: string, { valid, invalid }: LintCases): void {
  it.each(Object.entries(valid))('finds nothing: %s', async (_name, dump) => {
    expect((await findingsOf(dump, rule)).map(findingWords)).toEqual([]);
  });
  it.each(Object.entries(invalid))('finds: %s', async (_name, { dump, findings }) => {
    expect((await findingsOf(dump, rule)).map(findingWords)).toEqual(findings);
  });
}

/** A filter table: `:CHAIN` lines are made for chains that rules stand in. */
export function filter(rules: string): string {
  return tableOf('filter', ['INPUT', 'FORWARD', 'OUTPUT'], rules);
}

export function nat(rules: string): string {
  return tableOf('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], rules);
}

export function raw(rules: string): string {
  return tableOf('raw', ['PREROUTING', 'OUTPUT'], rules);
}

export function mangle(rules: string): string {
  return tableOf('mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'], rules);
}

function tableOf(name: string, builtin: readonly string[], rules: string): string {
  const lines = rules
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const chains = new Set([...lines.join('\n').matchAll(/^-A (\S+)/gm)].map(([, chain = '']) => chain));
  return [
    `*${name}`,
    ...builtin.map((chain) => `:${chain} ACCEPT [0:0]`),
    ...[...chains].filter((chain) => !builtin.includes(chain)).map((chain) => `:${chain} - [0:0]`),
    ...lines,
    'COMMIT',
    '',
  ].join('\n');
}
