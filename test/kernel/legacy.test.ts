import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { calitrace } from './calitrace.js';
import { legacyDisagreements } from './compareLegacy.js';
import { judgeLegacy, type LegacyJudgement } from './judge/judgeLegacy.js';
import { requireKernel } from './judge/requireKernel.js';
import { nodesOfSeeds } from './openNode.js';
import { scenarioOfSeed } from './random/scenarioOfSeed.js';

/** As in random.test.ts; each firewall loads by iptables-legacy here, and counters tell which rules held. */
const count = Number(process.env['CALITRACE_RANDOM'] ?? 6);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 501);
const report = process.env['CALITRACE_REPORT'];

describe.skipIf(!requireKernel())(
  'random firewalls of iptables-legacy: calitrace tells what was counted',
  () => {
    const nodes = nodesOfSeeds();
    const sum = { firewalls: 0, refused: 0, packets: 0, wrong: 0 };
    afterAll(async () => {
      await nodes.close();
      const words = `legacy seeds ${firstSeed}-${firstSeed + count - 1}: ${sum.firewalls} firewalls (${sum.refused} more refused by iptables), ${sum.packets} packets compared, ${sum.wrong} disagreements`;
      console.log(words);
      if (report !== undefined) appendFileSync(report, `${words}\n`);
    });

    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      it(`seed ${seed}`, async (context) => {
        const scenario = scenarioOfSeed(seed);
        if (scenario.conntrack === false) context.skip('this judge always follows connections');
        // A copy of a packet would be counted as well.
        const dump = scenario.dump.replaceAll(/^.* -j TEE .*\n/gm, '');
        const node = await nodes.at(seed);
        let judgement: LegacyJudgement;
        try {
          judgement = await judgeLegacy(node.network, { ...scenario, dump }, scenario.packets);
        } catch (error) {
          if (error instanceof Error && error.message.includes('tables-legacy-restore')) {
            sum.refused++;
            if (process.env['CALITRACE_REFUSED'] !== undefined)
              appendFileSync(process.env['CALITRACE_REFUSED'], `legacy seed ${seed}: ${error.message}\n`);
            context.skip('iptables refuses it');
          }
          throw error;
        }
        sum.firewalls++;
        const files = node.told(judgement.files, scenario.family, 'legacy');
        const found: string[] = [];
        for (const [index, packet] of scenario.packets.entries()) {
          const kernel = judgement.traces[index];
          if (kernel === undefined) continue;
          sum.packets++;
          const wrong = legacyDisagreements(kernel, await calitrace(files, scenario.family, packet));
          if (wrong.length > 0) found.push(`${JSON.stringify(packet)}\n${wrong.join('\n')}`);
        }
        sum.wrong += found.length;
        if (report !== undefined && found.length > 0)
          appendFileSync(report, `legacy seed ${seed}\n${found.join('\n')}\n\n`);
        expect(found, judgement.files.dump).toEqual([]);
      }, 60_000);
    }
  },
);
