import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { compareAnswers, comparePackets } from './corpus/compareDump.js';
import { corpusFolders, dumpFiles, readCorpusDump } from './corpus/corpusDumps.js';
import { openDump } from './corpus/openDump.js';
import { reachedRules } from './corpus/reachedRules.js';
import { requireKernel } from './judge/requireKernel.js';

/** A folder of folders with dumps and their sets (`*.ipset`). */
const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';
/** How many dumps of each folder, packets of each dump, and answers. Another seed makes other packets. */
const most = Number(process.env['CALITRACE_CORPUS_DUMPS'] ?? 1);
const packets = Number(process.env['CALITRACE_CORPUS_PACKETS'] ?? 8);
const answers = Number(process.env['CALITRACE_CORPUS_ANSWERS'] ?? 3);
const seed = Number(process.env['CALITRACE_SEED'] ?? 1);
/** A part of the names of the dumps that are wanted. */
const only = process.env['CALITRACE_CORPUS_ONLY'] ?? '';
/** A file to which disagreements and the sum are appended. */
const report = process.env['CALITRACE_REPORT'];

const files = corpusFolders(corpus)
  .flatMap((folder) => dumpFiles(corpus, folder, most))
  .filter((file) => file.includes(only));
if (files.length === 0)
  console.warn('skipped: real dumps against the kernel (no corpus; CALITRACE_CORPUS names its folder)');

describe.skipIf(files.length === 0 || !requireKernel())(
  'real dumps: calitrace goes the way the kernel goes',
  () => {
    const sum = {
      dumps: 0,
      packets: 0,
      unmade: 0,
      cut: 0,
      wrong: 0,
      answers: 0,
      rules: 0,
      reached: 0,
      led: 0,
    };
    const refusals = new Map<string, number>();

    afterAll(() => {
      const refused = [...refusals.values()].reduce((all, one) => all + one, 0);
      const words = [
        `seed ${seed}: ${sum.dumps} dumps (${refused} more refused by iptables), ${sum.packets} packets and ${sum.answers} answers compared (${sum.unmade} more whose connection could not begin, ${sum.cut} with too many ways to follow), ${sum.wrong} disagreements; ${sum.reached} rules of ${sum.led} to which a way leads (${sum.rules} in all) matched at least one packet`,
        ...[...refusals]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([reason, count]) => `  refused, ${count}: ${reason}`),
      ];
      console.log(words.join('\n'));
      tell(words);
    });

    it.for(files)('%s', async (file, context) => {
      const opened = await openDump(readCorpusDump(corpus, file), packets, seed);
      if (typeof opened === 'string') {
        refusals.set(opened, (refusals.get(opened) ?? 0) + 1);
        tell([`${file}: refused: ${opened}`]);
        context.skip(`iptables refuses it: ${opened}`);
        return;
      }
      const { network, scenario, judgement } = opened;
      try {
        const there = await comparePackets(judgement, scenario);
        const back = await compareAnswers(network, scenario, answers);
        const { rules, led, reached } = reachedRules(judgement);
        sum.dumps++;
        sum.packets += there.compared;
        sum.unmade += scenario.packets.length - there.compared;
        sum.cut += there.cut + back.cut;
        sum.wrong += there.wrong.length + back.wrong.length;
        sum.answers += back.compared;
        sum.rules += rules;
        sum.led += led;
        sum.reached += reached;
        const found = [...there.wrong, ...back.wrong].map((one) => JSON.stringify(one, undefined, 1));
        tell([`${file}: ${reached} of ${led} rules`, ...found]);
        expect(found).toEqual([]);
      } finally {
        await network.close();
      }
    });
  },
);

function tell(lines: readonly string[]): void {
  if (report !== undefined) appendFileSync(report, `${lines.join('\n')}\n`);
}
