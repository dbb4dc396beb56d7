import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { processPrograms } from '../../src/cli/io.js';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { JsonVerification } from '../../src/format/verify/json.js';
import { run } from '../cli/run.js';
import { bound, witnesses, type Found } from '../witness/witnesses.js';
import { requireKernel } from './judge/requireKernel.js';
import { randomScenario } from './random/randomScenario.js';

const asked = requireKernel();
const programs = processPrograms();
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const count = Number(process.env['CALITRACE_WITNESSED'] ?? 6);
/** So many packets of a firewall are sent. */
const sent = 5;

/** Options of a packet that matches the rule on all its ways: on some, the kernel may go another. */
async function decided(dump: string, { rule, witness }: Found): Promise<readonly string[] | undefined> {
  // A packet that comes in has no mark: a program that the kernel of the test does not have would have to set it.
  if (witness === undefined || (witness.options.includes('--mark') && witness.options.includes('--iif')))
    return undefined;
  const options = [...witness.options, 'dump', '--format', 'json'];
  const { stdout } = await run(['trace', ...options], { files: { dump } });
  const { paths } = JSON.parse(stdout) as JsonTrace;
  const matching = paths.filter((path) =>
    path.hops.some(
      (hop) =>
        hop.kind === 'table' &&
        hop.table === rule.table &&
        hop.steps.some(
          (step) => step.kind === 'rule' && step.chain === rule.chain && step.rule === rule.number,
        ),
    ),
  );
  expect(matching.length, `${rule.text}\n${options.join(' ')}`).toBeGreaterThan(0);
  return matching.length === paths.length ? options : undefined;
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
