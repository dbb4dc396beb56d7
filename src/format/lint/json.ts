import type { Finding } from '../../lint/finding.js';
import { problemToJson } from '../problemJson.js';
import { witnessToJson } from '../rows/witnessJson.js';
import { decodeText } from '../sentence.js';
import type { JsonFinding, JsonLint } from './jsonLint.js';
import type { LintedDump } from './lintedDump.js';

/** What lint found, in its stable JSON form, version 1; docs/lint.md describes every key. Each finding names its dump. */
export function lintToJson(dumps: readonly LintedDump[]): JsonLint {
  const names = dumps.flatMap(({ name, findings, names: known }) =>
    known === undefined
      ? []
      : known.mentioned(findings.map(findingToJson)).map((one) => ({ dump: decodeText(name), ...one })),
  );
  return {
    format: 'calitrace.lint',
    version: 1,
    nodes: dumps.reduce((sum, { nodes }) => sum + nodes, 0),
    findings: dumps.flatMap(({ name, findings }) =>
      findings.map((finding) => ({ dump: decodeText(name), ...findingToJson(finding) })),
    ),
    undecided: dumps.flatMap(({ name, undecided }) =>
      undecided.map((one) => ({ dump: decodeText(name), ...one })),
    ),
    unusable: dumps.flatMap(({ name, unusable }) =>
      unusable === undefined ? [] : [{ dump: decodeText(name), reason: decodeText(unusable) }],
    ),
    known: dumps.reduce((sum, { known }) => sum + known, 0),
    problems: dumps.flatMap(({ name, problems }) =>
      problems.map((problem) => ({ dump: decodeText(name), ...problemToJson(problem) })),
    ),
    ...(dumps.some(({ names: known }) => known !== undefined) ? { names } : {}),
  };
}

function findingToJson(finding: Finding): JsonFinding {
  const {
    rule,
    messageId,
    severity,
    family,
    table,
    backend,
    chain,
    number,
    line,
    message,
    excerpt,
    because,
    witness,
    evidence,
  } = finding;
  return {
    rule,
    messageId,
    severity,
    family: family ?? null,
    table,
    backend: backend ?? null,
    chain: decodeText(chain),
    number: number ?? null,
    line: line ?? null,
    message: decodeText(message),
    excerpt: excerpt === undefined ? null : decodeText(excerpt),
    because: because.map((one) => ({
      table: one.table,
      chain: decodeText(one.chain),
      number: one.number ?? null,
      line: one.line ?? null,
      excerpt: decodeText(one.excerpt),
    })),
    witness: witnessToJson(witness),
    evidence: evidence === undefined ? null : decodeText(evidence),
  };
}
