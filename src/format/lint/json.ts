import type { Finding } from '../../lint/finding.js';
import { writeJson } from '../jsonText.js';
import { problemToJson } from '../problemJson.js';
import { decodeText } from '../sentence.js';
import type { LintedDump } from './lintedDump.js';

/** `{ "format": "calitrace.lint", "version": 1, "findings": […] }`; each finding names its dump. */
export function lintToJson(dumps: readonly LintedDump[]): string {
  const names = dumps.flatMap(({ name, findings, names: known }) =>
    known === undefined
      ? []
      : known.mentioned(findings.map(findingToJson)).map((one) => ({ dump: decodeText(name), ...one })),
  );
  return writeJson({
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
  });
}

/** Null stands where a finding has no such thing, so that every finding has the same keys. */
function findingToJson(finding: Finding): object {
  const {
    rule,
    messageId,
    severity,
    table,
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
    table,
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
    witness:
      witness === undefined
        ? null
        : { options: witness.options.map(decodeText), end: decodeText(witness.end) },
    evidence: evidence === undefined ? null : decodeText(evidence),
  };
}
