import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/netfilter/hooks.js';
import { run } from '../cli/run.js';
import { requireKernel } from './judge/requireKernel.js';
import { throwDice } from './random/dice.js';
import { randomScenario, type RandomScenario } from './random/randomScenario.js';
import { agreeing, canBeSent, verified, waysOf } from './verified.js';

const asked = requireKernel();
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const count = Number(process.env['CALITRACE_WITNESSED'] ?? 6);
/** So many packets of a firewall are sent for each of the two. */
const sent = 3;

interface JsonExample {
  readonly witness: { readonly options: readonly string[] } | null;
}

/** What is printed about dumps, null where the packets are not decided. */
async function told(args: readonly string[], files: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await run([...args, '--format', 'json'], { files });
  return stdout === '' ? null : (JSON.parse(stdout) as unknown);
}

/** Without the tables in which random rules rarely decide anything: sets take their time with each more. */
function tablesOf({ dump, family }: RandomScenario): { readonly dump: string; readonly family: Family } {
  const tables = dump.match(/^\*(?:filter|nat)\n[^*]*?COMMIT\n/gm) ?? [];
  return { dump: tables.join(''), family };
}

/** The ends that a packet may come to. */
async function endsOf(dump: string, options: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await waysOf(dump, options)).map(({ disposition }) => disposition.kind));
}

describe.skipIf(!asked)('the kernel does with the packets that reach and diff show what they say', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`reach: random firewall ${seed}`, async (context) => {
      const { dump, family } = tablesOf(randomScenario(seed));
      let compared = 0;
      for (const end of ['dropped', 'rejected', 'accepted']) {
        const { witness } = ((await told(['reach', 'dump', `-${family}`, '--verdict', end], { dump })) ?? {
          witness: null,
        }) as JsonExample;
        if (witness === null || !canBeSent(witness.options)) continue;
        if ((await endsOf(dump, witness.options)).size !== 1) continue;
        const judged = await verified(dump, [...witness.options, `-${family}`]);
        if (judged === undefined) continue;
        compared++;
        expect(judged, `${witness.options.join(' ')}\n${dump}`).toEqual(agreeing);
      }
      if (compared === 0) context.skip('the kernel does not take it');
    });

    it(`diff: random firewall ${seed} with a rule less`, async (context) => {
      const { dump, family } = tablesOf(randomScenario(seed));
      const dice = throwDice(seed);
      const lines = dump.split('\n');
      const deciding = lines.flatMap((line, index) => (/ -j (ACCEPT|DROP|REJECT)/.test(line) ? [index] : []));
      let compared = 0;
      for (let tries = 0; tries < 4 && compared < sent && deciding.length > 0; tries++) {
        const gone = deciding[dice.number(deciding.length)];
        const less = lines.filter((_, index) => index !== gone).join('\n');
        const { differences = [] } = ((await told(['diff', `-${family}`, 'dump', 'less'], { dump, less })) ??
          {}) as { readonly differences?: readonly JsonExample[] };
        for (const { witness } of differences.slice(0, sent - compared)) {
          if (witness === null || !canBeSent(witness.options)) continue;
          const [before, after] = [await endsOf(dump, witness.options), await endsOf(less, witness.options)];
          if (before.size !== 1 || after.size !== 1) continue;
          for (const one of [dump, less]) {
            const judged = await verified(one, [...witness.options, `-${family}`]);
            if (judged === undefined) continue;
            compared++;
            expect(judged, `${witness.options.join(' ')}\n${one}`).toEqual(agreeing);
          }
        }
      }
      if (compared === 0) context.skip('no packet shows a difference surely, or the kernel does not take it');
    });
  }
});
