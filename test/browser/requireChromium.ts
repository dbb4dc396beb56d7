import { existsSync } from 'node:fs';
import process from 'node:process';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

let found: string | undefined | false;

/**
 * The path of Chromium, or undefined where this machine has none, which is said once, so that the tests are skipped.
 * @throws where CALITRACE_REQUIRE_CHROMIUM=1 and there is none
 */
export function requireChromium(): string | undefined {
  if (found === undefined) found = findChromium() ?? false;
  return found === false ? undefined : found;
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/bin');
  const path = folders
    .flatMap((folder) => names.map((name) => `${folder}/${name}`))
    .find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  if (process.env['CALITRACE_REQUIRE_CHROMIUM'] === '1') {
    throw new Error(`pages have to be looked at in Chromium, but none of ${names.join(', ')} is here`);
  }
  console.warn(`skipped: pages in Chromium (none of ${names.join(', ')} is here)`);
  return undefined;
}
