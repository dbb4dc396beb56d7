import type { Hook } from '../../netfilter/hooks.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import type { Assumption, Path, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import { harmless } from '../harmless.js';
import type { Row } from '../layout.js';
import { hopRows, hopRuns } from './hopRows.js';
import type { TraceTextOptions } from './options.js';
import { endRows } from './packetRows.js';
import type { Item, Section } from './pathTree.js';
import { questionWords } from './questionWords.js';
import { rulePlace } from './stepRows.js';
import { verdictRow, verdictRows } from './verdictRows.js';

/** All stretches of a trace in printing order: a heading where they branch, their hops, and what a path ends with. */
export function sectionRows(
  trace: Trace,
  sections: readonly Section[],
  options: TraceTextOptions,
): readonly Row[] {
  const rows: Row[] = [];
  const printed = new Map<string, number>();
  const told = new Set<BoundRule>();
  for (const [index, section] of sections.entries()) {
    if (index > 0) rows.push({ kind: 'blank' }, ...headingRows(section, trace));
    rows.push(...stretchRows(trace, section, index > 0, printed, options));
    if (section.branches.length > 0) {
      rows.push(textRow('', `from here ${section.branches.length} ways are possible, each shown below`));
    }
    if (section.path !== undefined) {
      rows.push({ kind: 'blank' }, ...endRows(trace, section.path));
      if (sections.length > 1) rows.push(...pathEndRows(section.path, told, options));
    }
  }
  return rows;
}

function stretchRows(
  trace: Trace,
  section: Section,
  branch: boolean,
  printed: Map<string, number>,
  options: TraceTextOptions,
): readonly Row[] {
  const rows: Row[] = [];
  let hook: Hook | undefined;
  for (const [index, run] of hopRuns(section.items).entries()) {
    if (run.hop.hook !== hook) {
      const continued = index === 0 && run.hop.hook === section.after;
      rows.push(
        { kind: 'blank' },
        { kind: 'heading', text: `${run.hop.hook}${continued ? ', continued' : ''}` },
      );
      hook = run.hop.hook;
    }
    rows.push(
      ...hopRows(trace, run, { branch: branch && index === 0, path: section.firstPath, printed }, options),
    );
  }
  return rows;
}

/** The verdict of one of several paths; a rule that decided a path before is not shown again. */
function pathEndRows(path: Path, told: Set<BoundRule>, options: TraceTextOptions): readonly Row[] {
  const { by } = path.disposition;
  if (by.kind !== 'rule') return verdictRows(path, options);
  if (told.has(by.rule)) return [verdictRow(path)];
  told.add(by.rule);
  return verdictRows(path, options);
}

/** `path 2 of 3 · chance 1/3`, and what had to be so to get here. */
function headingRows(section: Section, trace: Trace): readonly Row[] {
  const { firstPath, pathCount, chance } = section;
  const numbers =
    pathCount === 1 ? `path ${firstPath + 1}` : `paths ${firstPath + 1} to ${firstPath + pathCount}`;
  const odds = chance === undefined ? '' : ` · chance ${writeChance(chance)}`;
  const first = section.items[0];
  return [
    { kind: 'section', text: `${numbers} of ${trace.paths.length}${odds}` },
    ...(first === undefined ? [] : ifRows(first)),
  ];
}

function textRow(label: string, text: string): Row {
  return { kind: 'text', label: { role: 'unsure', text: label }, indent: 0, text: { role: 'unsure', text } };
}

/** What was assumed at the first item of a branch, one row a question; draws that failed before it share one. */
function ifRows(item: Item): readonly Row[] {
  switch (item.kind) {
    case 'miss':
      return [];
    case 'hop':
      return item.hop.kind === 'conntrack'
        ? []
        : item.hop.assumptions.map((one) => textRow('if', questionWords(one)));
    case 'step': {
      const { misses, step } = item;
      const drawn = misses.filter((miss) => miss.assumptions.every((one) => one.chance !== undefined));
      const asked = misses.filter((miss) => !drawn.includes(miss));
      const [first] = drawn;
      return [
        ...asked.flatMap((miss) => placedRows(miss.rule, miss.assumptions)),
        ...(first === undefined
          ? []
          : [
              textRow(
                'if',
                `${harmless(first.rule.chain)} ${numberWords(drawn.map((one) => one.rule.number))}: not drawn`,
              ),
            ]),
        ...(step.kind === 'rule' ? placedRows(step.rule, step.assumptions) : []),
      ];
    }
  }
}

function placedRows(rule: BoundRule, assumptions: readonly Assumption[]): readonly Row[] {
  return assumptions.map((one) => textRow('if', `${rulePlace(rule)}: ${questionWords(one)}`));
}

/** Ascending numbers: `2`, `2 and 3`, `2 to 9, 12`. */
function numberWords(numbers: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === number) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs
    .map(({ first, last }) =>
      first === last ? `${first}` : `${first}${first + 1 === last ? ', ' : ' to '}${last}`,
    )
    .join(', ');
}
