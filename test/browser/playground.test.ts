import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { browserForTests, type OpenPage } from './browser.js';
import { faintTexts, overhang } from './inPage.js';
import { requireChromium } from './requireChromium.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(requireChromium() === undefined)('the page that traces what is pasted into it', () => {
  const browser = browserForTests();
  let text = '';
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'calitrace-playground-'));
    execFileSync(process.execPath, [join(root, 'scripts/playground.mjs'), folder]);
    text = readFileSync(join(folder, 'index.html'), 'utf8');
    rmSync(folder, { recursive: true });
  });
  let opened: OpenPage | undefined;
  afterAll(() => opened?.page.context().close());

  /** Clicks, and waits for an answer; gives its text, or what was wrong. */
  async function answer(page: Page, button: 'Trace the packet' | 'Lint the dump'): Promise<string> {
    await page.locator('#status').evaluate((status) => {
      status.textContent = '';
    });
    await page.getByRole('button', { name: button }).click();
    await expect.poll(() => page.locator('#status').textContent(), { timeout: 30_000 }).toMatch(/answered/i);
    return (await page.locator('#fault').isVisible())
      ? ((await page.locator('#fault').textContent()) ?? '')
      : page.frameLocator('#answer').locator('body').innerText();
  }

  it('traces and lints each of its stories, and asks nothing of the network', async () => {
    opened = await browser.open(text);
    const { page, faults } = opened;
    const stories = await page.locator('#story option').allTextContents();
    expect(stories.length).toBeGreaterThan(4);
    for (const title of stories.slice(1)) {
      await page.getByLabel('A story to start from').selectOption(title);
      expect(await answer(page, 'Trace the packet')).toMatch(/FORWARDED|DELIVERED|DROPPED|SENT|REJECTED/);
      expect(await answer(page, 'Lint the dump')).toMatch(/finding|nothing found/i);
    }
    expect(faults).toEqual([]);
  });

  it('takes what is pasted, as text, and more options', async () => {
    const { page, faults } = await browser.open(text);
    await page
      .getByLabel('The dump')
      .fill('*filter\n:INPUT DROP [0:0]\n:<b>x - [0:0]\n-A INPUT -m mark --mark 0x7 -j <b>x\nCOMMIT\n');
    await page.getByLabel('source').fill('192.0.2.1');
    await page.getByLabel('destination', { exact: true }).fill('192.0.2.2');
    await page.getByLabel('comes in by').fill('eth0');
    await page.getByLabel('more options').fill('--mark 0x7 --local 192.0.2.2');
    expect(await answer(page, 'Trace the packet')).toContain('<b>x');
    for (const [more, told] of [
      ["--mark=0x7 --assume 'local:192.0.2.2=yes'", /<b>x/],
      ['--mark 0x7 --local 192.0.2.2 --local 192.0.2.3 --reply', /answer/],
      ['--mark', /"--mark" should be an option with a value/],
      ['mark 0x7', /"mark" should be an option with a value/],
      ["--assume 'local:192.0.2.2", /a quote is not closed/],
      ['--assume yes', /--assume: "yes" is not SUBJECT=ANSWER/],
      ['--addrs addrs.json', /its content goes under "What else the node tells"/],
      ['--max-paths few', /maxPaths: "NaN" is not a number from 1 on/],
    ] as const) {
      await page.getByLabel('more options').fill(more);
      expect(await answer(page, 'Trace the packet')).toMatch(told);
    }
    await page.getByLabel('The dump').fill('<script>alert(1)</script>');
    await page.getByLabel('more options').fill('');
    expect(await answer(page, 'Trace the packet')).toMatch(
      /"<script>alert\(1\)<\/script>" stands where a rule should begin/,
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('can be read at %i pixels, %s', async (width, colorScheme) => {
    const { page } = await browser.open(text, { viewport: { width, height: 800 }, colorScheme });
    await page.locator('#node').evaluate((node) => {
      node.setAttribute('open', '');
    });
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    expect(await faintTexts(page)).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(requireChromium() === undefined)('a picture of calitrace graph', () => {
  const browser = browserForTests();
  const folder = new URL('../../examples/05-cluster-ip-and-node-port/', import.meta.url);
  const files = { 'dump.save': readFileSync(new URL('dump.save', folder), 'utf8') };

  it('shows every chain, has its text in its boxes, and asks for nothing', async () => {
    const { stdout } = await run('graph dump.save --table nat --format svg', { files });
    const { page, faults } = await browser.open(`<body style="margin:0">${stdout}</body>`);
    const boxes = await page.locator('g.node').evaluateAll((nodes) =>
      nodes.map((node) => {
        const box = node.querySelector('rect')?.getBoundingClientRect();
        const texts = [...node.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
        return texts.every(
          (text) =>
            box !== undefined &&
            text.left >= box.left &&
            text.right <= box.right &&
            text.bottom <= box.bottom,
        );
      }),
    );
    expect(boxes.length).toBeGreaterThan(8);
    expect(boxes).not.toContain(false);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
