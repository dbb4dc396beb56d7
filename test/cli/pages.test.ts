import { describe, expect, it } from 'vitest';
import { soundPage } from '../format/html/page.js';
import { elementsOf, textOf } from '../format/html/readPage.js';
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
const asking = before.replace(
  /^-A FORWARD[^]*COMMIT/m,
  `-A FORWARD -m set --match-set a src -j LOG
-A FORWARD -p tcp -j MARK --set-xmark 0x1/0x1
-A FORWARD -p tcp -j web
-A FORWARD -m set --match-set b src -j ACCEPT
-A web -p tcp -m tcp --dport 80 -j RETURN
COMMIT`,
);
const files = { before, after, asking };
const packet = '--src 192.0.2.1 --dst 198.51.100.2 --dport 80 --iif eth0 --oif eth1';

/** A page that a command prints, sound. */
async function page(line: string): Promise<{ readonly text: string; readonly commands: readonly string[] }> {
  const { stdout, stderr } = await run(line, { files });
  expect(stderr).toBe('');
  const root = soundPage(stdout);
  return {
    text: textOf(root),
    commands: elementsOf(root).flatMap((element) =>
      element.attributes['class'] === 'command' ? [textOf(element)] : [],
    ),
  };
}

describe('--format html', () => {
  it('shows a trace', async () => {
    const { text } = await page(`trace ${packet} --format html before`);
    expect(text).toContain('FORWARDED out eth1, by filter web rule 1, line 7 of the dump');
    expect(text).toContain('-A web -p tcp -m tcp --dport 80 -j ACCEPT');
  });

  it('shows the verdict of a trace alone', async () => {
    const { text } = await page(`trace ${packet} -q --format html before`);
    expect(text).toContain('FORWARDED');
    expect(text).not.toContain('PREROUTING');
  });

  it.each(['', '-q'])('leads to every path, those that go on as others did as well %s', async (option) => {
    const { text } = await page(`trace ${packet} ${option} --format html asking`);
    expect(text).toContain('FORWARDED');
    expect(text.includes('step by step as on')).toBe(option === '');
  });

  it('shows what is different', async () => {
    const { text, commands } = await page('diff --format html before after');
    expect(text).toContain('2 differences');
    expect(text).toContain('forwarded → dropped');
    expect(text).toContain('dropped by the policy of filter FORWARD');
    expect(commands.filter((line) => line.endsWith(' after'))).toHaveLength(2);
  });

  it('shows that nothing is', async () => {
    const { text } = await page('diff --format html before before');
    expect(text).toContain('equivalent');
  });

  it('shows which packets come somewhere', async () => {
    const { text, commands } = await page('reach --to filter/web:1 --format html before');
    expect(text).toContain('match filter web rule 1');
    expect(commands).toHaveLength(1);
  });

  it('shows that none do', async () => {
    const { text } = await page('reach --verdict rejected --format html before');
    expect(text).toContain('No packets are rejected');
  });

  it('shows what lint found', async () => {
    const { text } = await page('lint --format html before');
    expect(text).toContain('nothing found');
  });
});

/** What would be markup, end an element, an attribute or a script, or turn text around, were it not escaped. */
const hostile = [
  '<script>alert(1)</script>',
  '"onload="alert(1)',
  "'onload='alert(1)",
  ']]>',
  '</style><b>',
  '</title>',
  '<!--',
  '-->',
  '&lt;b&gt;',
  '&#60;b&#62;',
  '<details',
  '\u202e\u2066',
  '\u200b',
];
const commands = [
  `trace ${packet} --reply -v --format html dump`,
  'lint --config none.json --format html dump',
  'reach --to filter/FORWARD:1 --format html dump',
  'diff --format html dump other',
];

describe('hostile names on a page', () => {
  it.each(commands)('%s: are text', async (line) => {
    for (const piece of hostile) {
      const name = piece.replaceAll(/[\s"'\\]/g, '');
      const words = piece.replaceAll('"', '\\"');
      const dump = before
        .replaceAll('web', name)
        .replace(
          '-p tcp -m tcp',
          `-p tcp -m comment --comment "${words}" -m set --match-set ${name} src -m tcp`,
        )
        .replace('COMMIT', `-A ${name} -j DROP\n-A ${name} -j LOG --log-prefix "${words}"\nCOMMIT`);
      const { stdout, status } = await run(line, {
        files: { dump, other: before, 'none.json': '{}' },
      });
      expect({ piece, status }).not.toEqual({ piece, status: 2 });
      const root = soundPage(stdout);
      expect(stdout).not.toMatch(/[\u202e\u2066\u200b]/);
      const shown = name.replaceAll(
        /[\u200b-\u2066]/g,
        (hidden) => `\\u${hidden.charCodeAt(0).toString(16)}`,
      );
      expect(textOf(root)).toContain(shown);
    }
  });
});
