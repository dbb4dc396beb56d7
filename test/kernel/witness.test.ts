import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { processPrograms } from '../../src/cli/io.js';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { JsonVerification } from '../../src/format/verify/json.js';
import { run } from '../cli/run.js';
import { bound, witnesses, type Found } from '../lint/witnesses.js';
import { requireKernel } from './judge/requireKernel.js';
import { randomScenario } from './random/randomScenario.js';

const asked = requireKernel();
const programs = processPrograms();
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const count = Number(process.env['CALITRACE_WITNESSED'] ?? 6);
/** So many packets of a firewall are sent. */
const sent = 5;

/** Those that the trace decides alone: where there are several ways, the kernel may go another. */
async function decided(dump: string, { rule, witness }: Found): Promise<readonly string[] | undefined> {
  // A packet that comes in has no mark: a program that the kernel of the test does not have would have to set it.
  if (witness === undefined || (witness.options.includes('--mark') && witness.options.includes('--iif')))
    return undefined;
  const options = [...witness.options, 'dump', '--format', 'json'];
  const { stdout } = await run(['trace', ...options], { files: { dump } });
  const { paths } = JSON.parse(stdout) as JsonTrace;
  const [only] = paths;
  const steps = only?.hops.flatMap((hop) =>
    hop.kind === 'table' && hop.table === rule.table ? hop.steps : [],
  );
  const matched = steps?.some(
    (step) => step.kind === 'rule' && step.chain === rule.chain && step.rule === rule.number,
  );
  expect(paths.length > 1 || matched, `${rule.text}\n${options.join(' ')}`).toBe(true);
  return paths.length === 1 ? options : undefined;
}

describe.skipIf(!asked)('the kernel does with a packet that shows a finding what the finding says', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`random firewall ${seed}`, async (context) => {
      const { dump, family } = randomScenario(seed);
      let compared = 0;
      for (const found of witnesses(bound(dump, family))) {
        if (compared === sent) break;
        const options = await decided(dump, found);
        if (options === undefined) continue;
        const { stdout, stderr } = await run(['verify', ...options], { files: { dump }, programs });
        // A rule that this iptables does not load, a packet that no node can send: said on stderr.
        if (stdout === '') continue;
        compared++;
        const { agrees, difference } = JSON.parse(stdout) as JsonVerification;
        expect({ agrees, difference, stderr }, `${options.join(' ')}\n${dump}`).toEqual({
          agrees: true,
          difference: undefined,
          stderr: '',
        });
      }
      if (compared === 0) context.skip('the kernel does not take it');
    });
  }
});
