import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const before = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:web - [0:0]
-A FORWARD -i eth0 -p tcp -j web
-A web -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
`;
const after = before.replace('--dport 80', '--dport 8080');
const packet = '--src 192.0.2.1 --dst 198.51.100.2 --dport 80 --iif eth0';

async function markdown(line: string, dump = before): Promise<string> {
  const { stdout } = await run(line, { files: { dump, after, 'none.json': '{}' } });
  expect(stdout).not.toBe('');
  return stdout;
}

/** Blocks of text, code and escaped characters taken out: what is left is what Markdown reads. */
function read(text: string): string {
  return text
    .replaceAll(/^(`{3,})\w*\n[^]*?\n\1$/gm, '')
    .replaceAll(/\\[!-/:-@[-`{-~]/g, ' ')
    .replaceAll(/<span>(?:[@$#.]|\/\/)<\/span>/g, '')
    .replaceAll(/`[^`\n]+`/g, '')
    .replaceAll(/<\/?(?:details|summary|code)>|<br>/g, '')
    .replaceAll(/&#\d+;/g, '');
}

describe('--format markdown', () => {
  it('tells a trace', async () => {
    const text = await markdown(`trace ${packet} --oif eth1 --format markdown dump`);
    expect(text).toMatch(/^\*\*✅ FORWARDED\*\* out eth1, by filter web rule 1, line 7 of the dump$/m);
    expect(text).toContain('`-A web -p tcp -m tcp --dport 80 -j ACCEPT`');
    expect(text).toMatch(/<summary>the whole trace<\/summary>\n\n```text\npacket {4}tcp/);
  });

  it('tells what is not known', async () => {
    const text = await markdown(`trace ${packet} --format markdown dump`);
    expect(text).toMatch(/^\| paths \| chance \| end \| where \|$/m);
    expect(text).toMatch(
      /^\| is 198\.51\.100\.2 an address of this node\? \| yes on path 1; no on path 2 \|.*--addrs or --local/m,
    );
  });

  it('tells the verdict alone', async () => {
    const verdict = await markdown(`trace ${packet} --oif eth1 -q --format markdown dump`);
    expect(verdict).not.toContain('<details>');
    expect(verdict).toMatch(/FORWARDED|DROPPED/);
  });

  it('fits a comment, and says what does not', async () => {
    const many = Array.from(
      { length: 2000 },
      (_, index) => `-A web -p tcp -m comment --comment "rule ${index}"`,
    );
    const dump = before.replace('-A web -p', `${many.join('\n')}\n-A web -p`);
    const text = await markdown(`trace ${packet} --oif eth1 --format markdown dump`, dump);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/^\d+ more lines are left out: `--format text` or `--format html` has them\.$/m);
  });

  const declared = (name: string, rules: string): string => `:${name} - [0:0]\n${rules}`;
  it.each<[title: string, line: string, rule: (index: number) => string, said: RegExp]>([
    [
      'many findings',
      'lint --config none.json --format markdown dump',
      (index) =>
        declared(
          `w${index}`,
          `-A w${index} -j ACCEPT\n-A w${index} -j LOG --log-prefix "${'x'.repeat(120)}"`,
        ),
      /^\d+ more are not told in full here: `--format json` has all\.$/m,
    ],
    [
      'many ranges',
      'reach --to filter/web:1 --max-rows 5000 --format markdown dump',
      (index) =>
        `-A FORWARD -s 10.${index >> 2}.${64 * (index & 3)}.0/19 -d 10.9.${index >> 2}.${64 * (index & 3)}/27 -p tcp -j web`,
      /^and \d+ more: `--format json` has all$/m,
    ],
  ])('%s fit a comment, and what does not is said', async (_title, line, rule, said) => {
    const many = Array.from({ length: 600 }, (_, index) => rule(index))
      .join('\n')
      .split('\n')
      .filter((text) => text !== '');
    const chains = many.filter((text) => text.startsWith(':'));
    const rules = many.filter((text) => text.startsWith('-'));
    const dump = before
      .replace(':web', `${chains.map((text) => `${text}\n`).join('')}:web`)
      .replace('COMMIT', `${rules.map((text) => `${text}\n`).join('')}COMMIT`);
    const text = await markdown(line, dump);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(said);
  });

  it('tells what of a dump lint could not read', async () => {
    const broken = before.replace('--dport 80', '--dport x*x');
    expect(await markdown('lint --config none.json --format markdown dump', broken)).toMatch(
      /^What is wrong with `dump` itself:\n\n- error, line 7: "x\\\*x" is no/m,
    );
  });

  it('names of many dumps but a few', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `dump${index}`);
    const { stdout } = await run(`lint --config none.json --format markdown ${names.join(' ')}`, {
      files: { 'none.json': '{}', ...Object.fromEntries(names.map((name) => [name, before])) },
    });
    expect(stdout).toBe(
      '**nothing found**, in 8 dumps: `dump0`, `dump1`, `dump2`, `dump3`, `dump4` and 3 more\n',
    );
  });

  it('tells what is different, or that nothing is', async () => {
    const text = await markdown('diff --format markdown dump after');
    expect(text).toMatch(/^\*\*2 differences\*\* \(`dump` → `after`\)$/m);
    expect(text).toMatch(/^\| 1 \| .* \| .* \|$/m);
    expect(await markdown('diff --format markdown dump dump')).toMatch(/^\*\*equivalent\*\*: /);
  });

  it('tells which packets come somewhere', async () => {
    const text = await markdown('reach --to filter/web:1 --format markdown dump');
    expect(text).toMatch(/^\*\*packets\*\* that match filter web rule 1/);
    expect(text).toMatch(/^\| .*in interface.* \|$/m);
    expect(await markdown('reach --verdict rejected --format markdown dump')).toContain(
      '**no packets** are rejected',
    );
  });

  it('tells what lint found', async () => {
    const dump = before.replace('-A web -p', '-A web -j RETURN\n-A web -p');
    const text = await markdown('lint --config none.json --format markdown dump', dump);
    expect(text).toMatch(/^\| \w+ \| filter web rule 2, line 8 \| `[\w-]+` \| .* \|$/m);
    expect(text).toContain('```text\n-A web -p tcp -m tcp --dport 80 -j ACCEPT\n```');
    expect(await markdown('lint --config none.json --format markdown dump')).toBe(
      '**nothing found** in `dump`\n',
    );
  });
});

/** What GitHub would show as something else than text. */
const hostile = [
  '**bold**',
  '[x](https://example.org)',
  '![x](https://example.org/x.png)',
  '@everybody',
  '#1',
  '<img/src=x>',
  '</summary>',
  '</details>',
  '```',
  '|a|b|',
  '&lt;b&gt;',
  '$x$',
  'www.example.org',
  '\\u202e',
];

describe('hostile names in Markdown', () => {
  it.each([
    `trace ${packet} --reply -v --format markdown dump`,
    'lint --config none.json --format markdown dump',
    'reach --to filter/FORWARD:1 --format markdown dump',
    'diff --format markdown dump after',
  ])('%s: are text', async (command) => {
    for (const piece of hostile) {
      const dump = before
        .replaceAll('web', piece)
        .replace(
          '-p tcp -m tcp',
          `-p tcp -m comment --comment "- ${piece}" -m set --match-set ${piece} src -m tcp`,
        )
        .replace('COMMIT', `-A ${piece} -j DROP\n-A ${piece} -j LOG --log-prefix "${piece}"\nCOMMIT`);
      const text = await markdown(command, dump);
      const left = read(text);
      expect(left).not.toMatch(/[<>@$`~]|\]\(|#\d|&\w+;|www\.|:\/\/|\u202e/);
      expect(left.replaceAll(/\*\*[^*]+\*\*/g, '')).not.toContain('*');
      const tables = left.split('\n\n').filter((part) => part.startsWith('| '));
      for (const lines of tables.map((part) => part.split('\n'))) {
        const cells = lines.map((row) => row.split('|').length);
        expect(new Set(cells).size, lines.join('\n')).toBe(1);
      }
    }
  });
});
