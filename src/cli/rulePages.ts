import { lintRules } from '../lint/registry.js';
import { sentenceOf } from '../lint/rulePage.js';
import type { RulePage } from '../lint/rulePage.js';

/** An object of pages by their names, as JSON. */
declare const CALITRACE_LINT_PAGES: string;

/** All lint rules with their pages, which the build puts in, in alphabetical order. */
export function rulePages(): readonly RulePage[] {
  const pages = new Map(Object.entries(JSON.parse(CALITRACE_LINT_PAGES) as Readonly<Record<string, string>>));
  return lintRules.map(({ name, severity }) => {
    const page = pages.get(name) ?? '';
    return { name, severity, sentence: sentenceOf(page), page };
  });
}
