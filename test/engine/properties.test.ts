import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { endOf, filter, forwarded, table, trace } from './trace.js';

const chains = ['A', 'B', 'C', 'D'] as const;

const certain = fc.constantFrom(
  '',
  '-i cali1',
  '-i eth9',
  '-p tcp -m tcp --dport 80',
  '-p tcp -m tcp --dport 443',
  '! -s 10.65.0.2/32',
  '-d 203.0.113.0/24',
  '-m mark --mark 0x1/0x1',
  '-m mark ! --mark 0x2/0x2',
  '-m conntrack --ctstate NEW',
  '-m conntrack --ctstate ESTABLISHED',
  '-m conntrack --ctstate DNAT',
);
const drawn = fc.constantFrom(
  '-m statistic --mode random --probability 0.5',
  '-m statistic --mode random --probability 0.25 -i cali1',
  '-m statistic --mode random ! --probability 0.125',
  '-m statistic --mode random --probability 0.5 -m statistic --mode random --probability 0.5',
);
const unknown = fc.constantFrom(
  '-m set --match-set a src',
  '-m set --match-set b src,dst',
  '-m set ! --match-set a src',
  '-m set --match-set a src -m set --match-set b dst',
  '-m recent --name seen --rcheck',
  '-m recent --name seen --set',
  '-m limit --limit 5/sec',
  '-m addrtype --dst-type LOCAL',
  '-m socket',
  '-m frobnicate --x',
  '-m set --match-set a src -m statistic --mode random --probability 0.5',
);
const target = fc.oneof(
  fc.constantFrom(
    '',
    '-j ACCEPT',
    '-j DROP',
    '-j RETURN',
    '-j REJECT',
    '-j MARK --set-xmark 0x1/0x1',
    '-j MARK --set-xmark 0x2/0x2',
    '-j LOG',
    '-j CONNMARK --save-mark',
  ),
  fc.constantFrom(...chains).map((chain) => `-j ${chain}`),
  fc.constantFrom(...chains, 'NOWHERE').map((chain) => `-g ${chain}`),
);

function dumps(match: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const rules = fc.array(
    fc.tuple(match, target).map((parts) => parts.join(' ').trim()),
    { maxLength: 4 },
  );
  const nat = fc.array(
    fc
      .tuple(
        match,
        fc.constantFrom(
          '-j DNAT --to-destination 10.0.0.9',
          '-j DNAT --to-destination 10.0.0.8',
          '-j ACCEPT',
          '-j LOG',
        ),
      )
      .map((parts) => `-A PREROUTING ${parts.join(' ').trim()}`),
    { maxLength: 3 },
  );
  return fc
    .tuple(fc.tuple(rules, rules, rules, rules, rules), nat, fc.constantFrom('', 'FORWARD=DROP'))
    .map(
      ([[forward, a, b, c, d], translations, policies]) =>
        table('nat', ...translations) + filter({ FORWARD: forward, A: a, B: b, C: c, D: d }, policies),
    );
}

const line = `${forwarded} --max-paths 4000`;
const options = { numRuns: 120, timeout: 20_000 };

/** Questions that no rewrite asks anew: those about the source. */
function contradicts(paths: JsonTrace['paths']): readonly string[] {
  return paths.flatMap(({ assumptions }) => {
    const answers = new Set(
      assumptions.filter(({ subject }) => subject === 'set:a:src').map(({ answer }) => answer),
    );
    return answers.size > 1 ? [[...answers].join(' and ')] : [];
  });
}

describe('any small ruleset', () => {
  it('where only draws are unknown: chances sum to 1', async () => {
    await fc.assert(
      fc.asyncProperty(dumps(fc.oneof(certain, drawn)), async (dump) => {
        const { paths, complete } = await trace(dump, line);
        fc.pre(complete);
        const sum = paths.reduce((total, { chance }) => total + (chance ?? Number.NaN), 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
      options,
    );
  });

  it('where nothing is unknown: one path', async () => {
    await fc.assert(
      fc.asyncProperty(dumps(certain), async (dump) => {
        const { paths } = await trace(dump, line);
        expect(paths.map(({ chance, assumptions }) => [chance, assumptions])).toEqual([[1, []]]);
      }),
      options,
    );
  });

  it('with unknowns: a trace comes out, no path contradicts itself, and it is the same again', async () => {
    await fc.assert(
      fc.asyncProperty(dumps(fc.oneof(certain, drawn, unknown)), async (dump) => {
        const first = await run(`trace ${line} --format json`, { stdin: dump });
        expect(first.status).toBe(0);
        const { paths } = JSON.parse(first.stdout) as JsonTrace;
        expect(paths.length).toBeGreaterThan(0);
        expect(contradicts(paths)).toEqual([]);
        expect((await run(`trace ${line} --format json`, { stdin: dump })).stdout).toBe(first.stdout);
      }),
      options,
    );
  });

  it('a path whose assumptions are given with --assume is the one that comes out', async () => {
    const sets = fc.constantFrom(
      '-m set --match-set a src',
      '-m set --match-set c src,src',
      '-m set ! --match-set a src',
      '-m frobnicate --x',
    );
    await fc.assert(
      fc.asyncProperty(dumps(fc.oneof(certain, sets)), fc.nat(), async (dump, pick) => {
        const { paths } = await trace(dump, line);
        const path = paths[pick % paths.length];
        if (path === undefined) throw new Error('no path');
        const plain = path.assumptions.filter(({ subject }) => !subject.startsWith('match:'));
        const given = plain.map(({ subject, answer }) => `--assume '${subject}=${answer}'`).join(' ');
        const settled = await trace(dump, `${line} ${given}`);
        expect(settled.paths.map(endOf)).toContain(endOf(path));
        expect(settled.paths.length).toBeLessThanOrEqual(paths.length);
      }),
      options,
    );
  });

  it('every format prints it', async () => {
    await fc.assert(
      fc.asyncProperty(
        dumps(fc.oneof(certain, drawn, unknown)),
        fc.constantFrom('text', 'table', 'text -v', 'text -q'),
        async (dump, format) => {
          const { status, stdout } = await run(`trace ${forwarded} --max-paths 20 --format ${format}`, {
            stdin: dump,
          });
          expect([status, stdout.length > 0]).toEqual([0, true]);
        },
      ),
      options,
    );
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    '*filter',
    '*nat',
    '*mangle',
    'COMMIT',
    ':FORWARD ACCEPT [0:0]',
    ':A - [0:0]',
    '-A FORWARD',
    '-A A',
    '-j',
    '-g',
    'A',
    'DROP',
    '-m',
    'set',
    'tcp',
    '--match-set',
    '!',
    '"',
    '\\',
    '-p',
    '-s',
    '10.0.0.0/8',
    '--dport',
    '80',
    '# Generated by iptables-save',
    '[1:2]',
    '...',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\t',
    '\u0000',
    '\u00e9',
    '--comment',
    '-4',
    '-6',
    '--',
    '-',
    '',
  );
  it('gives a trace or a sentence, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string({ maxLength: 6 })), { maxLength: 60 }),
        async (pieces) => {
          const { status, stderr } = await run(`trace ${forwarded}`, { stdin: pieces.join(' ') });
          expect([0, 2]).toContain(status);
          if (status === 2) expect(stderr).not.toBe('');
        },
      ),
      { ...options, numRuns: 300 },
    );
  });
});
