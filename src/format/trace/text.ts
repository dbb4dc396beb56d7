import type { Trace } from '../../trace/trace.js';
import { writeRows } from '../layout.js';
import { namedRows } from '../namedRows.js';
import type { Row } from '../layout.js';
import type { TraceTextOptions } from './options.js';
import { formatAnswers } from './answers.js';
import { packetRows } from './packetRows.js';
import type { Subject } from './packetRows.js';
import { pathSections } from './pathTree.js';
import { sectionRows } from './sectionRows.js';
import { endingRows } from './verdictRows.js';

/**
 * A trace as a person reads it: the packet, hop by hop what happened, last the verdict. Several paths: their common
 * beginning once, then each branch for itself, then all verdicts; last the answers, where they were asked for. Every line is at most `width` columns wide.
 */
export function formatTraceText(trace: Trace, options: TraceTextOptions): string {
  return writeWay(trace, 'packet', options);
}

function writeWay(trace: Trace, subject: Subject, options: TraceTextOptions): string {
  const sections = pathSections(trace, options.detail === 'verbose');
  const paths = sections.flatMap((section) => (section.path === undefined ? [] : [section.path]));
  const write = (rows: readonly Row[]): string =>
    writeRows(namedRows(rows, options.describe.beside), options.width, options.colour);
  const ending = write(endingRows(trace, paths, options));
  const answers = formatAnswers(paths, options, (answer) => writeWay(answer, 'answer', options));
  if (options.detail === 'quiet') return ending + answers;
  const several =
    paths.length === 1 ? [] : [blank, { kind: 'section', text: `${paths.length} paths` } as const];
  return (
    write([...packetRows(trace, subject), ...sectionRows(trace, sections, options), ...several]) +
    ending +
    answers
  );
}

const blank: Row = { kind: 'blank' };
