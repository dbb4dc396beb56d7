import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { inheritedNames, mutated, terminalPieces } from './mutated.js';
import { fuzzedInputs, prototypeFault } from './promises.js';
import { runFault, utf8 } from './runFault.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A dump with something to find for every command, in the words of Calico and kube-proxy. */
const dump = readFileSync(join(root, 'test/fixtures/dumps/calico.save'), 'latin1');
const small =
  '*nat\n:PREROUTING ACCEPT [0:0]\n:KUBE-SVC-A - [0:0]\n-A PREROUTING -d 10.0.0.2/32 -j KUBE-SVC-A\n-A KUBE-SVC-A -p tcp -j DNAT --to-destination 10.0.0.3:80\nCOMMIT\n' +
  '*filter\n:FORWARD DROP [0:0]\n:cali-x - [0:0]\n-A FORWARD -m comment --comment "a comment" -j cali-x\n-A cali-x -m set --match-set blocked src -j DROP\n-A cali-x -s 10.0.0.1/32 -j DROP\n-A cali-x -s 10.0.0.1/32 -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n';
const packet = '-s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1 -p tcp --dport 80';

/** Every format of trace, lint, reach, diff and parse; otherInputs.test.ts has the other commands. */
const commands = [
  `trace ${packet} -v dump`,
  `trace ${packet} --format table dump`,
  `trace ${packet} --format json dump`,
  `trace ${packet} --reply --color always dump`,
  'lint --config none.json dump',
  'lint --config none.json --format json dump',
  'lint --config none.json --format sarif dump',
  'lint --config none.json --format github dump',
  'lint --config none.json --format junit dump',
  'reach --verdict dropped dump',
  'reach --verdict accepted --format json dump',
  'diff dump other',
  'diff --format json dump other',
  `trace ${packet} --reply -v --format html dump`,
  'lint --config none.json --format html dump',
  'reach --verdict dropped --format html dump',
  'diff --format html dump other',
  `trace ${packet} --reply --format markdown dump`,
  'lint --config none.json --format markdown dump',
  'reach --verdict dropped --format markdown dump',
  'diff --format markdown dump other',
  'parse --format json dump',
  'parse --format none dump',
] as const;

/** What is wrong with a run on such a dump, or undefined. */
async function faultOf(line: string, text: string): Promise<string | undefined> {
  return runFault(line, { files: { dump: utf8(text), other: utf8(small), 'none.json': '{}' } });
}

describe('what is printed of a hostile dump', () => {
  it.each(commands)(
    '%s',
    async (line) => {
      await fc.assert(
        fc.asyncProperty(mutated([small, small, dump]), async (text) => {
          expect(await faultOf(line, text)).toBeUndefined();
        }),
        { numRuns: Math.ceil(fuzzedInputs / 300) },
      );
    },
    3_600_000,
  );

  it.each(commands)(
    '%s: every piece that a terminal obeys, in every place of a name or text',
    async (line) => {
      for (const piece of terminalPieces) {
        for (const word of ['KUBE-SVC-A', 'cali-x', 'a comment', 'blocked', 'eth0']) {
          const text = small.replaceAll(word, `${word.slice(0, 3)}${piece}${word.slice(3)}`);
          expect(await faultOf(line, text)).toBeUndefined();
        }
      }
    },
  );
});

describe('names that every object answers to', () => {
  it.each(inheritedNames)('%s as a chain, a set and an interface comes out as it went in', async (name) => {
    const inInterface = name.slice(0, 15);
    const files = {
      dump: small.replaceAll('cali-x', name).replaceAll('blocked', name),
      sets: `create ${name} hash:ip family inet\nadd ${name} 10.0.0.1\n`,
      addrs: `[{"ifindex": 2, "ifname": "${inInterface}", "addr_info": [{"family": "inet", "local": "10.0.0.9", "prefixlen": 24}]}]`,
    };
    const asked = `${packet.replace('eth0', inInterface)} --ipset sets --addrs addrs --color never`;
    const text = await run(`trace ${asked} dump`, { files, stdoutIsTerminal: true, columns: 200 });
    expect([text.stderr, text.status]).toEqual(['', 0]);
    expect(text.stdout).toContain(`in ${inInterface} `);
    expect(text.stdout).toMatch(new RegExp(`^DROPPED +by filter ${name} rule 1,`, 'm'));
    for (const format of [
      'trace --format json ' + asked,
      'parse --format json',
      'lint --format json --config none.json --color never',
    ]) {
      const { stdout } = await run(`${format} dump`, { files: { ...files, 'none.json': '{}' } });
      expect(JSON.stringify(JSON.parse(stdout))).toContain(`"${name}"`);
    }
    expect((await run(`reach --to filter/${name} dump`, { files })).stdout).toContain(name);
    expect(prototypeFault()).toBeUndefined();
  });
});
