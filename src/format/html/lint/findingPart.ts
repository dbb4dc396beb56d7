import type { Finding, Severity } from '../../../lint/finding.js';
import type { Role } from '../../colour.js';
import { asIs } from '../../describe.js';
import { harmless } from '../../harmless.js';
import { placeWords, traceCommand } from '../../lint/findingWords.js';
import type { LintedDump } from '../../lint/lintedDump.js';
import { harmlessSentence } from '../../sentence.js';
import { clip } from '../../wrap.js';
import { commandLine } from '../command.js';
import { fold } from '../fold.js';
import { markup, type Content, type Markup } from '../markup.js';
import { classOf, signOf } from '../role.js';

/** So many causes are in sight, and so many more behind a fold. */
const causesInSight = 5;
const causesFolded = 200;

/** A rule of kilobytes is cut here; it stands in the dump. */
const longestRule = 2000;

const roles: Readonly<Record<Severity, Role>> = { error: 'ended', warning: 'unsure', note: 'change' };

/** What a severity looks like. */
export function severityRole(severity: Severity): Role {
  return roles[severity];
}

/** A finding: where, what, the rule, the rules that cause it, the counters, a packet. `paged`: the lint rules whose page is on this one. */
export function findingPart(
  { name, origin, names }: LintedDump,
  finding: Finding,
  number: number,
  paged: ReadonlySet<string>,
): Markup {
  const beside = names?.beside ?? asIs;
  const { severity, rule, line, message, excerpt, evidence, witness } = finding;
  const role = severityRole(severity);
  const id = `finding${number}`;
  const place = `${beside(placeWords(finding), true)}${line === undefined ? '' : `, line ${line}`}`;
  const page = paged.has(rule) ? markup`<a href="#rule-${rule}">${rule}</a>` : rule;
  return markup`<article class="hop finding ${severity}" id="${id}" aria-labelledby="${id}-name" data-rule="${rule}"><h3 id="${id}-name"><span class="came ${classOf(role)}">${signOf(role)}${severity}</span> ${place}</h3>
<p>${beside(harmlessSentence(message), true)} <span class="r-dim">(${page})</span></p>
${excerpt === undefined ? undefined : ruleText(excerpt)}${causes(finding, beside)}${
    evidence === undefined
      ? undefined
      : markup`<p><span class="r-label">counters:</span> ${harmlessSentence(evidence)}</p>`
  }${
    witness === undefined
      ? undefined
      : markup`<p><span class="r-label">for example</span> ${beside(harmlessSentence(witness.end), true)}:</p>${commandLine(traceCommand(witness, { name, origin }))}`
  }</article>
`;
}

function causes({ because }: Finding, beside: (text: string, chains: boolean) => string): Content {
  if (because.length === 0) return undefined;
  const items = because
    .slice(0, causesInSight + causesFolded)
    .map(
      (cause) =>
        markup`<li><span class="r-label">because of</span> ${beside(placeWords(cause), true)}${cause.line === undefined ? '' : `, line ${cause.line}`}${ruleText(cause.excerpt)}</li>`,
    );
  const left = because.length - items.length;
  const behind = items.slice(causesInSight);
  return [
    markup`<ul class="causes">${items.slice(0, causesInSight)}</ul>`,
    behind.length === 0
      ? undefined
      : fold(
          `and of ${because.length - causesInSight} more`,
          markup`<ul class="causes">${behind}</ul>${left > 0 ? markup`<p>and of ${left} more, not listed here</p>` : undefined}`,
          'passed',
        ),
  ];
}

function ruleText(text: string): Markup {
  return markup`<code class="decider">${clip(harmless(text), longestRule)}</code>`;
}
