import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { dumpScenario } from './corpus/dumpScenario.js';
import type { Judgement } from '../../src/kernel/judge.js';
import { judge } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';

/** A folder of folders with dumps (`*.save`) and their sets (`*.ipset`); how many dumps of each folder, packets of each dump. */
const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';
const most = Number(process.env['CALITRACE_CORPUS_DUMPS'] ?? 2);
const packets = Number(process.env['CALITRACE_CORPUS_PACKETS'] ?? 8);
const folders = ['calico', 'kube-proxy-iptables', 'kube-proxy-ipvs', 'docker', 'cni-other', 'istio'];

function dumps(): readonly string[] {
  return folders.flatMap((folder) => {
    if (!existsSync(`${corpus}/${folder}`)) return [];
    const files = readdirSync(`${corpus}/${folder}`).filter((file) => file.endsWith('.save'));
    const step = Math.max(1, Math.floor(files.length / most));
    return files
      .filter((_, index) => index % step === 0)
      .slice(0, most)
      .map((file) => `${folder}/${file}`);
  });
}

const files = dumps();
if (files.length === 0)
  console.warn('skipped: real dumps against the kernel (no corpus; CALITRACE_CORPUS names its folder)');

describe.skipIf(files.length === 0 || !requireKernel())(
  'real dumps: calitrace goes the way the kernel goes',
  () => {
    it.for(files)('%s', async (file, context) => {
      const sets = `${corpus}/${file.replace(/(\.with-counters)?\.save$/, '.ipset')}`;
      const scenario = dumpScenario(
        file,
        readFileSync(`${corpus}/${file}`, 'latin1'),
        existsSync(sets) ? readFileSync(sets, 'latin1') : '',
        packets,
      );
      let judgement: Judgement;
      try {
        judgement = await judge(scenario);
      } catch (error) {
        if (error instanceof Error && /tables-nft-restore|ipset/.test(error.message)) {
          context.skip('the kernel does not load it');
        }
        throw error;
      }
      expect(await differences(judgement, scenario.family, scenario.packets)).toEqual([]);
    });
  },
);
