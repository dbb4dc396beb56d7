import type { Path, Trace } from '../../trace/trace.js';
import { writeRows } from '../layout.js';
import type { Row } from '../layout.js';
import type { TraceTextOptions } from './options.js';
import { packetRows } from './packetRows.js';
import { buildPathTree } from './pathTree.js';
import type { Section } from './pathTree.js';
import { sectionRows } from './sectionRows.js';
import { incompleteRow, summaryRows, togetherRow, verdictRows } from './verdictRows.js';

/**
 * A trace as a person reads it: the packet, hop by hop what happened, last the verdict. Several paths: their common
 * beginning once, then each branch for itself, then all verdicts. Every line is at most `width` columns wide.
 */
export function formatTraceText(trace: Trace, options: TraceTextOptions): string {
  const tree = buildPathTree(trace, options.detail === 'verbose');
  const sections = flattenTree(tree);
  const paths = sections.flatMap((section) => (section.path === undefined ? [] : [section.path]));
  const cut = trace.complete ? [] : [incompleteRow()];
  if (options.detail === 'quiet') {
    return writeRows([...cut, ...summaryRows(paths)], options.width, options.colour);
  }
  const rows: Row[] = [
    ...packetRows(trace),
    ...sectionRows(trace, sections, options),
    ...cut,
    ...endingRows(trace, paths, options),
  ];
  return writeRows(rows, options.width, options.colour);
}

/** The tree in printing order, each section before its branches. */
function flattenTree(root: Section): readonly Section[] {
  const sections: Section[] = [];
  const open = [root];
  for (let section = open.pop(); section !== undefined; section = open.pop()) {
    sections.push(section);
    open.push(...[...section.branches].reverse());
  }
  return sections;
}

function endingRows(trace: Trace, paths: readonly Path[], options: TraceTextOptions): readonly Row[] {
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return verdictRows(only, options);
  return [{ kind: 'section', text: `${paths.length} paths` }, ...summaryRows(paths), togetherRow(trace)];
}
