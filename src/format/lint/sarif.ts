import { fingerprintKey, fingerprintsOf } from '../../lint/fingerprint.js';
import type { Fingerprint } from '../../lint/fingerprint.js';
import type { Finding, Place } from '../../lint/finding.js';
import type { RulePage } from '../../lint/rulePage.js';
import { asIs } from '../describe.js';
import { writeJson } from '../jsonText.js';
import { decodeText } from '../sentence.js';
import { placeWords, traceCommand } from './findingWords.js';
import type { LintedDump, LintRun } from './lintedDump.js';

/**
 * SARIF 2.1.0, which code scanning of GitHub and others read.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function lintToSarif({ dumps, rules, version }: LintRun): string {
  const indexes = new Map(rules.map(({ name }, index) => [name, index]));
  return writeJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'calitrace', version, rules: rules.map(ruleOf) } },
        columnKind: 'unicodeCodePoints',
        invocations: [
          {
            executionSuccessful: dumps.every(({ unusable }) => unusable === undefined),
            toolExecutionNotifications: dumps.flatMap(notificationsOf),
          },
        ],
        results: dumps.flatMap((dump) => {
          const fingerprints = fingerprintsOf(dump.findings);
          return dump.findings.map((finding, index) =>
            resultOf(dump, finding, indexes.get(finding.rule), fingerprints[index]),
          );
        }),
      },
    ],
  });
}

function ruleOf({ name, severity, sentence, page }: RulePage): object {
  return {
    id: name,
    shortDescription: { text: sentence },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: severity },
  };
}

function notificationsOf({ name, undecided, problems, unusable }: LintedDump): readonly object[] {
  const at = (line: number | undefined): object => ({
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(name) },
          ...(line === undefined ? {} : { region: { startLine: line } }),
        },
      },
    ],
  });
  return [
    ...(unusable === undefined
      ? []
      : [{ level: 'error', message: { text: decodeText(unusable) }, ...at(undefined) }]),
    ...problems.map(({ severity, code, message, line }) => ({
      level: severity,
      descriptor: { id: code },
      message: { text: decodeText(message) },
      ...at(line),
    })),
    ...undecided.map(({ table, reason }) => ({
      level: 'warning',
      message: { text: decodeText(`table ${table} is not decided: ${reason}`) },
      ...at(undefined),
    })),
  ];
}

function resultOf(
  { name, origin, names }: LintedDump,
  finding: Finding,
  ruleIndex: number | undefined,
  fingerprint: Fingerprint | undefined,
): object {
  const { rule, messageId, severity, message, excerpt, because, witness, evidence } = finding;
  const beside = names?.beside ?? asIs;
  const place = placeWords(finding);
  const named = beside(place, true);
  const sentences = [
    beside(decodeText(message), true),
    ...(named === place ? [] : [`in ${named}`]),
    ...(evidence === undefined ? [] : [decodeText(evidence)]),
    ...(witness === undefined
      ? []
      : [
          `for example ${beside(decodeText(witness.end), true)}: ${decodeText(traceCommand(witness, { name, origin }))}`,
        ]),
  ];
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: severity,
    message: { text: sentences.join('\n') },
    locations: [locationOf(name, finding, excerpt)],
    ...(because.length === 0
      ? {}
      : {
          relatedLocations: because.map((cause, index) => ({
            id: index + 1,
            message: { text: 'because of this rule' },
            ...locationOf(name, cause, cause.excerpt),
          })),
        }),
    ...(fingerprint === undefined
      ? {}
      : { partialFingerprints: { 'calitrace/v1': decodeText(fingerprintKey(fingerprint)) } }),
    properties: {
      messageId,
      ...(witness === undefined
        ? {}
        : { witness: { options: witness.options.map(decodeText), end: decodeText(witness.end) } }),
    },
  };
}

/** GitHub shows nothing without a line, so what has none stands at the first. */
function locationOf(
  name: string,
  { table, chain, number, line }: Place,
  excerpt: string | undefined,
): object {
  const place = `${table}/${decodeText(chain)}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(name) },
      region: {
        startLine: line ?? 1,
        ...(excerpt === undefined ? {} : { snippet: { text: decodeText(excerpt) } }),
      },
    },
    logicalLocations: [
      {
        name: decodeText(chain),
        fullyQualifiedName: number === undefined ? place : `${place}:${number}`,
        kind: 'module',
      },
    ],
  };
}

/** A path as a reference: relative to where calitrace ran unless it is absolute. */
function uriOf(name: string): string {
  const path = decodeText(name).split('/').map(encodeSegment).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
