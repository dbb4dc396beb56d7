import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { browserForTests } from './browser.js';
import { unfoldAll } from './inPage.js';
import { requireChromium } from './requireChromium.js';

/** What would run, load or change a page if it became markup. */
const pieces = [
  '<script>alert(1)</script>',
  '<img/src=x/onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "'><iframe/src=//localhost>",
  '</style><script>alert(1)</script>',
  '</title><b>',
  ']]><b>',
  '--><b>',
  '<style>*{display:none}</style>',
  '<meta/http-equiv=refresh>',
  '<base/href=//localhost>',
  'javascript:alert(1)',
];
const packet = '-s 192.0.2.1 -d 198.51.100.2 --dport 80 -i eth0 -o eth1';

/** A chain name holds 28 bytes, and no quotes or blanks. */
const names = pieces.map((piece) => piece.replaceAll(/["']/g, '').slice(0, 28));

/** A chain for each piece, in which it is a name, a comment, a prefix and a set; all but the last return. */
function dumpOf(end: string): string {
  const rules = pieces.flatMap((piece, index) => {
    const name = names[index] ?? '';
    const quoted = piece.replaceAll('"', '\\"');
    return [
      `-A FORWARD -i eth0 -p tcp -m set --match-set ${name} src -j ${name}`,
      `-A ${name} -p tcp -m comment --comment "${quoted}" -j LOG --log-prefix "${name.slice(0, 25)}"`,
      `-A ${name} -p tcp -j MARK --set-xmark 0x4/0x4`,
      `-A ${name} -j ${index === pieces.length - 1 ? end : 'RETURN'}`,
      `-A ${name} -j ACCEPT`,
    ];
  });
  const chains = names.map((name) => `:${name} - [0:0]\n`).join('');
  return `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${chains}${rules.join('\n')}\nCOMMIT\n`;
}

const assumed = names.map((name) => `--assume 'set:${name}:src=yes'`).join(' ');
const commands = [
  [`trace ${packet} -v --reply ${assumed} --format html dump`, names],
  ['lint --config none.json --format html dump', names],
  ['diff --format html dump other', names.slice(-1)],
  [`trace ${packet} -v --format html --max-paths 8 dump`, names.slice(0, 1)],
] as const;

describe.skipIf(requireChromium() === undefined)('hostile dumps in Chromium', () => {
  const browser = browserForTests();

  it.each(commands)('%s does nothing and shows all', async (line, shown) => {
    const files = { dump: dumpOf('DROP'), other: dumpOf('ACCEPT'), 'none.json': '{}' };
    const { stdout } = await run(line, { files });
    const { page, faults } = await browser.open(stdout);
    await unfoldAll(page);
    expect(faults).toEqual([]);
    const odd = await page.evaluate(() =>
      [
        ...document.querySelectorAll('script, style, img, iframe, base, object, embed, link, title, meta'),
      ].map(({ tagName }) => tagName),
    );
    expect(odd.filter((name) => name !== 'META')).toEqual(['TITLE', 'STYLE', 'SCRIPT']);
    expect(odd.filter((name) => name === 'META')).toHaveLength(6);
    const text = await page.locator('body').innerText();
    expect(shown.filter((name) => !text.includes(name))).toEqual([]);
    await page.context().close();
  });

  it('would not run a script that got into a page', async () => {
    const { stdout } = await run(`trace ${packet} --format html dump`, { files: { dump: dumpOf('DROP') } });
    const broken = stdout.replace(
      '</main>',
      '<script>alert(1)</script><img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" onerror="alert(2)" onload="alert(3)"></main>',
    );
    const { page, faults } = await browser.open(broken);
    await expect.poll(() => faults.length).toBeGreaterThan(0);
    expect(faults.filter((fault) => fault.startsWith('dialog'))).toEqual([]);
    expect(await page.evaluate(() => document.images[0]?.naturalWidth)).toBe(0);
    await page.context().close();
  });
});
