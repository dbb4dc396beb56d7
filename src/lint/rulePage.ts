import type { Severity } from './finding.js';

/** A lint rule as people read about it. */
export interface RulePage {
  readonly name: string;
  /** Its own, before any configuration. */
  readonly severity: Severity;
  /** What it flags, in one sentence. */
  readonly sentence: string;
  /** The whole page, in Markdown. */
  readonly page: string;
}

/** The first sentence under `## What it flags`, on one line. Empty where a page has none. */
export function sentenceOf(page: string): string {
  const [, after = ''] = page.split(/^## What it flags$/m);
  const [paragraph = ''] = after.trim().split(/\n\s*\n/);
  const line = paragraph.replaceAll(/\s+/g, ' ');
  const end = line.search(/\.(?= |$)/);
  return end < 0 ? line : line.slice(0, end + 1);
}
