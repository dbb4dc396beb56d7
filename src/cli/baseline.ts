import type { Value, ValuePath } from '../document/document.js';
import { isMapping, refuse, type Mapping, type Reader } from '../document/documentReader.js';
import { readOwnFile, type FileReading } from '../document/readOwnFile.js';
import { decodeUtf8 } from '../document/utf8.js';
import { decodeText } from '../format/sentence.js';
import { writeJson } from '../format/jsonText.js';
import { fingerprintKey, fingerprintsOf } from '../lint/fingerprint.js';
import type { Fingerprint } from '../lint/fingerprint.js';
import type { Finding } from '../lint/finding.js';

/** Keys of the findings that are known already, each with the reason that somebody gave, if any. */
export type Baseline = ReadonlyMap<string, string | undefined>;

const format = 'calitrace.lint-baseline';

const kind = { name: 'a baseline', code: 'baseline-file', expected: `"format": "${format}"` } as const;

/** Reads the text of what `writeBaseline` wrote. */
export function readBaseline(latin1: string): FileReading<Baseline> {
  return readOwnFile(latin1, kind, (reader) => {
    const { value: whole } = reader.document;
    if (!isMapping(whole) || whole.get('format') !== format) {
      refuse(reader, [], 'this is no baseline', { expected: kind.expected });
      return new Map();
    }
    if (whole.get('version') !== 1) {
      refuse(reader, ['version'], 'this version of baselines is not known here', {
        expected: '"version": 1',
      });
      return new Map();
    }
    const findings = whole.get('findings');
    if (!Array.isArray(findings)) {
      refuse(reader, ['findings'], '"findings" is no list', { expected: '"findings": [ … ]' });
      return new Map();
    }
    return new Map(
      (findings as readonly Value[]).flatMap((finding, index) =>
        findingAt(reader, ['findings', index], finding),
      ),
    );
  });
}

function findingAt(
  reader: Reader,
  path: ValuePath,
  finding: Value,
): readonly (readonly [string, string | undefined])[] {
  const entry: Mapping = isMapping(finding) ? finding : new Map<string, Value>();
  const [rule, table, chain, text, reason] = ['rule', 'table', 'chain', 'text', 'reason'].map((key) => {
    const value = entry.get(key);
    return typeof value === 'string' ? (decodeUtf8(value) ?? value) : undefined;
  });
  const nth = entry.get('nth');
  if (
    rule === undefined ||
    table === undefined ||
    chain === undefined ||
    text === undefined ||
    typeof nth !== 'number'
  ) {
    refuse(reader, path, 'this is no finding', { expected: 'rule, table, chain, text and nth' });
    return [];
  }
  if (reason === undefined && entry.has('reason')) {
    refuse(reader, [...path, 'reason'], 'this reason is no text', { expected: '"reason": "…"' });
  }
  return [[fingerprintKey({ rule, table, chain, text, nth }), reason]];
}

/** The findings of all dumps as a file to be kept: one line a finding, in alphabetical order, each once, with the reasons that stood there before. */
export function writeBaseline(dumps: readonly (readonly Finding[])[], before: Baseline): string {
  const entries = new Map(
    dumps.flatMap((findings) => keyed(findings).map(({ fingerprint, key }) => [key, fingerprint] as const)),
  );
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, fingerprint]) => {
      const reason = before.get(key);
      const entry = reason === undefined ? fingerprint : { ...fingerprint, reason };
      return `    ${writeJson(entry).replaceAll(/\n\s*/g, ' ').trim()}`;
    });
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
