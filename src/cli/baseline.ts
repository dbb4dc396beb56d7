import { decodeText } from '../format/sentence.js';
import { writeJson } from '../format/jsonText.js';
import { fingerprintKey, fingerprintsOf } from '../lint/fingerprint.js';
import type { Fingerprint } from '../lint/fingerprint.js';
import type { Finding } from '../lint/finding.js';
import { asObject } from '../node/readJson.js';
import type { Input } from './readInput.js';
import { readJsonFile } from './readJsonFile.js';

/** Keys of the findings that are known already. */
export type Baseline = ReadonlySet<string>;

const format = 'calitrace.lint-baseline';

/**
 * Reads what `writeBaseline` wrote.
 * @throws UsageError that names the place of what is wrong in it
 */
export function readBaseline(input: Input): Baseline {
  const file = readJsonFile(input);
  const whole = asObject(file.value);
  if (whole?.get('format') !== format)
    return file.refuse([], `this is no baseline: it has no "format": "${format}"`);
  if (whole.get('version') !== 1)
    return file.refuse(['version'], 'this calitrace reads version 1 of baselines');
  const findings: unknown = whole.get('findings');
  if (!Array.isArray(findings)) return file.refuse(['findings'], '"findings" is a list');
  return new Set(
    findings.map((finding: unknown, index) => {
      const entry = asObject(finding);
      const [rule, table, chain, text, nth] = ['rule', 'table', 'chain', 'text', 'nth'].map((key) =>
        entry?.get(key),
      );
      if (
        typeof rule !== 'string' ||
        typeof table !== 'string' ||
        typeof chain !== 'string' ||
        typeof text !== 'string' ||
        typeof nth !== 'number'
      ) {
        return file.refuse(['findings', index], 'a finding has rule, table, chain, text and nth');
      }
      return fingerprintKey({ rule, table, chain, text, nth });
    }),
  );
}

/** The findings of all dumps as a file to be kept: one line a finding, in alphabetical order, each once. */
export function writeBaseline(dumps: readonly (readonly Finding[])[]): string {
  const entries = new Map(
    dumps.flatMap((findings) => keyed(findings).map(({ fingerprint, key }) => [key, fingerprint] as const)),
  );
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, fingerprint]) => `    ${writeJson(fingerprint).replaceAll(/\n\s*/g, ' ').trim()}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "format": "${format}",\n  "version": 1,\n  "findings": ${list}\n}\n`;
}

/** One dump's findings parted into new and known ones; `met` are the keys of the latter. */
export function compareWithBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
): { readonly fresh: readonly Finding[]; readonly met: readonly string[] } {
  const known = keyed(findings).filter(({ key }) => baseline.has(key));
  const left = new Set(known.map(({ finding }) => finding));
  return { fresh: findings.filter((finding) => !left.has(finding)), met: known.map(({ key }) => key) };
}

interface Keyed {
  readonly finding: Finding;
  readonly fingerprint: Fingerprint;
  readonly key: string;
}

function keyed(findings: readonly Finding[]): readonly Keyed[] {
  const fingerprints = fingerprintsOf(findings);
  return findings.flatMap((finding, index) => {
    const found = fingerprints[index];
    if (found === undefined) return [];
    const fingerprint: Fingerprint = {
      rule: found.rule,
      table: found.table,
      chain: decodeText(found.chain),
      text: decodeText(found.text),
      nth: found.nth,
    };
    return [{ finding, fingerprint, key: fingerprintKey(fingerprint) }];
  });
}
