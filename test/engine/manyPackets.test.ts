import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPacketOptions, type PacketOptions } from '../../src/cli/packetOptions.js';
import { trackingOf } from '../../src/cli/question.js';
import { explainCondition } from '../../src/condition/explain.js';
import { noWays } from '../../src/engine/knownWay.js';
import { tracePacket, type TraceRequest } from '../../src/engine/tracePacket.js';
import { writeJsonLine } from '../../src/format/jsonText.js';
import { traceToJson } from '../../src/format/trace/json.js';
import { traceLineWriter } from '../../src/format/trace/jsonLine.js';
import { extensions, parse } from '../../src/index.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import type { Trace } from '../../src/trace/trace.js';

interface Addresses {
  readonly family: Family;
  readonly prefix: string;
  readonly host: number;
  readonly icmp: string;
}

const families: readonly Addresses[] = [
  { family: 4, prefix: '10.0.0.', host: 32, icmp: 'icmp' },
  { family: 6, prefix: '2001:db8::', host: 128, icmp: 'ipv6-icmp' },
];

/** Few addresses, ports and marks, so that packets meet rules. */
const addressOf = ({ prefix }: Addresses): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: 9 }).map((number) => `${prefix}${number}`);

const matches = [
  '-m mark --mark 0x1/0x1',
  '-m mark ! --mark 0x2/0x2',
  '-m connmark --mark 0x4/0x4',
  '-m conntrack --ctstate NEW',
  '-m conntrack --ctstate RELATED,ESTABLISHED',
  '-m conntrack --ctstate DNAT',
  '-p tcp -m tcp --dport 80',
  '-p udp -m multiport --dports 53,80:90',
  '-m statistic --mode random --probability 0.25',
  '-m set --match-set s src',
  '-m limit --limit 1/sec',
  '-m recent --name r --rsource --set',
  '-m recent --name r --rsource --rcheck',
  '-m addrtype --dst-type LOCAL',
  '-i cali1',
  '! -i eth+',
] as const;

const anywhere = [
  'ACCEPT',
  'DROP',
  'RETURN',
  'RETURN',
  'MARK --set-xmark 0x1/0x1',
  'MARK --set-xmark 0x2/0x2',
  'CONNMARK --set-xmark 0x4/0x4',
  'CONNMARK --restore-mark',
  'LOG',
  'first',
  'second',
] as const;

function ruleOf(addresses: Addresses, targets: readonly string[]): fc.Arbitrary<string> {
  const address = addressOf(addresses);
  return fc
    .record({
      source: fc.option(address, { freq: 2 }),
      destination: fc.option(address, { freq: 3 }),
      negated: fc.constantFrom('', '', '', '! '),
      length: fc.constantFrom('', '', '', `/${addresses.host - 2}`),
      more: fc.option(fc.constantFrom(...matches)),
      target: fc.constantFrom(...targets),
      goes: fc.constantFrom('-j', '-g'),
    })
    .map(({ source, destination, negated, length, more, target, goes }) =>
      [
        source === null ? '' : `-s ${source}`,
        destination === null ? '' : `${negated}-d ${destination}${length}`,
        more ?? '',
        `${target === 'first' || target === 'second' ? goes : '-j'} ${target}`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    );
}

/** A table whose base chains jump to a long chain, which jumps to a short one. */
function tableOf(
  addresses: Addresses,
  name: string,
  hooks: readonly string[],
  own: readonly string[],
): fc.Arbitrary<readonly string[]> {
  const targets = [...anywhere.filter((target) => name !== 'nat' || target !== 'DROP'), ...own];
  const withoutJumps = targets.filter((target) => target !== 'first' && target !== 'second');
  return fc
    .record({
      base: fc.array(ruleOf(addresses, targets), { maxLength: 4 }),
      first: fc.array(ruleOf(addresses, [...withoutJumps, 'second']), { maxLength: 60 }),
      second: fc.array(ruleOf(addresses, withoutJumps), { maxLength: 4 }),
    })
    .map(({ base, first, second }) => [
      `*${name}`,
      ...hooks.map((hook) => `:${hook} ACCEPT [0:0]`),
      ':first - [0:0]',
      ':second - [0:0]',
      ...hooks.flatMap((hook) => base.map((rule) => `-A ${hook} ${rule}`)),
      ...first.map((rule) => `-A first ${rule}`),
      ...second.map((rule) => `-A second ${rule}`),
      'COMMIT',
    ]);
}

function dumpOf(addresses: Addresses): fc.Arbitrary<string> {
  const to = addresses.family === 4 ? '10.0.0.3' : '2001:db8::3';
  const own = addresses.family === 4 ? `${to}:8080` : `[${to}]:8080`;
  return fc
    .tuple(
      tableOf(addresses, 'mangle', ['PREROUTING', 'POSTROUTING'], []),
      tableOf(
        addresses,
        'nat',
        ['PREROUTING'],
        [`DNAT --to-destination ${to}`, `-p tcp -j DNAT --to-destination ${own}`],
      ),
      tableOf(addresses, 'filter', ['INPUT', 'FORWARD', 'OUTPUT'], ['REJECT']),
    )
    .map((tables) => `${tables.flat().join('\n').replaceAll('-j -p tcp -j', '-p tcp -j')}\n`);
}

function packetOf(addresses: Addresses): fc.Arbitrary<PacketOptions & { readonly reply: boolean }> {
  const address = addressOf(addresses);
  return fc
    .record(
      {
        src: address,
        dst: address,
        proto: fc.constantFrom('tcp', 'udp', addresses.icmp),
        dport: fc.constantFrom('53', '80', '8080'),
        iif: fc.constantFrom('cali1', 'eth0'),
        mark: fc.constantFrom('1', '2', '3'),
        ctstate: fc.constantFrom('NEW', 'ESTABLISHED', 'INVALID'),
        reply: fc.boolean(),
      },
      { requiredKeys: ['src', 'dst', 'reply'] },
    )
    .map(({ dport, ...packet }) =>
      dport === undefined || packet.proto === addresses.icmp ? packet : { ...packet, dport },
    );
}

function rulesetOf(dump: string, family: Family): Ruleset {
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no ruleset');
  return ruleset;
}

type Asked = PacketOptions & { readonly reply: boolean };

function traced(ruleset: Ruleset, packet: Asked, how: Pick<TraceRequest, 'quick' | 'ways'>): Trace {
  const request = readPacketOptions(packet);
  return tracePacket({
    ruleset,
    node: { locals: [] },
    described: request.described,
    tracking: trackingOf({ color: 'never', memo: true, maxPaths: 1 }, request),
    outInterface: undefined,
    answers: new Map(),
    reply: packet.reply,
    mostPaths: 12,
    ...how,
  }).trace;
}

/** The lines of output for a packet, without the rules that did not match and with them. */
function linesOf(trace: Trace): readonly string[] {
  return [false, true].map((verbose) =>
    writeJsonLine({ ...traceToJson(trace, [], { verbose, explainCondition }), packetLine: 1 }),
  );
}

describe('packets of which one goes through the rules behind the other', () => {
  it.each(families)('are traced as alone, each rule looked at the long way: IPv$family', (addresses) => {
    const { family } = addresses;
    const packets = fc.array(packetOf(addresses), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(dumpOf(addresses), packets, (dump, asked) => {
        const shared = rulesetOf(dump, family);
        const ways = noWays();
        const writers = [false, true].map((verbose) => traceLineWriter({ verbose, explainCondition }));
        for (const packet of asked) {
          const trace = traced(shared, packet, { ways });
          const alone = linesOf(traced(rulesetOf(dump, family), packet, { quick: false }));
          expect(linesOf(trace)).toEqual(alone);
          expect(writers.map((write) => write(trace, [], 1))).toEqual(alone);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('take the ways of those before them', () => {
    const ruleset = rulesetOf(
      [
        '*mangle',
        ':PREROUTING ACCEPT [0:0]',
        '-A PREROUTING -s 10.0.0.0/30 -j MARK --set-xmark 0x1/0x1',
        '-A PREROUTING -m mark --mark 0x1/0x1 -p tcp -m tcp --dport 80:90 -j MARK --set-xmark 0x2/0x2',
        '-A PREROUTING -m mark --mark 0x3 -j DROP',
        'COMMIT',
        '',
      ].join('\n'),
      4,
    );
    const ways = noWays();
    const isLike = (packet: Partial<Asked>): boolean => {
      const asked = { src: '10.0.0.1', dst: '10.0.9.9', iif: 'eth0', dport: '80', reply: false, ...packet };
      const trace = traced(ruleset, asked, { ways });
      const alone = traced(ruleset, asked, { quick: false });
      expect(linesOf(trace)).toEqual(linesOf(alone));
      const hop = trace.paths[0]?.hops.find(({ kind }) => kind === 'table');
      return hop?.kind === 'table' && hop.like !== undefined;
    };
    expect(isLike({})).toBe(false);
    expect(isLike({ src: '10.0.0.3', dport: '90' })).toBe(true);
    expect(isLike({ src: '10.0.0.4' })).toBe(false);
    expect(isLike({ dport: '91' })).toBe(false);
    expect(isLike({ dport: '9999' })).toBe(true);
    expect(isLike({ mark: '4' })).toBe(false);
    expect(isLike({ src: '10.1.0.4', dport: '53', ctstate: 'INVALID' })).toBe(true);
  });

  it('meet most of what rules can do', () => {
    const addresses = families[0];
    if (addresses === undefined) throw new Error('no family');
    const seen = new Set<string>();
    const dumps = fc.sample(dumpOf(addresses), { numRuns: 60, seed: 7 });
    const packets = fc.sample(packetOf(addresses), { numRuns: 60, seed: 7 });
    for (const [index, dump] of dumps.entries()) {
      const packet = packets[index];
      if (packet === undefined) continue;
      const text = linesOf(traced(rulesetOf(dump, 4), packet, {})).join('');
      for (const [, key = '', value = ''] of text.matchAll(/"(kind|verdict|match)":"([^"]*)"/g))
        seen.add(`${key} ${value}`);
    }
    for (const word of [
      'verdict JUMP',
      'verdict GOTO',
      'verdict RETURN',
      'verdict ACCEPT',
      'verdict CONTINUE',
      'kind policy',
      'kind dropped',
      'kind forwarded',
      'match mark',
      'match conntrack',
      'match recent',
      'match set',
    ]) {
      expect(seen).toContain(word);
    }
  });
});
