import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { requireKernel } from './judge/requireKernel.js';

const asked = requireKernel();

/** In every chain a rule for each of what may be said of a packet's connection. */
const rules = [
  ['raw', ['PREROUTING', 'OUTPUT']],
  ['mangle', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']],
  ['nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']],
  ['filter', ['INPUT', 'OUTPUT']],
] as const;
const matches = ['--ctstate NEW', '--ctstate INVALID', '--ctstatus CONFIRMED'];

/** The rules that a datagram of the node to itself comes to, by the kernel's counters: `raw PREROUTING 1`. */
function counted(): { readonly dump: string; readonly places: readonly string[] } {
  const commands = rules.flatMap(([table, chains]) =>
    chains.flatMap((chain) =>
      ['', ...matches].map(
        (match) =>
          `iptables-nft -t ${table} -A ${chain} -p udp --dport 9999 ${match === '' ? '' : `-m conntrack ${match}`}`,
      ),
    ),
  );
  const send =
    'use IO::Socket::INET; IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.1", PeerPort => 9999, LocalPort => 40000)->send("hi");';
  const script = ['ip link set lo up', ...commands, `perl -e '${send}'`, 'iptables-nft-save -c'].join('\n');
  const dump = execFileSync('unshare', ['-n', 'sh', '-ec', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let table = '';
  const numbers = new Map<string, number>();
  const places = dump.split('\n').flatMap((line) => {
    if (line.startsWith('*')) table = line.slice(1);
    const [, packets, chain] = /^\[(\d+):\d+\] -A (\S+)/.exec(line) ?? [];
    if (chain === undefined) return [];
    const place = `${table} ${chain}`;
    const number = (numbers.get(place) ?? 0) + 1;
    numbers.set(place, number);
    return packets === '0' ? [] : [`${place} ${number}`];
  });
  return { dump, places };
}

/** The same by a trace. */
function passed({ paths }: JsonTrace): readonly string[] {
  return (paths[0]?.hops ?? []).flatMap((hop) =>
    hop.kind === 'table'
      ? hop.steps.flatMap((step) => (step.kind === 'rule' ? [`${hop.table} ${step.chain} ${step.rule}`] : []))
      : [],
  );
}

describe.skipIf(!asked)('what the node sends to itself', () => {
  it('comes in by lo with its connection: nat has decided, and raw knows it', async () => {
    const { dump, places } = counted();
    const trace = async (more: string): Promise<JsonTrace> => {
      const packet = '-s 127.0.0.1 -d 127.0.0.1 -p udp --sport 40000 --dport 9999 --format json';
      const { stdout, stderr } = await run(`trace dump ${packet} ${more}`, { files: { dump } });
      expect(stderr).toBe('');
      return JSON.parse(stdout) as JsonTrace;
    };
    expect([...passed(await trace(''))].sort()).toEqual([...places].sort());
    const cameIn = places.filter((place) => /PREROUTING|INPUT/.test(place));
    expect(cameIn.filter((place) => place.startsWith('nat'))).toEqual([]);
    expect([...passed(await trace('-i lo'))].sort()).toEqual([...cameIn].sort());
  });
});
