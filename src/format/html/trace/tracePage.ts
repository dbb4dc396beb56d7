import type { Problem } from '../../../ast/problem.js';
import type { Path, Trace } from '../../../trace/trace.js';
import { namedRows } from '../../namedRows.js';
import { harmlessSentence } from '../../sentence.js';
import { subjectRows } from '../../trace/packetRows.js';
import { pathSections } from '../../trace/pathTree.js';
import { dumpProblems } from '../dumpProblems.js';
import { markup, type Markup } from '../markup.js';
import { writePage } from '../page.js';
import { answerParts } from './answerParts.js';
import type { WayOptions } from './options.js';
import { outcome } from './pathEnd.js';
import { textRows } from './textRows.js';
import { titleWords, traceHead } from './traceHead.js';
import { unknowns } from './unknowns.js';
import { way } from './way.js';

export interface TracePageOptions extends WayOptions {
  /** The dump as messages call it. */
  readonly dump: string;
  readonly problems: readonly Problem[];
  /** Of a large dump: how many chains were not read, since the packet does not come to them. */
  readonly chainsNotRead: number;
  /** Of calitrace. */
  readonly version: string;
}

/** Steps of a long page. */
const longPage = 1500;

/** A trace as a page: how it ends, the packet, what is not known, the way through the hooks, the answers where they were asked for. */
export function formatTracePage(trace: Trace, options: TracePageOptions): string {
  const { describe, dump, version } = options;
  const sections = pathSections(trace, false);
  const paths = sections.flatMap(({ path }) => path ?? []);
  const [only] = paths;
  const single = only !== undefined && paths.length === 1 ? outcome(trace, only, options) : undefined;
  const answers = answerParts(paths, options);
  const page = {
    title: titleWords(trace, paths),
    command: 'trace',
    about: harmlessSentence(dump),
    head: traceHead(trace, paths, options),
    version,
  };
  if (options.detail === 'quiet') return writePage({ ...page, body: [] });
  return writePage({
    ...page,
    long: sections.reduce((sum, { items }) => sum + items.length, 0) > longPage,
    body: [
      markup`<section id="packet"><h2>The packet</h2>${textRows(namedRows(subjectRows(trace, 'packet'), describe.beside), 'facts')}${single}</section>
`,
      unknownPart(trace, paths, options),
      markup`<section id="way"><h2>The way</h2>${way(trace, sections, { prefix: '', level: 3 }, options)}</section>
`,
      ...(answers === undefined ? [] : [answers]),
      ...dumpPart(options),
    ],
  });
}

function unknownPart(trace: Trace, paths: readonly Path[], options: WayOptions): Markup {
  const nothing =
    trace.assumed.length + trace.premises.length === 0 &&
    paths.every(({ assumptions }) => assumptions.length === 0);
  const content = nothing
    ? markup`<p>Nothing: all that the rules asked was given.</p>`
    : unknowns(trace, paths, 'packet', options);
  return markup`<section id="unknown"><h2>What is not known</h2>${content}</section>
`;
}

function dumpPart({ problems, chainsNotRead, dump }: TracePageOptions): readonly Markup[] {
  if (problems.length === 0 && chainsNotRead === 0) return [];
  const left =
    chainsNotRead === 0
      ? undefined
      : markup`<p>${chainsNotRead} ${chainsNotRead === 1 ? 'chain was' : 'chains were'} not read, as the packet does not come to them.</p>`;
  return [
    markup`<section id="dump"><h2>The dump</h2>${left}${dumpProblems(problems, dump)}</section>
`,
  ];
}
