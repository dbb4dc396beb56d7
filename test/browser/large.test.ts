import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { browserForTests } from './browser.js';
import { requireChromium } from './requireChromium.js';

/** A hundred thousand rules before the one that matches, half of them without an address that an index could go by. */
const rules = Array.from({ length: 100_000 }, (_, index) =>
  index % 2 === 0
    ? `-A FORWARD -s 10.${String((index >> 16) & 255)}.${String((index >> 8) & 255)}.${String(index & 255)}/32 -j DROP`
    : `-A FORWARD -p udp -m udp --dport ${String(index % 65_536)} -j DROP`,
);
const dump = `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.join('\n')}\n-A FORWARD -j ACCEPT\nCOMMIT\n`;
/** More ways than are followed, forks within forks. */
const draws = Array.from(
  { length: 40 },
  (_, index) =>
    `-A FORWARD -m statistic --mode random --probability 0.5 -j MARK --set-xmark ${String(index + 1)}`,
);
const forks = `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${draws.join('\n')}\n-A FORWARD -j ACCEPT\nCOMMIT\n`;
const packet = '-s 192.0.2.1 -d 198.51.100.2 --dport 80 -i eth0 -o eth1';

describe.skipIf(requireChromium() === undefined)('a long page', () => {
  const browser = browserForTests();

  it.each([
    ['100 000 rules', `trace ${packet} --format html dump`, 1_000_000],
    ['100 000 rules, with those that did not match', `trace ${packet} -v --format html dump`, 2_000_000],
    ['40 forks', `trace ${packet} --format html forks`, 3_000_000],
  ])('%s is of bounded size, and all there', async (_, line, most) => {
    const { stdout } = await run(line, { files: { dump, forks } });
    expect(stdout.length).toBeLessThan(most);
    const { page, faults } = await browser.open(stdout);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('FORWARDED');
    expect(await page.locator('body').innerText()).toMatch(/100000 rules passed over|of 256/);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
