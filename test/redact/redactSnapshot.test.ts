import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calico } from '../../bench/dumps/calico.js';
import { kubeProxy } from '../../bench/dumps/kubeProxy.js';
import type { Snapshot } from '../../src/snapshot/snapshot.js';
import { run, words } from '../cli/run.js';
import { redact, snapshotOf, tracesOf } from './sameTrace.js';

const examples = new URL('../../examples/', import.meta.url);

/** The files of an example by the options that name them. */
const nodeFiles = [
  ['sets', 'sets.ipset'],
  ['addresses', 'addrs.json'],
  ['routes', 'routes.json'],
  ['rules', 'rules.json'],
  ['ipvs', 'services.ipvs'],
] as const;

interface Told {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** Options of all packets. */
  readonly common: readonly string[];
  readonly packets: readonly (readonly string[])[];
}

/** Each dump of an example that a command traces, with those packets. */
function* exampleSnapshots(): Iterable<Told> {
  for (const folder of readdirSync(examples)) {
    const read = (file: string): string => readFileSync(new URL(`${folder}/${file}`, examples), 'utf8');
    const has = (file: string): boolean => existsSync(new URL(`${folder}/${file}`, examples));
    if (!has('command')) continue;
    const packets = new Map<string, (readonly string[])[]>();
    for (const file of readdirSync(new URL(folder, examples)).filter((each) => each.endsWith('command'))) {
      const line = words(read(file).trim());
      const dump = line.find((word) => word.endsWith('.save'));
      if (line[1] !== 'trace' || dump === undefined) continue;
      const own = line.slice(2).filter((word, index, all) => {
        const kept = (option: string | undefined): boolean =>
          option === undefined || !/^--(?:ipset|addrs|routes|rules|ipvs|assume)$/.test(option);
        return word !== dump && !['-q', '-v', '--reply'].includes(word) && kept(word) && kept(all[index - 1]);
      });
      packets.set(dump, [...(packets.get(dump) ?? []), own]);
    }
    const rest = nodeFiles.flatMap(([holds, file]) =>
      has(file) ? [{ holds, family: 4 as const, text: read(file) }] : [],
    );
    for (const [dump, own] of packets) {
      const tables = { holds: 'tables', family: 4, backend: 'legacy', text: read(dump) } as const;
      const snapshot = snapshotOf([tables, ...rest]);
      yield { name: `${folder}/${dump}`, snapshot, common: [], packets: [...own, ...morePackets(snapshot)] };
    }
  }
}

/** Packets between addresses that are named, by interfaces that are named. */
function morePackets({ outputs }: Snapshot): readonly (readonly string[])[] {
  const text = outputs.map(({ lines }) => lines.join('\n')).join('\n');
  const addresses = [...new Set(text.match(/(?<![\d.])(?:10|172|192|203)(?:\.\d{1,3}){3}(?![\d.])/g) ?? [])];
  const interfaces = [...new Set(text.match(/(?<=(?: -i |"ifname": ?"))[\w.-]+(?![\w+])/g) ?? [])];
  return Array.from({ length: 25 }, (_, index) => {
    const pick = (from: readonly string[], step: number): string => from[(index * step) % from.length] ?? '';
    const inside = index % 5 === 4 || interfaces.length === 0 ? [] : ['--iif', pick(interfaces, 3)];
    const port = ['22', '53', '80', '443', '8080'][index % 5] ?? '';
    const source = pick(addresses, 7);
    return ['--src', source, '--dst', pick(addresses, 11), '--dport', port, ...inside];
  });
}

function* benchSnapshots(): Iterable<Told> {
  for (const [name, make] of [
    ['calico', calico],
    ['kube-proxy', kubeProxy],
  ] as const) {
    const { text, sets, packets } = make(1000);
    yield {
      name: `bench ${name}`,
      snapshot: snapshotOf([
        { holds: 'tables', family: 4, backend: 'legacy', text },
        ...(sets === undefined ? [] : [{ holds: 'sets', text: sets } as const]),
      ]),
      common: packets.options,
      packets: packets.lines.filter((_, index) => index % 10 === 0).map(words),
    };
  }
}

/** Rules that compare the bytes of addresses. */
function bytesSnapshot(): Told {
  const text = `*filter
:FORWARD ACCEPT [0:0]
-A FORWARD -m u32 --u32 "0xc=0xa141e28" -j DROP
-A FORWARD -m u32 --u32 "0xc&0xffff0000=0xa140000:0xa150000&&0x10>>8=0xa1432" -j DROP
-A FORWARD -m u32 ! --u32 "0x10=0xa143200:0xa1432ff,0xac100001" -j RETURN
COMMIT
`;
  const snapshot = snapshotOf([{ holds: 'tables', family: 4, backend: 'nft', text }]);
  const ends = ['10.20.30.40', '10.20.50.7', '10.21.1.1', '10.22.1.1', '172.16.0.1'];
  const packets = ends.flatMap((source) =>
    ends.map((destination) => [
      '--src',
      source,
      '--dst',
      destination,
      '-p',
      'udp',
      '--dport',
      '53',
      '-i',
      'eth0',
      '-o',
      'eth1',
    ]),
  );
  return { name: 'bytes', snapshot, common: [], packets };
}

describe('a redacted snapshot', () => {
  const all = [...exampleSnapshots(), ...benchSnapshots(), bytesSnapshot()];

  it.each(all)('of $name gives the same traces', async ({ snapshot, common, packets }) => {
    for (const secret of ['one key', 'another']) {
      const both = redact(snapshot, secret);
      const { original, redacted } = await tracesOf(both, common, packets);
      expect(redacted).toEqual(original);
    }
  });

  it.each(all.slice(0, 8))('of $name has the same findings, but for hashes', async ({ snapshot }) => {
    const { files, names } = redact(snapshot, 'one key');
    const found = async (node: string, chain: (name: string) => string): Promise<readonly string[]> => {
      const { stdout } = await run('lint --format json node', { files: { node } });
      const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
      return findings
        .filter(({ rule }) => rule !== 'calico-hash')
        .map((each) =>
          JSON.stringify([each.rule, each.table, chain(each.chain), each.number, each.messageId]),
        );
    };
    const original = await found(files.original, (name) => names.chain(name));
    expect(await found(files.redacted, (name) => name)).toEqual(original);
  });
});

interface Finding {
  readonly rule: string;
  readonly table: string;
  readonly chain: string;
  readonly number?: number;
  readonly messageId: string;
}
