import type { Finding } from './finding.js';

/**
 * What a finding is known by in another run: not its line and not its number, which move when rules before it come and go.
 * `text` is the rule that was found without its counters and without Calico's hash, which changes with every rule before it; for a
 * chain it is empty. `nth` counts the findings of one dump that are alike in all else, from 1. Text is as in the dump.
 */
export interface Fingerprint {
  readonly rule: string;
  readonly table: string;
  readonly chain: string;
  readonly text: string;
  readonly nth: number;
}

/** The fingerprints of one dump's findings, in their order. */
export function fingerprintsOf(findings: readonly Finding[]): readonly Fingerprint[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, table, chain, excerpt }) => {
    const known = { rule, table, chain, text: lastingText(excerpt ?? '') };
    const key = fingerprintKey({ ...known, nth: 0 });
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return { ...known, nth };
  });
}

/** One text for a fingerprint: equal for equal ones only. */
export function fingerprintKey({ rule, table, chain, text, nth }: Fingerprint): string {
  return JSON.stringify([rule, table, chain, text, nth]);
}

function lastingText(text: string): string {
  return text
    .replace(/^\[\d+:\d+\] /, '')
    .replace(/ -m comment --comment "?cali:[\w-]{16}"?(?= |$)/, '')
    .trimEnd();
}
