import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { requireKernel } from './judge/requireKernel.js';
import { soundDumps, strictErrors, survey, writeDisagreement } from './strict/survey.js';

/** How many mutants, and from which seed on: CALITRACE_MUTANTS=5000 CALITRACE_SEED=1 npx vitest run test/kernel/strict.test.ts */
const count = Number(process.env['CALITRACE_MUTANTS'] ?? 300);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

/** Of the mutants that both backends refuse, so many are refused at the same line. */
const agreed = 0.99;

describe.skipIf(!requireKernel())('parse --strict and iptables-restore --test', () => {
  it('takes the sound dumps', async () => {
    const dumps = await soundDumps();
    expect(dumps.length).toBeGreaterThan(8);
    expect(dumps.flatMap(({ text, family }) => strictErrors(text, family))).toEqual([]);
  });

  it(
    `agree on ${count} mutants`,
    async () => {
      const result = await survey(await soundDumps(), firstSeed, count);
      const refused = result.disagreements.filter(({ kind }) => kind === 'refused');
      const others = result.disagreements.filter(({ kind }) => kind !== 'refused');
      const { disagreements, ...figures } = result;
      if (process.env['CALITRACE_MUTANTS'] !== undefined)
        console.info(`${JSON.stringify(figures)}\n${disagreements.map(writeDisagreement).join('\n')}`);
      expect(refused.map(writeDisagreement)).toEqual([]);
      expect(1 - others.length / result.bothRefuse, others.map(writeDisagreement).join('\n')).toBeGreaterThan(
        agreed,
      );
    },
    60_000 + count * 120,
  );
});
