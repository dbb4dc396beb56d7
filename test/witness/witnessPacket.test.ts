import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { endsBy } from '../../src/witness/shows.js';
import type { WitnessPacket } from '../../src/witness/witnessPacket.js';
import { witnessPacket } from '../../src/witness/witnessPacket.js';
import { packetsAt } from '../../src/packetset/startSets.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import type { BoundRule } from '../../src/ruleset/ruleset.js';
import { run } from '../cli/run.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { filter } from '../lint/lintCases.js';
import { bound, witnesses } from './witnesses.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 12);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

async function traced(dump: string, { options }: WitnessPacket): Promise<JsonTrace> {
  const { stdout, stderr, status } = await run(['trace', ...options, '--format', 'json', 'dump'], {
    files: { dump },
  });
  if (status !== 0) throw new Error(stderr);
  expect(stderr.split('\n').filter((line) => line.includes('did not ask'))).toEqual([]);
  return JSON.parse(stdout) as JsonTrace;
}

describe('a packet out of a set', () => {
  let tried = 0;
  let confirmed = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}: its options make the trace that was promised`, async () => {
      const { dump, family } = randomScenario(seed);
      for (const { rule, witness } of witnesses(bound(dump, family))) {
        tried++;
        if (witness === undefined) continue;
        confirmed++;
        const trace = await traced(dump, witness);
        const matching = trace.paths.filter((path) =>
          path.hops.some(
            (hop) =>
              hop.kind === 'table' &&
              hop.table === rule.table &&
              hop.steps.some(
                (step) => step.kind === 'rule' && step.chain === rule.chain && step.rule === rule.number,
              ),
          ),
        );
        expect(matching.length, `${rule.text}\n${witness.options.join(' ')}\n${dump}`).toBeGreaterThan(0);
      }
    });
  }
  // What is missing asks about other tables, or for what no option gives: a TCP option, an address that was translated before.
  it('is mostly there', () => {
    expect(confirmed / tried).toBeGreaterThan(0.7);
  });
});

describe('the options', () => {
  const cases: Readonly<Record<string, readonly [dump: string, rule: string, options: string, end: string]>> =
    {
      'nothing but what is needed': [
        filter(`-A FORWARD -s 10.0.0.0/8 -j DROP`),
        'FORWARD 1',
        '--src 10.244.1.5 --dst 10.244.2.9 --dport 80 --iif eth9 --oif eth8',
        'dropped by filter FORWARD rule 1',
      ],
    };
  it.each(Object.entries(cases))('%s', (_name, [dump, place, options, end]) => {
    const found = [...witnesses(bound(dump, 4))].find(({ rule }) => `${rule.chain} ${rule.number}` === place);
    expect(found?.witness?.options.join(' ')).toBe(options);
    expect(found?.witness?.end).toBe(end);
  });

  it('name extension headers', () => {
    const [found] = witnesses(bound(filter('-A FORWARD -m ipv6header --header hop,dst,prot -j DROP'), 6));
    expect(found?.witness?.options.slice(-2)).toEqual(['--headers', 'hop-by-hop,dst']);
  });

  it('assume only what matters', () => {
    const sets = `-A FORWARD -m set --match-set a src -j MARK --set-xmark 0x1/0x1\n-A FORWARD -m set --match-set b src -j DROP`;
    const found = [...witnesses(bound(filter(sets), 4))].find(({ rule }) => rule.number === 2);
    expect(found?.witness?.options.filter((option) => option.includes('='))).toEqual(['set:b:src=yes']);
  });

  it('are not looked for without end', () => {
    const ruleset = bound(filter(`-A FORWARD -j DROP`), 4);
    const [table] = ruleset.tables;
    if (table === undefined) throw new Error('no table');
    const workshop = openWorkshop([table], 4);
    const traces = { left: 1 };
    const search = { ruleset, workshop, packets: packetsAt(workshop, 'filter', 'FORWARD'), traces };
    expect(witnessPacket({ ...search, shows: () => undefined })).toBeUndefined();
    expect(witnessPacket({ ...search, shows: () => 'anything' })).toBeUndefined();
    expect(witnessPacket({ ...search, shows: () => 'anything', traces: { left: 100 } })?.end).toBe(
      'anything',
    );
  });

  it('end where they are to end', () => {
    const ruleset = bound(filter(`-A FORWARD -p udp -j ACCEPT\n-A FORWARD -j DROP`), 4);
    const [table] = ruleset.tables;
    const [accept, drop] = table?.chains.get('FORWARD')?.rules ?? [];
    if (table === undefined || accept === undefined || drop === undefined) throw new Error('no rules');
    const workshop = openWorkshop([table], 4);
    const packets = packetsAt(workshop, 'filter', 'FORWARD');
    const endOf = (rule: BoundRule): string | undefined =>
      witnessPacket({ ruleset, workshop, packets, shows: endsBy(rule) })?.end;
    expect(endOf(accept)).toBe('forwarded by filter FORWARD rule 1');
    expect(endOf(drop)).toBe('dropped by filter FORWARD rule 2');
  });
});
