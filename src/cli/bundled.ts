import { lintRules } from '../lint/registry.js';
import { sentenceOf } from '../lint/rulePage.js';
import type { RulePage } from '../lint/rulePage.js';

declare const CALITRACE_VERSION: string;
declare const CALITRACE_LINT_PAGES: Readonly<Record<string, string>>;

/** The version in package.json; the build puts it in. */
export function programVersion(): string {
  return CALITRACE_VERSION;
}

/** All lint rules with their pages, which the build puts in, in alphabetical order. */
export function rulePages(): readonly RulePage[] {
  const pages = new Map(Object.entries(CALITRACE_LINT_PAGES));
  return lintRules.map(({ name, severity }) => {
    const page = pages.get(name) ?? '';
    return { name, severity, sentence: sentenceOf(page), page };
  });
}
