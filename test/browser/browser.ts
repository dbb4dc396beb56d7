import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { requireChromium } from './requireChromium.js';

/** A page in a browser, and what it did that no page should. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and messages on the console, requests, dialogs: none are expected. Added to. */
  readonly faults: readonly string[];
}

export interface PageBrowser {
  /** Opens a page from its text, as a file from a ticket. */
  open(text: string, options?: BrowserContextOptions): Promise<OpenPage>;
}

/** As root there is no sandbox; nothing of this may ask the network for anything. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser for the tests of a file: started before the first, closed behind the last. */
export function browserForTests(): PageBrowser {
  let browser: Browser | undefined;
  let folder = '';
  let count = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'calitrace-pages-'));
    const executablePath = requireChromium();
    if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: flags });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    async open(text, options = {}) {
      if (browser === undefined) throw new Error('there is no browser');
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const faults: string[] = [];
      const file = join(folder, `page${String(++count)}.html`);
      writeFileSync(file, text);
      const address = pathToFileURL(file).href;
      page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('dialog', (dialog) => {
        faults.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== address) faults.push(`request: ${request.url()}`);
      });
      await page.goto(address);
      return { page, faults };
    },
  };
}
