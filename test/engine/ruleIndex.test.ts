import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPacketOptions } from '../../src/cli/packetOptions.js';
import { explainCondition } from '../../src/condition/explain.js';
import { tracePacket, type TraceResult } from '../../src/engine/tracePacket.js';
import { traceToJson } from '../../src/format/trace/json.js';
import { extensions, parse } from '../../src/index.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { BoundRule, Ruleset } from '../../src/ruleset/ruleset.js';

function rulesetOf(dump: string, family: Family): Ruleset {
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no ruleset');
  return ruleset;
}

interface Question {
  readonly src: string;
  readonly dst: string;
  readonly iif?: string;
  readonly dport?: string;
  readonly mostPaths?: number;
  readonly reply?: false;
  readonly assume?: readonly (readonly [string, string])[];
}

function traced(ruleset: Ruleset, question: Question, indexed: boolean): TraceResult {
  const { described, direction } = readPacketOptions(question);
  return tracePacket({
    ruleset,
    node: { locals: [] },
    described,
    tracking: { state: undefined, status: undefined, direction, mark: 0, entry: undefined },
    outInterface: 'eth1',
    answers: new Map(question.assume ?? []),
    reply: question.reply !== false,
    mostPaths: question.mostPaths ?? 16,
    quick: indexed,
  });
}

/** All that a trace can show, with the rules that did not match. */
const shown = ({ trace, unasked }: TraceResult): unknown => [
  traceToJson(trace, [], { verbose: true, explainCondition }),
  traceToJson(trace, [], { verbose: false, explainCondition }),
  unasked,
];

const targets = ['ACCEPT', 'RETURN', 'DROP', 'MARK --set-xmark 0x1/0x1', 'side', 'DNAT'] as const;

/** A rule of a chain in which most ask for one address: of a handful, so that packets meet some of them. */
const rule = (prefix: string, host: number): fc.Arbitrary<string> => {
  const address = fc.integer({ min: 1, max: 12 }).map((number) => `${prefix}${number}`);
  return fc
    .record({
      source: fc.option(address, { freq: 3 }),
      destination: fc.option(address, { freq: 1 }),
      negated: fc.constantFrom('', '', '', '', '! '),
      length: fc.constantFrom('', '', '', `/${host}`, `/${host - 2}`),
      more: fc.constantFrom(
        '',
        '',
        '-p tcp -m tcp --dport 80',
        '-i cali1',
        '-m statistic --mode random --probability 0.5',
        '-m set --match-set s src',
      ),
      target: fc.constantFrom(...targets),
    })
    .map(({ source, destination, negated, length, more, target }) =>
      [
        source === null ? '' : `-s ${source}`,
        destination === null ? '' : `${negated}-d ${destination}${length}`,
        more,
        `-j ${target === 'DNAT' ? 'RETURN' : target}`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    );
};

const families: readonly (readonly [Family, string, number])[] = [
  [4, '10.0.0.', 32],
  [6, '2001:db8::', 128],
];

describe('a trace with the index of long chains, and one that looks at every rule', () => {
  it.each(families)('are the same: IPv%i', (family, prefix, host) => {
    const rules = fc.array(rule(prefix, host), { minLength: 32, maxLength: 90 });
    fc.assert(
      fc.property(
        rules,
        rules,
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 14 }),
        (long, side, from, to) => {
          const lines = [
            '*filter',
            ':FORWARD ACCEPT [0:0]',
            ':side - [0:0]',
            ...long.map((words) => `-A FORWARD ${words}`),
            ...side.map((words) => `-A side ${words.replace('-j side', '-j DROP')}`),
            'COMMIT',
            '',
          ];
          const ruleset = rulesetOf(lines.join('\n'), family);
          const local = `${prefix}${to}`;
          const question = {
            src: `${prefix}${from}`,
            dst: local,
            iif: 'cali1',
            assume: [[`local:${local}`, 'no']],
          } as const;
          expect(shown(traced(ruleset, question, true))).toEqual(shown(traced(ruleset, question, false)));
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Services of a cluster: nat rewrites the destination, after which rules ask for another. */
  const services = Array.from({ length: 200 }, (_, number) => number);
  const cluster = rulesetOf(
    [
      '*nat',
      ':PREROUTING ACCEPT [0:0]',
      ':POSTROUTING ACCEPT [0:0]',
      ...services.map((number) => `:SVC${number} - [0:0]`),
      ':SERVICES - [0:0]',
      '-A PREROUTING -j SERVICES',
      ...services.map(
        (number) => `-A SERVICES -d 10.96.0.${number}/32 -p tcp -m tcp --dport 80 -j SVC${number}`,
      ),
      '-A SERVICES -d 10.96.0.0/16 -m limit --limit 1/sec -j RETURN',
      ...services.flatMap((number) => [
        `-A SVC${number} -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.244.0.${number}:8080`,
        `-A SVC${number} -p tcp -j DNAT --to-destination 10.244.1.${number}:8080`,
      ]),
      ...services.map((number) => `-A POSTROUTING -s 10.244.0.${number} -d 10.244.0.${number} -j MASQUERADE`),
      'COMMIT',
      '*filter',
      ':FORWARD DROP [0:0]',
      ...services.map((number) => `-A FORWARD -d 10.244.0.${number} -j ACCEPT`),
      'COMMIT',
      '',
    ].join('\n'),
    4,
  );

  it.each<Question>([
    { src: '10.244.0.3', dst: '10.96.0.3', iif: 'cali1', dport: '80' },
    { src: '10.244.0.199', dst: '10.96.0.199', iif: 'cali1' },
    { src: '10.9.9.9', dst: '10.96.7.7', iif: 'cali1', dport: '80' },
    { src: '10.9.9.9', dst: '8.8.8.8', iif: 'cali1', dport: '80' },
    { src: '10.9.9.9', dst: '10.96.0.0', iif: 'cali1', dport: '81', mostPaths: 2 },
    { src: '10.244.0.7', dst: '10.96.0.7', dport: '80' },
  ])('are the same in a cluster: %o', (question) => {
    const [indexed, plain] = [traced(cluster, question, true), traced(cluster, question, false)];
    expect(shown(indexed)).toEqual(shown(plain));
    const runs = (result: TraceResult): number =>
      result.trace.paths
        .flatMap(({ hops }) => hops)
        .flatMap((hop) => (hop.kind === 'table' ? hop.steps : []))
        .reduce((sum, { runs: some = [] }) => sum + some.length, 0);
    expect(runs(indexed)).toBeGreaterThan(0);
    expect(runs(plain)).toBe(0);
    // Asked often, the index finds rules by a table.
    const often = Array.from({ length: 20 }, () => traced(cluster, question, true));
    expect(often.map(shown)).toEqual(often.map(() => shown(plain)));
  });

  it('look at as many rules before a walk without end is given up', () => {
    const twice = (name: string, next: string): readonly string[] => [
      ...Array.from({ length: 32 }, (_, number) => `-A ${name} -s 192.0.2.${number} -j DROP`),
      `-A ${name} -j ${next}`,
      `-A ${name} -j ${next}`,
    ];
    const names = Array.from({ length: 18 }, (_, number) => `C${number}`);
    const dump = [
      '*filter',
      ':FORWARD ACCEPT [0:0]',
      ...names.map((name) => `:${name} - [0:0]`),
      ':LAST - [0:0]',
      '-A FORWARD -j C0',
      ...names.flatMap((name, number) => twice(name, names[number + 1] ?? 'LAST')),
      'COMMIT',
      '',
    ].join('\n');
    const question = {
      src: '10.9.9.9',
      dst: '8.8.8.8',
      iif: 'cali1',
      reply: false,
      assume: [['local:8.8.8.8', 'no']],
    } as const;
    const ends = [true, false].map((indexed) => {
      const { trace } = traced(rulesetOf(dump, 4), question, indexed);
      const [path] = trace.paths;
      const end = JSON.stringify(path?.disposition, (key, value: unknown) =>
        key === 'rule' ? (value as BoundRule).text : value,
      );
      return [trace.complete, end, path?.hops.length];
    });
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]?.[0]).toBe(false);
  });
});
