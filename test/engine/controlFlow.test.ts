import { describe, expect, it } from 'vitest';
import { ends, filter, onlyPath, stepsOf, table, toNode, trace, fromNode, forwarded } from './trace.js';

type Chains = Readonly<Record<string, readonly string[]>>;
type Row = readonly [name: string, chains: Chains, end: string, policies?: string];

const ends4: readonly Row[] = [
  ['an empty FORWARD takes its policy', {}, 'forwarded'],
  ['an empty FORWARD takes its policy DROP', {}, 'dropped by policy of filter FORWARD', 'FORWARD=DROP'],
  ["another chain's policy does not count", {}, 'forwarded', 'INPUT=DROP OUTPUT=DROP'],
  ['the first match decides', { FORWARD: ['-j ACCEPT', '-j DROP'] }, 'forwarded'],
  [
    'a rule that does not match is passed over',
    { FORWARD: ['-i eth9 -j ACCEPT', '-j DROP'] },
    'dropped by filter FORWARD rule 2',
  ],
  ['a rule without target goes on', { FORWARD: ['-i cali1', '-j DROP'] }, 'dropped by filter FORWARD rule 2'],
  ['jump: dropped inside', { FORWARD: ['-j A'], A: ['-j DROP'] }, 'dropped by filter A rule 1'],
  [
    'jump: accepted inside, nothing after counts',
    { FORWARD: ['-j A', '-j DROP'], A: ['-j ACCEPT'] },
    'forwarded',
  ],
  [
    'jump: end of chain goes on behind the jump',
    { FORWARD: ['-j A', '-j DROP'], A: ['-i eth9 -j ACCEPT'] },
    'dropped by filter FORWARD rule 2',
  ],
  [
    'jump: RETURN goes on behind the jump',
    { FORWARD: ['-j A', '-j DROP'], A: ['-j RETURN', '-j ACCEPT'] },
    'dropped by filter FORWARD rule 2',
  ],
  ['jump into an empty chain', { FORWARD: ['-j A', '-j DROP'], A: [] }, 'dropped by filter FORWARD rule 2'],
  [
    'jump as the last rule, RETURN: policy',
    { FORWARD: ['-j A'], A: ['-j RETURN'] },
    'dropped by policy of filter FORWARD',
    'FORWARD=DROP',
  ],
  ['a jump that does not match is not taken', { FORWARD: ['-i eth9 -j A'], A: ['-j DROP'] }, 'forwarded'],
  [
    'two levels: RETURN goes back one',
    { FORWARD: ['-j A', '-j ACCEPT'], A: ['-j B', '-j DROP'], B: ['-j RETURN'] },
    'dropped by filter A rule 2',
  ],
  [
    'two levels: both ends reach the base chain',
    { FORWARD: ['-j A', '-j DROP'], A: ['-j B'], B: [] },
    'dropped by filter FORWARD rule 2',
  ],
  [
    'RETURN in the base chain takes the policy',
    { FORWARD: ['-j RETURN', '-j ACCEPT'] },
    'dropped by policy of filter FORWARD',
    'FORWARD=DROP',
  ],
  [
    'goto: RETURN skips the rest of the chain that went',
    { FORWARD: ['-j A', '-j ACCEPT'], A: ['-g B', '-j DROP'], B: ['-j RETURN'] },
    'forwarded',
  ],
  [
    'goto: end of chain skips it as well',
    { FORWARD: ['-j A', '-j ACCEPT'], A: ['-g B', '-j DROP'], B: [] },
    'forwarded',
  ],
  [
    'goto from the base chain: end takes the policy',
    { FORWARD: ['-g A', '-j ACCEPT'], A: [] },
    'dropped by policy of filter FORWARD',
    'FORWARD=DROP',
  ],
  [
    'goto from the base chain: RETURN takes the policy',
    { FORWARD: ['-g A', '-j DROP'], A: ['-j RETURN'] },
    'forwarded',
  ],
  [
    'goto, goto: back to the last jump',
    { FORWARD: ['-j A', '-j ACCEPT'], A: ['-g B', '-j DROP'], B: ['-g C', '-j DROP'], C: [] },
    'forwarded',
  ],
  [
    'goto, jump: RETURN goes back behind the jump',
    { FORWARD: ['-j A', '-j ACCEPT'], A: ['-g B', '-j ACCEPT'], B: ['-j C', '-j DROP'], C: ['-j RETURN'] },
    'dropped by filter B rule 2',
  ],
  [
    'goto, jump, goto: back behind the inner jump',
    {
      FORWARD: ['-j A', '-j ACCEPT'],
      A: ['-g B', '-j ACCEPT'],
      B: ['-j C', '-j DROP'],
      C: ['-g D', '-j ACCEPT'],
      D: [],
    },
    'dropped by filter B rule 2',
  ],
  [
    'the same chain twice in a row',
    { FORWARD: ['-j A', '-j A', '-j DROP'], A: [] },
    'dropped by filter FORWARD rule 3',
  ],
  [
    'the same chain from two places',
    { FORWARD: ['-j A', '-j B', '-j DROP'], A: ['-j C'], B: ['-j C'], C: [] },
    'dropped by filter FORWARD rule 3',
  ],
  [
    'a chain that stands before its callers',
    { Z: ['-j DROP'], FORWARD: ['-j Z'] },
    'dropped by filter Z rule 1',
  ],
  [
    "a user chain named as another table's hook",
    { FORWARD: ['-j PREROUTING'], PREROUTING: ['-j DROP'] },
    'dropped by filter PREROUTING rule 1',
  ],
  [
    'a user chain named as a target',
    { FORWARD: ['-j LOG'], LOG: ['-j DROP'] },
    'dropped by filter LOG rule 1',
  ],
  [
    'a chain named as a property of objects',
    {
      FORWARD: ['-j __proto__', '-j constructor'],
      constructor: ['-j DROP'],
      ['__proto__']: [],
    },
    'dropped by filter constructor rule 1',
  ],
];

describe('where a packet ends in filter', () => {
  for (const [name, chains, end, policies] of ends4) {
    it(name, async () => {
      expect(await ends(filter(chains, policies))).toEqual([end]);
    });
  }
});

describe('steps', () => {
  const rows: readonly (readonly [string, Chains, readonly string[]])[] = [
    [
      'jump, return and policy',
      { FORWARD: ['-j A', '-i eth9 -j DROP'], A: ['-j RETURN'] },
      ['FORWARD 1 JUMP A', 'A 1 RETURN', 'A rule → FORWARD 2', 'policy FORWARD ACCEPT'],
    ],
    [
      'an empty chain',
      { FORWARD: ['-j A'], A: [] },
      ['FORWARD 1 JUMP A', 'A empty → FORWARD 2', 'policy FORWARD ACCEPT'],
    ],
    [
      'a goto from a chain that was jumped to',
      { FORWARD: ['-j A', '-j ACCEPT'], A: ['-g B'], B: ['-i eth9 -j DROP'] },
      ['FORWARD 1 JUMP A', 'A 1 GOTO B', 'B end → FORWARD 2', 'FORWARD 2 ACCEPT'],
    ],
    [
      'a goto from the base chain',
      { FORWARD: ['-g A'], A: ['-j RETURN'] },
      ['FORWARD 1 GOTO A', 'A 1 RETURN', 'A rule → policy', 'policy FORWARD ACCEPT'],
    ],
    ['RETURN in the base chain', { FORWARD: ['-j RETURN'] }, ['FORWARD 1 RETURN', 'policy FORWARD ACCEPT']],
    [
      'only rules that matched',
      { FORWARD: ['-i eth9', '-i cali1', '-j LOG', '-o eth9 -j DROP'] },
      ['FORWARD 2 CONTINUE', 'FORWARD 3 CONTINUE', 'policy FORWARD ACCEPT'],
    ],
  ];
  it.each(rows)('%s', async (_, chains, steps) => {
    expect(stepsOf(await onlyPath(filter(chains)))).toEqual(steps);
  });

  it('depth counts jumps, not gotos', async () => {
    const path = await onlyPath(filter({ FORWARD: ['-j A'], A: ['-g B'], B: ['-j C'], C: ['-j DROP'] }));
    const depths = path.hops.flatMap((hop) =>
      hop.kind === 'table'
        ? hop.steps.map((step) => (step.kind === 'rule' ? `${step.chain} ${step.depth}` : ''))
        : [],
    );
    expect(depths).toEqual(['FORWARD 0', 'A 1', 'B 1', 'C 2']);
  });
});

describe('the base chains of each hook', () => {
  const all = (verdict: string): string =>
    ['raw', 'mangle', 'nat', 'filter', 'security']
      .map((name) => {
        const hooks: Readonly<Record<string, readonly string[]>> = {
          raw: ['PREROUTING', 'OUTPUT'],
          mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
          nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
          filter: ['INPUT', 'FORWARD', 'OUTPUT'],
          security: ['INPUT', 'FORWARD', 'OUTPUT'],
        };
        return table(name, ...(hooks[name] ?? []).map((hook) => `:${hook} ${verdict} [0:0]`));
      })
      .join('');
  const policy = (name: string, hook: string): string => `${name} ${hook}`;
  const seen = async (line: string): Promise<readonly string[]> =>
    (await onlyPath(all('ACCEPT'), line)).hops.flatMap((hop) =>
      hop.kind === 'table' ? [policy(hop.table, hop.hook)] : [],
    );

  it('of a forwarded packet', async () => {
    expect(await seen(forwarded)).toEqual([
      'raw PREROUTING',
      'mangle PREROUTING',
      'nat PREROUTING',
      'mangle FORWARD',
      'filter FORWARD',
      'security FORWARD',
      'mangle POSTROUTING',
      'nat POSTROUTING',
    ]);
  });
  it('of a packet to the node', async () => {
    expect(await seen(toNode)).toEqual([
      'raw PREROUTING',
      'mangle PREROUTING',
      'nat PREROUTING',
      'mangle INPUT',
      'filter INPUT',
      'security INPUT',
      'nat INPUT',
    ]);
  });
  it('of a packet of the node', async () => {
    expect(await seen(fromNode)).toEqual([
      'raw OUTPUT',
      'mangle OUTPUT',
      'nat OUTPUT',
      'filter OUTPUT',
      'security OUTPUT',
      'mangle POSTROUTING',
      'nat POSTROUTING',
    ]);
  });
  it('of a packet of the node to itself: nat only on the way out', async () => {
    expect(await seen('-s 192.0.2.1 -d 192.0.2.1 --dport 80 --local 192.0.2.1')).toEqual([
      'raw OUTPUT',
      'mangle OUTPUT',
      'nat OUTPUT',
      'filter OUTPUT',
      'security OUTPUT',
      'mangle POSTROUTING',
      'nat POSTROUTING',
      'raw PREROUTING',
      'mangle PREROUTING',
      'mangle INPUT',
      'filter INPUT',
      'security INPUT',
    ]);
  });

  const positions: readonly (readonly [string, string, string])[] = [
    ['raw', 'PREROUTING', forwarded],
    ['mangle', 'PREROUTING', forwarded],
    ['nat', 'PREROUTING', forwarded],
    ['mangle', 'FORWARD', forwarded],
    ['filter', 'FORWARD', forwarded],
    ['security', 'FORWARD', forwarded],
    ['mangle', 'POSTROUTING', forwarded],
    ['nat', 'POSTROUTING', forwarded],
    ['mangle', 'INPUT', toNode],
    ['filter', 'INPUT', toNode],
    ['security', 'INPUT', toNode],
    ['nat', 'INPUT', toNode],
    ['raw', 'OUTPUT', fromNode],
    ['mangle', 'OUTPUT', fromNode],
    ['nat', 'OUTPUT', fromNode],
    ['filter', 'OUTPUT', fromNode],
    ['security', 'OUTPUT', fromNode],
  ];
  it.each(positions)('policy DROP of %s %s', async (name, hook, line) => {
    expect(await ends(table(name, `:${hook} DROP [0:0]`), line)).toEqual([
      `dropped by policy of ${name} ${hook}`,
    ]);
  });
  it.each(positions)('a policy DROP of %s %s is not asked after ACCEPT', async (name, hook, line) => {
    const [end] = await ends(table(name, `:${hook} DROP [0:0]`, `-A ${hook} -j ACCEPT`), line);
    expect(['forwarded', 'delivered', 'sent']).toContain(end);
  });
});

describe('broken rulesets', () => {
  const rows: readonly (readonly [string, Chains, readonly RegExp[]])[] = [
    ['a chain that jumps to itself', { FORWARD: ['-j A'], A: ['-j A'] }, [/^abandoned by filter A rule 1$/]],
    ['a chain that goes to itself', { FORWARD: ['-j A'], A: ['-g A'] }, [/^abandoned by filter A rule 1$/]],
    [
      'two chains that jump to each other',
      { FORWARD: ['-j A'], A: ['-j B'], B: ['-j A'] },
      [/^abandoned by filter B rule 1$/],
    ],
    [
      'two chains that go to each other',
      { FORWARD: ['-g A'], A: ['-g B'], B: ['-g A'] },
      [/^abandoned by filter B rule 1$/],
    ],
    [
      'jump and goto in a circle',
      { FORWARD: ['-j A'], A: ['-g B'], B: ['-j A'] },
      [/^abandoned by filter B rule 1$/],
    ],
    [
      'a circle that no packet of this kind enters',
      { FORWARD: ['-i eth9 -j A', '-j DROP'], A: ['-j A'] },
      [/^dropped by filter FORWARD rule 2$/],
    ],
    ['a jump into nothing', { FORWARD: ['-j NOWHERE', '-j DROP'] }, [/^abandoned by filter FORWARD rule 1$/]],
    ['a goto into nothing', { FORWARD: ['-g NOWHERE', '-j DROP'] }, [/^abandoned by filter FORWARD rule 1$/]],
    [
      'a jump into nothing that does not match',
      { FORWARD: ['-i eth9 -j NOWHERE', '-j DROP'] },
      [/^dropped by filter FORWARD rule 2$/],
    ],
    [
      'a jump back to the base chain',
      { FORWARD: ['-j A'], A: ['-j FORWARD'] },
      [/^abandoned by filter A rule 1$/],
    ],
    [
      'a target nobody knows',
      { FORWARD: ['-j FROBNICATE --hard 3', '-j DROP'] },
      [/^abandoned by filter FORWARD rule 1$/],
    ],
  ];
  it.each(rows)('%s', async (_, chains, patterns) => {
    const found = await ends(filter(chains));
    expect(found).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(found[index]).toMatch(pattern);
  });

  it('says what the circle is', async () => {
    const path = await onlyPath(filter({ FORWARD: ['-j A'], A: ['-j B'], B: ['-j A'] }));
    expect(path.disposition.by).toMatchObject({ reason: expect.stringContaining('A → B → A') as string });
  });

  it('2000 chains that call each other in a row', async () => {
    const chains: Record<string, readonly string[]> = { FORWARD: ['-j C0'] };
    for (let index = 0; index < 2000; index++)
      chains[`C${index}`] = index < 1999 ? [`-j C${index + 1}`] : ['-j DROP'];
    expect(await ends(filter(chains))).toEqual(['dropped by filter C1999 rule 1']);
  });

  it('100,000 rules in one chain', async () => {
    const rules = Array.from(
      { length: 100_000 },
      (_, index) => `-s 10.${(index >> 8) & 255}.${index & 255}.0/32 -j ACCEPT`,
    );
    expect(await ends(filter({ FORWARD: [...rules, '-j DROP'] }))).toEqual([
      'dropped by filter FORWARD rule 100001',
    ]);
  });

  it('chains that call the next one twice, 40 levels deep', async () => {
    const chains: Record<string, readonly string[]> = { FORWARD: ['-j C0'] };
    for (let index = 0; index < 40; index++)
      chains[`C${index}`] = index < 39 ? [`-j C${index + 1}`, `-j C${index + 1}`] : [];
    const { complete, paths } = await trace(filter(chains));
    expect(complete).toBe(false);
    expect(paths.map((path) => path.disposition.kind)).toEqual(['abandoned']);
  });
});
