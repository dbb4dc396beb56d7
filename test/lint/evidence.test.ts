import { expect, it } from 'vitest';
import { run } from '../cli/run.js';

const dump = (counters: string): string =>
  [
    '*filter',
    ':FORWARD ACCEPT [12:800]',
    '[7:420] -A FORWARD -s 10.0.0.0/8 -j DROP',
    `${counters} -A FORWARD -s 10.1.0.0/16 -j ACCEPT`,
    'COMMIT',
    '',
  ].join('\n');

const cases: readonly (readonly [string, string, string | null])[] = [
  ['a rule that counted nothing', '[0:0]', 'never hit in 12 packets of chain FORWARD'],
  ['a rule that counted something', '[3:180]', null],
];

it.each(cases)('counters as evidence: %s', async (_name, counters, evidence) => {
  const { stdout } = await run(['lint', '--format', 'json'], { stdin: dump(counters) });
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly evidence: string | null }[];
  };
  expect(findings.map((finding) => finding.evidence)).toEqual([evidence]);
});

it('is shown below the finding', async () => {
  const { stdout } = await run(['lint'], { stdin: dump('[0:0]') });
  expect(stdout).toContain('\n  counters: never hit in 12 packets of chain FORWARD\n');
});
