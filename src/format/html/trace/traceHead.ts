import type { Path, Trace } from '../../../trace/trace.js';
import { asIs } from '../../describe.js';
import { namedRows } from '../../namedRows.js';
import { sumOfChances } from '../../trace/pathWords.js';
import { dispositionRole, dispositionWord, verdictWords } from '../../trace/verdict.js';
import {
  endGroups,
  incompleteRow,
  togetherRow,
  verdictRows,
  type EndGroup,
} from '../../trace/verdictRows.js';
import { formatPacket } from '../../packetLine.js';
import { fold } from '../fold.js';
import { joinPieces, markup, type Content, type Markup } from '../markup.js';
import { odds } from '../odds.js';
import { scrollRegion } from '../scrollRegion.js';
import { classOf, painted, signOf } from '../role.js';
import type { WayOptions } from './options.js';

/** `DROPPED: tcp 10.0.0.1:40000 → 10.0.0.2:80`. */
export function titleWords(trace: Trace, paths: readonly Path[]): string {
  const kinds = [...new Set(paths.map(({ disposition }) => dispositionWord(disposition.kind)))];
  return `${kinds.join(' or ')}: ${formatPacket(trace.packet)}`;
}

/** How it ends, as one statement; of several paths a table of their ends. */
export function traceHead(trace: Trace, paths: readonly Path[], options: WayOptions): Markup {
  const [only] = paths;
  const cut = trace.complete
    ? undefined
    : markup`<p class="notice r-ended">${signOf('ended')}<b>INCOMPLETE</b> ${incompleteRow(paths).text.text}</p>`;
  return only !== undefined && paths.length === 1
    ? oneEnd(only, cut, options)
    : severalEnds(trace, paths, cut, options);
}

function oneEnd(path: Path, cut: Content, options: WayOptions): Markup {
  const [, ...behind] = namedRows(verdictRows(path, options), options.describe.beside);
  const { kind } = path.disposition;
  const role = dispositionRole(kind);
  const rule = path.disposition.by.kind === 'rule';
  const words = (options.describe.beside ?? asIs)(verdictWords(path), true);
  const lines = behind.flatMap((row, index) =>
    row.kind !== 'text'
      ? []
      : [
          rule && index === 0
            ? markup`<p><code class="decider">${row.text.text}</code></p>`
            : markup`<p>${painted(row.text)}</p>`,
        ],
  );
  return markup`<div class="verdict ${classOf(role)}"><h1>${signOf(role)}${dispositionWord(kind)} <span class="by">${words}</span></h1>
${cut}${lines}</div>`;
}

/** So many ends are in sight; the others are folded. */
const endsInSight = 12;

function severalEnds(trace: Trace, paths: readonly Path[], cut: Content, options: WayOptions): Markup {
  const { label, text } = togetherRow(trace);
  const rows = endGroups(paths).map((group) => endRow(group, options));
  const behind = rows.slice(endsInSight);
  const more =
    behind.length === 0
      ? undefined
      : fold(`and ${behind.length} more ends`, endTable(behind, 'further ends of paths'), 'more-ends');
  return markup`<div class="verdict ${classOf(label.role)}"><h1>${signOf(label.role)}${label.text} <span class="by">${text.text}</span></h1>
${cut}${endTable(rows.slice(0, endsInSight), 'how the paths end')}${more}</div>`;
}

function endTable(rows: readonly Markup[], name: string): Markup {
  return scrollRegion(
    name,
    markup`<table><thead><tr><th scope="col">paths</th><th scope="col">chance</th><th scope="col">end</th><th scope="col">where</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  );
}

/** So many links lead to paths that end alike. */
const links = 20;

function endRow({ first, members, numbers }: EndGroup, { describe, detail }: WayOptions): Markup {
  const { kind } = first.disposition;
  const role = dispositionRole(kind);
  const shown: readonly Content[] = numbers
    .slice(0, links)
    .map((number) => (detail === 'quiet' ? number : markup`<a href="#path${number}">${number}</a>`));
  const more = numbers.length > links ? ` and ${numbers.length - links} more` : '';
  return markup`<tr><td>${joinPieces(shown, ', ')}${more}</td><td>${odds(sumOfChances(members), '')}</td><td><b class="${classOf(role)}">${signOf(role)}${dispositionWord(kind)}</b></td><td>${(describe.beside ?? asIs)(verdictWords(first), true)}</td></tr>`;
}
