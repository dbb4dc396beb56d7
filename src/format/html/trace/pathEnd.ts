import type { Path, Trace } from '../../../trace/trace.js';
import { asIs } from '../../describe.js';
import { namedRows } from '../../namedRows.js';
import { endRows } from '../../trace/packetRows.js';
import { dispositionRole, dispositionWord, verdictWords } from '../../trace/verdict.js';
import { markup, type Content, type Markup } from '../markup.js';
import { classOf, signOf } from '../role.js';
import type { WayOptions } from './options.js';
import { textRows } from './textRows.js';

/** What a path ends with; `told`: also how it ends, which stands at the top of the page where there is one path only. */
export function pathEnd(trace: Trace, path: Path, told: boolean, options: WayOptions): Content {
  return markup`<section class="path-end">${told ? verdictLine(path, options) : undefined}${textRows(namedRows(endRows(trace, path), options.describe.beside), 'facts')}</section>
`;
}

/** `✕ DROPPED by filter FORWARD rule 3, line 20 of the dump`. */
export function verdictLine(path: Path, { describe }: WayOptions): Markup {
  const { kind } = path.disposition;
  const role = dispositionRole(kind);
  const words = (describe.beside ?? asIs)(verdictWords(path), true);
  return markup`<p class="verdict-line"><b class="${classOf(role)}">${signOf(role)}${dispositionWord(kind)}</b> ${words}</p>`;
}
