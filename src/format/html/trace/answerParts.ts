import type { Path, Trace } from '../../../trace/trace.js';
import type { Row } from '../../layout.js';
import { namedRows } from '../../namedRows.js';
import { answersRow, noneRow } from '../../trace/answers.js';
import { subjectRows } from '../../trace/packetRows.js';
import { numberWords } from '../../trace/pathWords.js';
import { pathSections, type Section } from '../../trace/pathTree.js';
import { verdictWords } from '../../trace/verdict.js';
import { formatPacket } from '../../packetLine.js';
import { heading } from '../heading.js';
import { markup, type Content, type Markup } from '../markup.js';
import type { WayOptions } from './options.js';
import { outcome } from './pathEnd.js';
import { textRows } from './textRows.js';
import { unknowns } from './unknowns.js';
import { way } from './way.js';

/** One answer, with the paths that it answers, from 1. */
interface Answer {
  readonly numbers: number[];
  readonly show: (prefix: string, level: number) => Content;
}

/** What comes back for the paths of a trace, those that are alike once. Nothing where no answer was asked for. */
export function answerParts(paths: readonly Path[], options: WayOptions): Markup | undefined {
  if (paths.every(({ reply }) => reply === undefined)) return undefined;
  const answers = new Map<string, Answer>();
  for (const [index, { reply }] of paths.entries()) {
    if (reply === undefined) continue;
    const key = reply.kind === 'none' ? `none ${reply.reason}` : keyOf(reply.trace);
    const known = answers.get(key);
    if (known !== undefined) known.numbers.push(index + 1);
    else {
      const show =
        reply.kind === 'none'
          ? (): Content => facts([noneRow(reply.reason)], options)
          : (prefix: string, level: number): Content => answerWay(reply.trace, prefix, level, options);
      answers.set(key, { numbers: [index + 1], show });
    }
  }
  const several = paths.length > 1;
  const parts = [...answers.values()].map(({ numbers, show }, index) => {
    const prefix = `answer${index + 1}-`;
    if (!several) return show(prefix, 3);
    return markup`${heading(3, `On ${numbers.length === 1 ? 'path' : 'paths'} ${numberWords(numbers)}`)}${show(prefix, 4)}`;
  });
  return markup`<section id="answer"><h2>The answer</h2>${facts([answersRow(paths)], options)}${parts}</section>
`;
}

function answerWay(trace: Trace, prefix: string, level: number, options: WayOptions): Content {
  const sections = pathSections(trace, false);
  const paths = sections.flatMap(({ path }) => path ?? []);
  const [only] = paths;
  return [
    facts(subjectRows(trace, 'answer'), options),
    only !== undefined && paths.length === 1 ? outcome(trace, only, options) : undefined,
    unknowns(trace, paths, 'answer', options),
    way(trace, sections, { prefix, level }, options),
  ];
}

function facts(rows: readonly Row[], { describe }: WayOptions): Content {
  return textRows(namedRows(rows, describe.beside), 'facts');
}

/** Equal for answers that go the same ways. */
function keyOf(trace: Trace): string {
  const words = ({ items, path }: Section): readonly string[] => [
    ...items.map(({ key }) => key),
    path === undefined ? '' : `${path.disposition.kind} ${verdictWords(path)} ${formatPacket(path.packet)}`,
  ];
  return [formatPacket(trace.packet), ...pathSections(trace, false).flatMap(words)].join('\n');
}
