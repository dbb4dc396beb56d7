import type { Problem } from '../../../ast/problem.js';
import type { Trace } from '../../../trace/trace.js';
import { namedRows } from '../../namedRows.js';
import { harmlessSentence } from '../../sentence.js';
import { packetRows } from '../../trace/packetRows.js';
import { pathSections } from '../../trace/pathTree.js';
import { markup } from '../markup.js';
import { writePage } from '../page.js';
import type { WayOptions } from './options.js';
import { textRows } from './textRows.js';
import { way } from './way.js';
import { traceHead, titleWords } from './traceHead.js';

export interface TracePageOptions extends WayOptions {
  /** The dump as messages call it. */
  readonly dump: string;
  readonly problems: readonly Problem[];
  readonly chainsNotRead: number;
  /** Of calitrace. */
  readonly version: string;
}

/** A trace as a page that is one file: how it ends, the packet, what is not known, the way through the hooks, the answers where they were asked for. */
export function formatTracePage(trace: Trace, options: TracePageOptions): string {
  const sections = pathSections(trace, false);
  const paths = sections.flatMap(({ path }) => (path === undefined ? [] : [path]));
  return writePage({
    title: titleWords(trace, paths),
    command: 'trace',
    about: harmlessSentence(options.dump),
    head: traceHead(trace, paths, options),
    body: [
      markup`<section id="packet"><h2>The packet</h2>${textRows(namedRows(packetRows(trace, 'packet'), options.describe.beside), 'facts')}</section>`,
      markup`<section id="way"><h2>The way</h2>${way(trace, sections, { prefix: '', level: 3 }, options)}</section>`,
    ],
    version: options.version,
  });
}
