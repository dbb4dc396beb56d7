import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { readStories } from '../examples/examples.js';
import { browserForTests } from './browser.js';
import { faintTexts, overhang, unfoldAll } from './inPage.js';
import { requireChromium } from './requireChromium.js';

const stories = readStories();

/** What a command of a story prints as a page. */
async function storyPage(name: string): Promise<string> {
  const question = stories.flatMap(({ questions }) => questions).find((one) => one.name === name);
  const story = stories.find((one) => name.startsWith(`${one.name}/`));
  if (question === undefined || story === undefined) throw new Error(`no example ${name}`);
  const line = question.line.replace(' -q', '');
  const { stdout, stderr } = await run(`${line} --format html`, { files: story.files });
  expect(stderr).toBe('');
  return stdout;
}

const pages = [
  ['one path', '02-deny-before-allow/trace'],
  ['two paths', '05-cluster-ip-and-node-port/trace'],
  ['forks within forks', '01-pod-asks-dns/dump-alone'],
  ['an answer', '08-the-answer/trace'],
  ['a line of a log', '12-a-line-of-the-log/trace'],
  ['a lint', '10-lint/lint'],
  ['what lint finds no more', '10-lint/fixed'],
  ['a comparison', '11-what-a-change-does/diff'],
  ['what comes somewhere', '11-what-a-change-does/reach'],
] as const;

describe.skipIf(requireChromium() === undefined)('pages in Chromium', () => {
  const browser = browserForTests();

  describe.each(pages)('%s', (_, name) => {
    it.each([
      [360, 'light'],
      [800, 'dark'],
      [1280, 'light'],
      [1280, 'dark'],
    ] as const)('fits %i pixels, %s, and is readable', async (width, colorScheme) => {
      const text = await storyPage(name);
      const { page, faults } = await browser.open(text, { viewport: { width, height: 800 }, colorScheme });
      expect(await overhang(page)).toBe(0);
      await unfoldAll(page);
      expect(await overhang(page)).toBe(0);
      expect(await faintTexts(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('has landmarks, one first heading, and a name for all that can be reached', async () => {
      const { page } = await browser.open(await storyPage(name));
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('banner').count()).toBe(1);
      expect(await page.getByRole('contentinfo').count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll('a, button, input, select, summary, [tabindex], nav, [role]')]
          .filter((each) => {
            const labels = 'labels' in each ? [...((each as HTMLInputElement).labels ?? [])] : [];
            const said = [each, ...labels].map((one) => one.textContent).join('');
            return (each.getAttribute('aria-label') ?? said).trim() === '';
          })
          .map((each) => each.outerHTML),
      );
      expect(nameless).toEqual([]);
      await page.context().close();
    });
  });

  it('leads from a station to what happened there', async () => {
    const { page, faults } = await browser.open(await storyPage('02-deny-before-allow/trace'));
    await page.getByRole('navigation').getByRole('link', { name: 'filter' }).click();
    const block = page.locator('.hop:target');
    await expect.poll(() => block.evaluate((each) => each.getBoundingClientRect().top)).toBeLessThan(100);
    expect(await block.innerText()).toMatch(/^filter/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('leads into what is folded', async () => {
    const { page } = await browser.open(await storyPage('01-pod-asks-dns/dump-alone'));
    expect(await page.locator('#path6').isVisible()).toBe(false);
    await page.getByRole('link', { name: '6', exact: true }).click();
    await expect.poll(() => page.locator('#path6').isVisible()).toBe(true);
    await page.context().close();
  });

  it('unfolds a rule by the keyboard', async () => {
    const { page } = await browser.open(await storyPage('02-deny-before-allow/trace'));
    const rule = page.locator('details.rule').last();
    const text = rule.getByText('-A cali-pi-namespace-default');
    expect(await text.isVisible()).toBe(false);
    for (let presses = 0; presses < 200; presses++) {
      await page.keyboard.press('Tab');
      if (await rule.evaluate((each) => each.querySelector('summary') === document.activeElement)) break;
    }
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    );
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await text.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await text.isVisible()).toBe(false);
    await page.context().close();
  });

  it('unfolds everything, and folds it', async () => {
    const { page } = await browser.open(await storyPage('05-cluster-ip-and-node-port/trace'));
    const folded = page.locator('details:not([open])');
    await page.getByRole('button', { name: 'unfold all' }).click();
    expect(await folded.count()).toBe(0);
    await page.getByRole('button', { name: 'fold all', exact: true }).click();
    expect(await page.locator('details[open]').count()).toBe(0);
    await page.context().close();
  });

  it('is complete without a script', async () => {
    const { page, faults } = await browser.open(await storyPage('02-deny-before-allow/trace'), {
      javaScriptEnabled: false,
    });
    expect(await page.getByRole('button').count()).toBe(0);
    const rule = page.locator('details.rule').last();
    await rule.locator('summary').click();
    expect(await rule.getByText('-A cali-pi-namespace-default').isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('prints what is folded', async () => {
    const { page } = await browser.open(await storyPage('02-deny-before-allow/trace'));
    const more = page.locator('details.rule dl').last();
    const height = (): Promise<number> => more.evaluate((each) => each.getBoundingClientRect().height);
    const seen = (): Promise<boolean> =>
      more.evaluate((each) => each.checkVisibility({ contentVisibilityAuto: true }));
    expect(await seen()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await seen()).toBe(true);
    expect(await height()).toBeGreaterThan(20);
    await page.context().close();
  });

  describe.each([true, false])('findings, with a script: %s', (javaScriptEnabled) => {
    it('can be hidden by how bad they are', async () => {
      const { page } = await browser.open(await storyPage('10-lint/lint'), { javaScriptEnabled });
      const findings = page.locator('.finding');
      const inSight = findings.filter({ visible: true });
      expect(await inSight.count()).toBe(2);
      await page.getByRole('checkbox', { name: '1 warning' }).click();
      expect(await inSight.count()).toBe(1);
      expect(await inSight.innerText()).toContain('deny-before-allow');
      await page.context().close();
    });
  });

  it('finds findings by their words and lint rule', async () => {
    const { page, faults } = await browser.open(await storyPage('10-lint/lint'));
    const inSight = page.locator('.finding').filter({ visible: true });
    await page.getByRole('searchbox').fill('OFFICE');
    expect(await inSight.count()).toBe(1);
    expect(await page.getByRole('status').innerText()).toBe('1 of 2');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('combobox').selectOption('deny-before-allow');
    expect(await inSight.count()).toBe(1);
    await page.getByRole('link', { name: 'deny-before-allow' }).click();
    await expect.poll(() => page.getByText('Why it matters').first().isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
