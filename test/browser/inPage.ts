import type { Page } from 'playwright-core';

/** How many pixels a page is wider than what shows it. */
export async function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

export async function unfoldAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const each of document.querySelectorAll('details')) each.open = true;
  });
}

/** Texts that stand out from what is behind them by less than 4.5 to 1, as WCAG 2.2 asks (1.4.3), each with its ratio. */
export async function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const read = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    };
    const channel = (value: number): number =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const light = ([red, green, blue]: Colour): number =>
      0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    const behind = (element: Element | null): Colour => {
      for (let each = element; each !== null; each = each.parentElement) {
        const colour = read(getComputedStyle(each).backgroundColor);
        if (colour[3] > 0) return colour;
      }
      return [255, 255, 255, 1];
    };
    const faint = new Set<string>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const element = text.parentElement;
      const words = (text.textContent ?? '').trim();
      if (element === null || words === '' || !element.checkVisibility()) continue;
      if (['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
      const one = light(read(getComputedStyle(element).color));
      const other = light(behind(element));
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) faint.add(`${ratio.toFixed(2)} ${element.className}: ${words.slice(0, 40)}`);
    }
    return [...faint];
  });
}
