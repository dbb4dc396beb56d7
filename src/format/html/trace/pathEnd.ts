import type { Path, Trace } from '../../../trace/trace.js';
import { asIs } from '../../describe.js';
import { namedRows } from '../../namedRows.js';
import { endRows } from '../../trace/packetRows.js';
import { dispositionRole, dispositionWord, verdictWords } from '../../trace/verdict.js';
import { fold } from '../fold.js';
import { markup, type Content } from '../markup.js';
import { classOf, signOf } from '../role.js';
import { markBits } from './markBits.js';
import type { WayOptions } from './options.js';
import { textRows } from './textRows.js';

/** What one of several paths ends with: the verdict, what became of the packet, on what that depended. */
export function pathEnd(trace: Trace, path: Path, options: WayOptions): Content {
  const { kind } = path.disposition;
  const role = dispositionRole(kind);
  const words = (options.describe.beside ?? asIs)(verdictWords(path), true);
  return markup`<section class="path-end"><p class="verdict-line"><b class="${classOf(role)}">${signOf(role)}${dispositionWord(kind)}</b> ${words}</p>
${outcome(trace, path, options)}</section>
`;
}

/** What became of the packet on a path: what was rewritten in all, on what the end depended, the bits of the mark. */
export function outcome(trace: Trace, path: Path, options: WayOptions): Content {
  const from = trace.packet.mark;
  const to = path.packet.mark;
  return [
    textRows(namedRows(endRows(trace, path), options.describe.beside), 'facts'),
    from === to
      ? undefined
      : fold('the bits of its mark', markBits('mark', { from, to }, options), 'mark-fold'),
  ];
}
