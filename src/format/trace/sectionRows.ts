import type { Hook } from '../../netfilter/hooks.js';
import type { Assumption, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import type { Row } from '../layout.js';
import { hopRows, hopRuns } from './hopRows.js';
import type { TraceTextOptions } from './options.js';
import { endRows } from './packetRows.js';
import type { Item, Section } from './pathTree.js';
import { questionWords } from './questionWords.js';
import { rulePlace } from './stepRows.js';
import { verdictRows } from './verdictRows.js';

/** All stretches of a trace in printing order: a heading where they branch, their hops, and what a path ends with. */
export function sectionRows(
  trace: Trace,
  sections: readonly Section[],
  options: TraceTextOptions,
): readonly Row[] {
  const rows: Row[] = [];
  const printed = new Map<string, number>();
  for (const [index, section] of sections.entries()) {
    if (index > 0) rows.push({ kind: 'blank' }, ...headingRows(section, trace));
    rows.push(...stretchRows(trace, section, index > 0, printed, options));
    if (section.branches.length > 0) {
      rows.push(noteRow(`from here ${section.branches.length} ways are possible, each shown below`));
    }
    if (section.path !== undefined) {
      rows.push({ kind: 'blank' }, ...endRows(trace, section.path));
      if (sections.length > 1) rows.push(...verdictRows(section.path, options));
    }
  }
  return rows;
}

function noteRow(text: string): Row {
  return { kind: 'text', label: { role: 'plain', text: '' }, indent: 0, text: { role: 'unsure', text } };
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

/** `path 2 of 3 · chance 1/3`, and what had to be so to get here. */
function headingRows(section: Section, trace: Trace): readonly Row[] {
  const { firstPath, pathCount, chance } = section;
  const numbers =
    pathCount === 1 ? `path ${firstPath + 1}` : `paths ${firstPath + 1} to ${firstPath + pathCount}`;
  const odds = chance === undefined ? '' : ` · chance ${writeChance(chance)}`;
  const first = section.items[0];
  return [
    { kind: 'section', text: `${numbers} of ${trace.paths.length}${odds}` },
    ...(first === undefined ? [] : placedQuestions(first).map(ifRow)),
  ];
}

function ifRow({ place, assumption }: PlacedQuestion): Row {
  const text = `${place === '' ? '' : `${place}: `}${questionWords(assumption)}`;
  return { kind: 'text', label: { role: 'unsure', text: 'if' }, indent: 0, text: { role: 'unsure', text } };
}

interface PlacedQuestion {
  readonly place: string;
  readonly assumption: Assumption;
}

function placedQuestions(item: Item): readonly PlacedQuestion[] {
  const at = (place: string, assumptions: readonly Assumption[]): readonly PlacedQuestion[] =>
    assumptions.map((assumption) => ({ place, assumption }));
  switch (item.kind) {
    case 'hop':
      return item.hop.kind === 'conntrack' ? [] : at('', item.hop.assumptions);
    case 'miss':
      return [];
    case 'step':
      return [
        ...item.misses.flatMap((miss) => at(rulePlace(miss.rule), miss.assumptions)),
        ...(item.step.kind === 'rule' ? at(rulePlace(item.step.rule), item.step.assumptions) : []),
      ];
  }
}
