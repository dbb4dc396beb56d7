import { conjunctsOf } from '../../../condition/conjunctsOf.js';
import type { BoundRule } from '../../../ruleset/ruleset.js';
import type { Changes, Step } from '../../../trace/trace.js';
import { harmless } from '../../harmless.js';
import type { Row } from '../../layout.js';
import { namedRows } from '../../namedRows.js';
import { harmlessSentence } from '../../sentence.js';
import type { Item } from '../../trace/pathTree.js';
import { clip } from '../../wrap.js';
import { missRows, returnRow, stepRows } from '../../trace/stepRows.js';
import { painted } from '../role.js';
import { markup, type Content, type Markup } from '../markup.js';
import { markBits } from './markBits.js';
import type { WayOptions } from './options.js';

/** A rule of kilobytes is cut here; it stands in the dump. */
const longestRule = 4000;
const longestAsked = 600;

type StepItem = Extract<Item, { kind: 'step' }>;

/**
 * One step as a line that unfolds to the rule as the dump has it, what it asked, and the bits of a mark that it changed. `told`: what was assumed here
 * stands elsewhere. `back`: where the RETURN goes, of a rule that is one.
 */
export function stepLine(
  item: StepItem,
  told: boolean,
  back: Extract<Step, { kind: 'return' }> | undefined,
  options: WayOptions,
): Markup {
  const { step, hop } = item;
  const own = stepRows(item, '', !told, options);
  const rows = back === undefined ? own : own.map((row) => returnRow(back.to, hop.table, row, options));
  const [row, ...questions] = namedRows(rows, options.describe.beside);
  if (row === undefined) return markup``;
  if (step.kind !== 'rule') return markup`<div class="line">${lineOf(row)}</div>${questionLines(questions)}`;
  const more = [...ruleMore(step.rule, options), ...bitsOf(step.changes, options)];
  return markup`<details class="rule"><summary class="line">${lineOf(row)}</summary><dl class="more">${more}</dl></details>${questionLines(questions)}`;
}

/** A rule that did not match, with what failed; those that were assumed not to, with the question. */
export function missLine(
  miss: Extract<Item, { kind: 'miss' }>['miss'],
  questions: boolean,
  options: WayOptions,
): Markup {
  const [row, ...asked] = namedRows(missRows(miss, 0, '', questions, options), options.describe.beside);
  if (row === undefined) return markup``;
  return markup`<details class="rule missed"><summary class="line">${lineOf(row)}</summary><dl class="more">${ruleText(miss.rule)}</dl></details>${questionLines(asked)}`;
}

/** What is assumed, right where it was. */
export function questionLines(rows: readonly Row[]): Content {
  return rows.map((row) =>
    row.kind === 'text'
      ? markup`<p class="asked"><span class="r-label">${row.label.text}</span> ${painted(row.text)}</p>`
      : undefined,
  );
}

function lineOf(row: Row): Content {
  switch (row.kind) {
    case 'step':
      return [
        markup`<span class="at">${row.place}</span> <span class="do">${painted(row.action)}</span>`,
        row.meaning === '' ? '' : markup` <span class="why">${row.meaning}</span>`,
      ];
    case 'text':
      return markup`<span class="why">${painted(row.text)}</span>`;
    case 'heading':
    case 'section':
    case 'blank':
      return undefined;
  }
}

function ruleMore(rule: BoundRule, options: WayOptions): readonly Content[] {
  const asked = askedWords(rule, options);
  return [
    ruleText(rule),
    markup`<dt>asks</dt><dd>${asked.length === 0 ? 'nothing: it takes every packet' : markup`<ul>${asked.map((words) => markup`<li>${words}</li>`)}</ul>`}</dd>`,
  ];
}

function ruleText({ table, line, text }: BoundRule): Markup {
  return markup`<dt>rule</dt><dd><code>${clip(harmless(text), longestRule)}</code></dd><dt>line</dt><dd>${line} of the dump, table ${table}</dd>`;
}

/** What a rule asks, match by match; each once. */
function askedWords({ matches }: BoundRule, { describe }: WayOptions): readonly string[] {
  const words = matches.flatMap(({ condition }) =>
    conjunctsOf(condition).map((part) =>
      clip(harmlessSentence(describe.explainCondition(part)), longestAsked),
    ),
  );
  return [...new Set(words)].filter((one) => one !== 'always');
}

/** The bits of each mark that changes. */
export function bitsOf(changes: Changes, options: WayOptions): readonly Markup[] {
  return (['mark', 'connectionMark'] as const).flatMap((name) => {
    const { from, to } = changes[name] ?? {};
    return typeof from === 'number' && typeof to === 'number' && from !== to
      ? [markup`<dt>bits</dt><dd>${markBits(name, { from, to }, options)}</dd>`]
      : [];
  });
}
