import type { Hook } from '../../netfilter/hooks.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import type { Assumption, Path, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import { harmless } from '../harmless.js';
import type { Row } from '../layout.js';
import { hopRows, hopRuns } from './hopRows.js';
import type { RunPlace } from './hopRows.js';
import type { TraceWordsOptions } from './options.js';
import { endRows } from './packetRows.js';
import { numberWords } from './pathWords.js';
import type { Item, Section } from './pathTree.js';
import { sameTail } from './sameTail.js';
import { questionWords } from './questionWords.js';
import { rulePlace } from './stepWords.js';
import { verdictRow, verdictRows } from './verdictRows.js';

/** All stretches of a trace in printing order: a heading where they branch, their hops, and what a path ends with. */
export function sectionRows(
  trace: Trace,
  sections: readonly Section[],
  options: TraceWordsOptions,
): readonly Row[] {
  const printed = new Map<string, number>();
  const told = new Set<BoundRule>();
  const asked: Asked = new Map();
  const mixed = hasBothBackends(trace);
  const shown: Section[] = [];
  const rows: Row[] = [];
  let next = 0;
  for (const [index, section] of sections.entries()) {
    // Inside a stretch that went on as an earlier one did.
    if (section.firstPath < next) continue;
    const branch = index > 0;
    const { branches, path } = section;
    const tail = sameTail(section, shown);
    shown.push(section);
    const own = tail === undefined ? section : { ...section, items: tail.before };
    if (branch) rows.push(blank, ...headingRows(section, trace, asked));
    for (const row of stretchRows(own, { branch, printed, mixed }, options)) rows.push(row);
    if (tail !== undefined) rows.push(textRow('', `from here step by step as on ${pathsOf(tail.as)}`));
    if (tail !== undefined && branches.length > 0) next = section.firstPath + section.pathCount;
    else if (branches.length > 0) {
      rows.push(textRow('', `from here ${branches.length} ways are possible, each shown below`));
    }
    if (path === undefined) continue;
    rows.push(blank, ...endRows(trace, path));
    if (sections.length > 1) rows.push(...pathEndRows(path, told, options));
  }
  return rows;
}

/** `path 2`, `paths 1 to 3`. */
export function pathsOf({ firstPath, pathCount }: Section): string {
  return pathCount === 1 ? `path ${firstPath + 1}` : `paths ${firstPath + 1} to ${firstPath + pathCount}`;
}

const blank: Row = { kind: 'blank' };

/** Whether tables need more than their name. */
export function hasBothBackends(trace: Trace): boolean {
  const backends = new Set<string>();
  for (const path of trace.paths) {
    for (const hop of path.hops) if (hop.kind === 'table') backends.add(hop.backend);
  }
  return backends.size > 1;
}

function stretchRows(
  section: Section,
  page: Pick<RunPlace, 'branch' | 'printed' | 'mixed'>,
  options: TraceWordsOptions,
): readonly Row[] {
  let hook: Hook | undefined;
  return hopRuns(section.items).flatMap((run, index) => {
    const first = index === 0;
    const continued = first && run.hop.hook === section.after ? ', continued' : '';
    const heading: Row = { kind: 'heading', text: `${run.hop.hook}${continued}` };
    const same = run.hop.hook === hook;
    hook = run.hop.hook;
    const place = { ...page, branch: page.branch && first, path: section.firstPath };
    return [...(same ? [] : [blank, heading]), ...hopRows(run, place, options)];
  });
}

/** The verdict of one of several paths; a rule that decided a path before is not shown again. */
function pathEndRows(path: Path, told: Set<BoundRule>, options: TraceWordsOptions): readonly Row[] {
  const { by } = path.disposition;
  if (by.kind !== 'rule') return verdictRows(path, options);
  if (told.has(by.rule)) return [verdictRow(path)];
  told.add(by.rule);
  return verdictRows(path, options);
}

/** `path 2 of 3 · chance 1/3`, and what had to be so to get here. */
function headingRows(section: Section, trace: Trace, asked: Asked): readonly Row[] {
  const { chance } = section;
  const odds = chance === undefined ? '' : ` · chance ${writeChance(chance)}`;
  const first = section.items[0];
  return [
    { kind: 'section', text: `${pathsOf(section)} of ${trace.paths.length}${odds}` },
    ...(first === undefined ? [] : ifRows(first, asked)),
  ];
}

function textRow(label: string, text: string): Row {
  return { kind: 'text', label: { role: 'unsure', text: label }, indent: 0, text: { role: 'unsure', text } };
}

/** The questions told so far: their subjects, each with the rules that asked it. */
export type Asked = Map<string, Set<BoundRule | undefined>>;

/**
 * What was assumed at the first item of a branch. Rules that did not match by the only question that they asked, told before,
 * share one row; of a rule that asked several, each answer is told. `asked` is added to.
 */
export function ifRows(item: Item, asked: Asked): readonly Row[] {
  const rows =
    item.kind === 'step'
      ? stepIfRows(item, asked)
      : itemAssumptions(item).map((one) => textRow('if', questionWords(one)));
  for (const [rule, assumptions] of assumedAt(item)) {
    for (const { subject } of assumptions) asked.set(subject, (asked.get(subject) ?? new Set()).add(rule));
  }
  return rows;
}

function stepIfRows({ misses, step }: Extract<Item, { kind: 'step' }>, asked: Asked): readonly Row[] {
  const assumed = misses.filter((miss) => miss.assumptions.length > 0);
  const plain = assumed.filter(({ rule, assumptions }) => asksOnly(rule, assumptions, asked));
  const chains = new Map<string, number[]>();
  for (const { rule } of plain) chains.set(rule.chain, [...(chains.get(rule.chain) ?? []), rule.number]);
  return [
    ...[...chains].map(([chain, numbers]) =>
      textRow(
        'if',
        `${harmless(chain)} ${numberWords(numbers)} ${numbers.length === 1 ? 'does' : 'do'} not match`,
      ),
    ),
    ...assumed
      .filter((miss) => !plain.includes(miss))
      .flatMap((miss) => placedRows(miss.rule, miss.assumptions)),
    ...(step.kind === 'rule' ? placedRows(step.rule, step.assumptions) : []),
  ];
}

/** Whether the rule is known to ask one thing, told before, so that "does not match" says which answer it got. */
function asksOnly(rule: BoundRule, assumptions: readonly Assumption[], asked: Asked): boolean {
  const subjects = [...asked].filter(([, rules]) => rules.has(rule)).map(([subject]) => subject);
  return assumptions.length === 1 && subjects.length === 1 && subjects[0] === assumptions[0]?.subject;
}

function assumedAt(item: Item): readonly (readonly [BoundRule | undefined, readonly Assumption[]])[] {
  if (item.kind !== 'step') return [[undefined, itemAssumptions(item)]];
  const misses = item.misses.map((miss) => [miss.rule, miss.assumptions] as const);
  return item.step.kind === 'rule' ? [...misses, [item.step.rule, item.step.assumptions]] : misses;
}

function itemAssumptions(item: Item): readonly Assumption[] {
  switch (item.kind) {
    case 'miss':
      return item.miss.assumptions;
    case 'hop':
      return item.hop.assumptions ?? [];
    case 'step':
      return [
        ...item.misses.flatMap((miss) => miss.assumptions),
        ...(item.step.kind === 'rule' ? item.step.assumptions : []),
      ];
  }
}

function placedRows(rule: BoundRule, assumptions: readonly Assumption[]): readonly Row[] {
  return assumptions.map((one) => textRow('if', `${rulePlace(rule)}: ${questionWords(one)}`));
}
