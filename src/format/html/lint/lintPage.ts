import { severities, type Finding, type Severity } from '../../../lint/finding.js';
import type { RulePage } from '../../../lint/rulePage.js';
import type { LintedDump, LintRun } from '../../lint/lintedDump.js';
import { plural, sumWords } from '../../lint/sumWords.js';
import { harmlessSentence } from '../../sentence.js';
import { dumpProblems } from '../dumpProblems.js';
import { markup, type Content, type Markup } from '../markup.js';
import { writePage } from '../page.js';
import { classOf, signOf } from '../role.js';
import { findingPart, severityRole } from './findingPart.js';
import { inline, rulePageMarkup } from './rulePageMarkup.js';

/** So many findings are on a page; JSON has all. */
const mostFindings = 2000;

/** With more findings than this a browser should lay out only what is looked at. */
const longPage = 100;

/** What lint found as a page: the worst first, each with the rules that cause it and a packet that shows it; the pages of the lint rules. */
export function formatLintPage({ dumps, rules, version }: LintRun): string {
  const { found, nothing, beside } = sumWords(dumps);
  const findings = dumps.flatMap((dump) => dump.findings);
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const worst = severities.find((severity) => count(severity) > 0);
  const unsure = dumps.some(({ undecided, unusable }) => undecided.length > 0 || unusable !== undefined);
  const role = worst === undefined ? (unsure ? 'unsure' : 'through') : worst === 'error' ? 'ended' : 'unsure';
  const names = dumps.map(({ name }) => harmlessSentence(name)).join(', ');
  const used = new Set(findings.map(({ rule }) => rule));
  return writePage({
    title: `${found}: ${names}`,
    command: 'lint',
    about: names,
    head: markup`<div class="verdict ${classOf(role)}"><h1>${signOf(role)}${found}</h1>${beside === '' ? undefined : markup`<p>${beside}</p>`}${
      nothing ? undefined : filters(count)
    }</div>`,
    long: findings.length > longPage,
    body: [...dumpParts(dumps, rules), rulesPart(rules.filter(({ name }) => used.has(name)))],
    version,
  });
}

/** Boxes that hide findings of a severity; the style sheet looks at them, so they work without a script. */
function filters(count: (severity: Severity) => number): Markup {
  const boxes = severities
    .filter((severity) => count(severity) > 0)
    .map(
      (severity) =>
        markup`<label><input type="checkbox" id="show-${severity}" checked=""/> ${plural(count(severity), severity)}</label> `,
    );
  return markup`<fieldset class="filters"><legend>Show</legend>${boxes}<span data-filter="" hidden=""></span></fieldset>`;
}

function dumpParts(dumps: readonly LintedDump[], rules: readonly RulePage[]): readonly Markup[] {
  const paged = new Set(rules.map(({ name }) => name));
  let room = mostFindings;
  let before = 0;
  return dumps.map((dump, index) => {
    const sorted = severities.flatMap((severity) => dump.findings.filter((one) => one.severity === severity));
    const shown = sorted.slice(0, room);
    room -= shown.length;
    const first = before;
    before += shown.length;
    return dumpPart(dump, index, dumps.length, shown, (finding, at) =>
      findingPart(dump, finding, first + at + 1, paged),
    );
  });
}

function dumpPart(
  dump: LintedDump,
  index: number,
  count: number,
  shown: readonly Finding[],
  show: (finding: Finding, at: number) => Markup,
): Markup {
  const id = `dump${index + 1}`;
  const name = harmlessSentence(dump.name);
  const left = dump.findings.length - shown.length;
  return markup`<section id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${count === 1 ? 'Findings' : name}</h2>
${dump.unusable === undefined ? undefined : markup`<p class="r-ended">${signOf('ended')}not linted: ${harmlessSentence(dump.unusable)}</p>`}${dump.undecided.map(
    ({ table, reason }) =>
      markup`<p class="r-unsure">${signOf('unsure')}not decided: table ${table}: ${harmlessSentence(reason)}</p>`,
  )}
${shown.map(show)}${left > 0 ? markup`<p>and ${left} more findings, not listed here: --format json has all</p>` : undefined}${
    shown.length === 0 && dump.unusable === undefined
      ? markup`<p>Nothing ${dump.known === 0 ? 'found' : 'new'}.</p>`
      : undefined
  }${problemsPart(dump)}</section>
`;
}

function problemsPart({ name, problems }: LintedDump): Content {
  if (problems.length === 0) return undefined;
  return markup`<h3>What is wrong with the dump itself</h3>${dumpProblems(problems, name)}`;
}

function rulesPart(rules: readonly RulePage[]): Markup {
  if (rules.length === 0) return markup``;
  return markup`<section id="rules"><h2>The lint rules</h2>
${rules.map((rule) => rulePart(rule))}</section>
`;
}

function rulePart(rule: RulePage): Markup {
  const role = severityRole(rule.severity);
  return markup`<details class="card rule-page" id="rule-${rule.name}"><summary><h3>${rule.name}</h3><span class="came ${classOf(role)}">${signOf(role)}${rule.severity}</span><span>${inline(rule.sentence)}</span></summary>
<div class="card-body">${rulePageMarkup(rule, 4)}</div></details>
`;
}
