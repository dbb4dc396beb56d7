import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const services = Array.from({ length: 8 }, (_, index) => `KUBE-SVC-${'ABCDEFGH'[index] ?? ''}`);

const dump = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
${services.map((name) => `:${name} - [0:0]`).join('\n')}
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
${services.map((name, index) => `-A KUBE-SERVICES -d 10.96.0.${index + 1}/32 -p tcp -m tcp --dport 80 -j ${name}`).join('\n')}
-A KUBE-SVC-C -p tcp -m tcp -j DNAT --to-destination 10.244.0.9:8080
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:first - [0:0]
:second - [0:0]
:third - [0:0]
:lonely - [0:0]
-A INPUT -j first
-A FORWARD -d 10.244.0.0/16 -j first
-A FORWARD -i eth0 -j first
-A first -s 192.0.2.0/24 -g second
-A second -j third
-A third -p tcp -j DROP
-A lonely -j DROP
COMMIT
`;

const files = { 'node.save': dump };
const packet = '-s 192.0.2.7 -d 10.96.0.3 --dport 80 -i eth0 -o eth1';

const graph = async (line: string, given: Readonly<Record<string, string>> = files): Promise<string> =>
  (await run(`graph node.save ${line}`, { files: given })).stdout;

/** The names of the chains that are drawn, one drawing a line. */
function drawn(dot: string): readonly string[] {
  return [...dot.matchAll(/^ +n\d+ \[label="([^\\"]*)/gm)].map(([, name = '']) => name);
}

/** What an arrow from one to another says, of DOT. */
function arrows(dot: string): readonly string[] {
  const names = new Map(
    [...dot.matchAll(/^ +(n\d+) \[label="([^\\"]*)/gm)].map(([, id = '', name = '']) => [id, name]),
  );
  return [...dot.matchAll(/^ +(n\d+) -> (n\d+) \[label="([^"]*)", style=(\w+)(.*)\];$/gm)].map(
    ([, from = '', to = '', label = '', style = '', rest = '']) =>
      `${names.get(from) ?? from} > ${names.get(to) ?? to}: ${label}${style === 'solid' ? '' : ` (${style})`}${rest === '' ? '' : '!'}`,
  );
}

describe('which chains are drawn', () => {
  const filter = ['INPUT', 'FORWARD', 'OUTPUT', 'first', 'second', 'third'];
  it.each<[line: string, chains: readonly string[]]>([
    ['--table filter', filter],
    ['--table nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING', 'KUBE-SERVICES', '8 chains KUBE-SVC-…']],
    ['--table nat --fold 8', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING', 'KUBE-SERVICES', ...services]],
    ['--table nat --no-fold', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING', 'KUBE-SERVICES', ...services]],
    ['--table filter --depth 1', ['INPUT', 'FORWARD', 'OUTPUT', 'first']],
    ['--chain second', ['first', 'second', 'third']],
    ['--chain filter/second --depth 0', ['second']],
    ['--chain second --depth 2', ['INPUT', 'FORWARD', 'first', 'second', 'third']],
    ['--chain lonely', ['lonely']],
    ['--chain lonely --chain KUBE-SVC-A', ['KUBE-SERVICES', 'KUBE-SVC-A', 'lonely']],
    [
      packet,
      [
        'PREROUTING',
        'KUBE-SERVICES',
        'KUBE-SVC-C',
        'FORWARD',
        'first',
        'second',
        'third',
        'routing',
        'DROPPED',
      ],
    ],
    [
      `${packet} --depth 1 --table nat`,
      ['PREROUTING', 'KUBE-SERVICES', '7 chains KUBE-SVC-…', 'KUBE-SVC-C', 'routing', 'DROPPED'],
    ],
  ])('%s', async (line, chains) => {
    expect([...drawn(await graph(line))].sort()).toEqual([...chains].sort());
  });
});

describe('arrows', () => {
  it('say which rules lead there and what a single one asks', async () => {
    expect(arrows(await graph('--table filter'))).toEqual([
      'INPUT > first: rule 1',
      'FORWARD > first: rules 1, 2',
      'first > second: goto, rule 1\\n-s 192.0.2.0/24 (dashed)',
      'second > third: rule 1',
    ]);
  });

  it('of chains that are drawn as one are one', async () => {
    expect(arrows(await graph('--table nat'))).toEqual([
      'PREROUTING > KUBE-SERVICES: rule 1',
      'KUBE-SERVICES > 8 chains KUBE-SVC-…: rules 1 to 8',
    ]);
  });

  it('that a packet takes are numbered, up to its end', async () => {
    expect([...arrows(await graph(packet))].sort()).toEqual(
      [
        'PREROUTING > KUBE-SERVICES: 1. rule 1!',
        'KUBE-SERVICES > KUBE-SVC-C: 2. rule 3\\n-d 10.96.0.3/32 -p tcp --dport 80!',
        'PREROUTING > routing: 3. (dotted)!',
        'routing > FORWARD: 4. (dotted)!',
        'FORWARD > first: 5. rules 1, 2!',
        'first > second: 6. goto, rule 1\\n-s 192.0.2.0/24 (dashed)!',
        'second > third: 7. rule 1!',
        'third > DROPPED: 8. rule 1!',
      ].sort(),
    );
  });

  it('that not all paths take name those', async () => {
    const found = arrows(await graph('-s 192.0.2.7 -d 10.244.0.3 --dport 80 -i eth0'));
    expect(found.filter((arrow) => arrow.includes('path 1 of 2'))).toEqual([
      'INPUT > first: 4. path 1 of 2: rule 1!',
      'PREROUTING > routing: 2. path 1 of 2 (dotted)!',
      'routing > INPUT: 3. path 1 of 2 (dotted)!',
    ]);
  });
});

describe('what a dump is called', () => {
  const hostile = 'a"]-->|<script>&#x;\\';
  const given = {
    'node.save': `*filter\n:FORWARD ACCEPT [0:0]\n:${hostile} - [0:0]\n-A FORWARD -m comment --comment "x" -j "${hostile.replaceAll(/["\\]/g, '\\$&')}"\nCOMMIT\n`,
  };

  it('is no DOT', async () => {
    expect(await graph('', given)).toContain(String.raw`[label="a\"]-->|<script>&#x;\\\n0 rules"]`);
  });

  it('is no Mermaid', async () => {
    expect(await graph('--format mermaid', given)).toContain(
      '["a#34;#93;--#62;#124;#60;script#62;#38;#35;x#59;#92;<br/>0 rules"]',
    );
  });

  it('is no list and no link of Markdown, which Mermaid draws none of', async () => {
    const result = await graph(`--format mermaid ${packet}`);
    expect(result).toContain('n0 ==>|"1#46; rule 1"| n1');
    expect(result).toMatch(/\|"3#46;"\|/);
    expect(result).toContain('"2#46; rule 3<br/>-d 10.96.0.3/32 -p tcp --dport 80"');
    const named = '*filter\n:FORWARD ACCEPT [0:0]\n:---www.a - [0:0]\n-A FORWARD -j ---www.a\nCOMMIT\n';
    expect(await graph('--format mermaid', { 'node.save': named })).toContain('["#45;--www#46;a<br/>');
  });

  it('is no markup', async () => {
    expect(textsOf(await graph('--format svg', given))).toContain(hostile);
  });
});

/** What stands in the text elements of a picture. Throws where it is no XML. */
function textsOf(svg: string): readonly string[] {
  const texts: string[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    open.push(name);
    if (name === 'text') texts.push('');
  });
  parser.on('text', (text) => {
    if (open.at(-1) === 'text') texts.push(`${texts.pop() ?? ''}${text}`);
  });
  parser.on('closetag', () => open.pop());
  parser.write(svg).close();
  return texts;
}

describe('a picture', () => {
  it('has each chain with what is in it, and asks nothing of elsewhere', async () => {
    const svg = await graph(`${packet} --format svg`);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['nat', 'KUBE-SVC-C', '1 rule', 'DROPPED', '8. rule 1']),
    );
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\((?!#tip)|<script|href|@import/,
    );
  });

  it('has tables that nothing leads between one below the other', async () => {
    const svg = await graph('--format svg');
    const tables = [...svg.matchAll(/<g class="table"><rect x="([\d.]+)" y="([\d.]+)"/g)];
    expect(new Set(tables.map(([, x]) => x)).size).toBe(1);
    expect(new Set(tables.map(([, , y]) => y)).size).toBe(2);
  });

  it('has room for all that stands in it', async () => {
    const svg = await graph('--table nat --no-fold --format svg');
    const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const places = [...svg.matchAll(/<text [^>]*x="([\d.-]+)" y="([\d.-]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(places.length).toBeGreaterThan(20);
    for (const [x = -1, y = -1] of places) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThan(Number(width));
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThan(Number(height));
    }
  });
});

describe('what cannot be drawn', () => {
  const many = Array.from({ length: 450 }, (_, index) => `chain${index}`);
  const large = `*filter\n:FORWARD ACCEPT [0:0]\n${many.map((name) => `:${name} - [0:0]`).join('\n')}\n${many
    .map((name) => `-A FORWARD -j ${name}`)
    .join('\n')}\n${many.map((name) => `-A FORWARD -g ${name}`).join('\n')}\nCOMMIT\n`;

  it.each<[line: string, status: number, stderr: RegExp]>([
    ['--chain secnd', 2, /--chain: there is no chain "secnd": did you mean second\?/],
    [
      '--chain second --table nat',
      2,
      /--chain: there is no chain "second" in the tables of --table: it is in filter$/m,
    ],
    ['--table nat --table broute', 2, /--table: "broute" is none of raw, mangle, nat, filter, security/],
    ['--depth few', 2, /--depth: "few" is not a number from 0 on/],
    ['--fold 0', 2, /--fold: "0" is not a number from 1 on/],
    ['-s 192.0.2.7', 2, /--dst/],
  ])('%s', async (line, status, stderr) => {
    const result = await run(`graph node.save ${line}`, { files });
    expect({ status: result.status, stdout: result.stdout }).toEqual({ status, stdout: '' });
    expect(result.stderr).toMatch(stderr);
  });

  it('as a picture: too many chains', async () => {
    const result = await run('graph node.save --format svg', { files: { 'node.save': large } });
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/451 boxes are too many for a picture \(400\).*--format dot/);
    expect(result.status).toBe(2);
  });

  it('by Mermaid as it is set: a word beside it', async () => {
    const result = await run('graph node.save --format mermaid', { files: { 'node.save': large } });
    expect(result.stderr).toMatch(/900 arrows: Mermaid draws 500/);
    expect(result.stdout.split('\n').length).toBeGreaterThan(1300);
    expect(result.status).toBe(0);
  });
});
