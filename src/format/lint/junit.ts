import { severities } from '../../lint/finding.js';
import type { Finding, Severity } from '../../lint/finding.js';
import { asIs } from '../describe.js';
import { harmlessSentence } from '../sentence.js';
import { attribute, escapeXml } from '../xml.js';
import { findingLines, placeWords } from './findingWords.js';
import type { LintedDump, LintRun } from './lintedDump.js';

const shownCauses = 20;

/**
 * JUnit's XML as Jenkins and GitLab read it: a suite for each dump, in it a case for each finding and for each lint rule that found
 * nothing. A finding that does not make the run fail passes, and says its text as output.
 */
export function lintToJunit({ dumps, rules, failOn }: LintRun): string {
  const suites = dumps.map((dump) =>
    suiteOf(
      dump,
      rules.map(({ name }) => name),
      failOn,
    ),
  );
  const sum = (key: 'tests' | 'failures' | 'errors' | 'skipped'): number =>
    suites.reduce(
      (total, suite) => total + suite.cases.filter((one) => key === 'tests' || one.kind === key).length,
      0,
    );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="calitrace lint" tests="${sum('tests')}" failures="${sum('failures')}" errors="${sum('errors')}">`,
    ...suites.flatMap(({ name, cases }) => {
      const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length;
      return [
        `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${count('failures')}" errors="${count('errors')}" skipped="${count('skipped')}">`,
        ...cases.flatMap(({ lines }) => lines.map((line) => `    ${line}`)),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Case {
  readonly kind: 'passed' | 'failures' | 'errors' | 'skipped';
  readonly lines: readonly string[];
}

function suiteOf(
  dump: LintedDump,
  rules: readonly string[],
  failOn: Severity | 'never',
): { readonly name: string; readonly cases: readonly Case[] } {
  const { name, findings, undecided, unusable } = dump;
  if (unusable !== undefined) {
    const body = `<error message="${attribute(unusable)}" type="unusable"/>`;
    return { name, cases: [caseOf('errors', 'calitrace.input', name, 'can be linted', undefined, body)] };
  }
  const quiet = rules.filter((rule) => !findings.some((finding) => finding.rule === rule));
  return {
    name,
    cases: [
      ...findings.map((finding) => findingCase(dump, finding, failOn)),
      ...undecided.map(({ table, reason }) =>
        caseOf(
          'skipped',
          'calitrace.undecided',
          name,
          `table ${table} is decided`,
          undefined,
          `<skipped message="${attribute(reason)}"/>`,
        ),
      ),
      ...quiet.map((rule) => caseOf('passed', `calitrace.${rule}`, name, rule, undefined, '')),
    ],
  };
}

/** Its name stays the same whatever names the cluster has, as programs know a case by it. */
function findingCase(dump: LintedDump, finding: Finding, failOn: Severity | 'never'): Case {
  const beside = dump.names?.beside ?? asIs;
  const { rule, severity, message, line } = finding;
  const text = findingLines(dump, finding, shownCauses).map(escapeXml).join('\n');
  const failed = failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);
  const body = failed
    ? `<failure message="${escapeXml(beside(harmlessSentence(message), true))}" type="${severity}">${text}</failure>`
    : `<system-out>${severity}: ${text}</system-out>`;
  return caseOf(
    failed ? 'failures' : 'passed',
    `calitrace.${rule}`,
    dump.name,
    `${rule}: ${placeWords(finding)}`,
    line,
    body,
  );
}

/** `name` is harmless already. */
function caseOf(
  kind: Case['kind'],
  className: string,
  file: string,
  name: string,
  line: number | undefined,
  body: string,
): Case {
  const at = line === undefined ? '' : ` line="${line}"`;
  const open = `<testcase classname="${attribute(className)}" name="${escapeXml(name)}" file="${attribute(file)}"${at}`;
  return { kind, lines: body === '' ? [`${open}/>`] : [`${open}>`, `  ${body}`, '</testcase>'] };
}
