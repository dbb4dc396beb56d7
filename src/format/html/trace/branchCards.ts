import type { DispositionKind } from '../../../trace/trace.js';
import { pathsOf } from '../../trace/sectionRows.js';
import type { Section } from '../../trace/pathTree.js';
import { dispositionRole, dispositionWord } from '../../trace/verdict.js';
import { sectionAnchor } from './anchor.js';
import type { Row } from '../../layout.js';
import { heading } from '../heading.js';
import { markup, type Content, type Markup } from '../markup.js';
import { odds } from '../odds.js';
import { classOf, painted, signOf } from '../role.js';

/** A stretch of a trace with what is shown of it. The first has no parent. */
export interface Branch {
  readonly section: Section;
  /** Of its heading. */
  readonly level: number;
  readonly parent: Branch | undefined;
  /** What had to be so to come here. */
  readonly condition: readonly Row[];
  readonly content: Content;
}

/** Forks within forks stand within one another up to here; further ones below one another: browsers nest only so many elements. */
const deepestFork = 6;

/** With more paths than this the cards are folded: what they lead to stands on the fold. */
const unfolded = 4;

/** Branches as cards, those of one fork side by side, in the order in which they come: each behind its parent. */
export function branchCards(branches: readonly Branch[], pathCount: number, prefix: string): Markup {
  const cards = new Map<Branch | undefined, Content[]>();
  const endings = new Map<Branch, Set<DispositionKind>>();
  const depths = new Map<Branch, number>();
  for (const branch of branches)
    depths.set(branch, branch.parent === undefined ? 0 : (depths.get(branch.parent) ?? 0) + 1);
  // Backwards, so that what belongs into a card is there before the card.
  for (const branch of [...branches].reverse()) {
    const { section, parent, content } = branch;
    const ends = endings.get(branch) ?? new Set();
    if (section.path !== undefined) ends.add(section.path.disposition.kind);
    const inner = [...(cards.get(branch) ?? [])].reverse();
    const nests = (depths.get(branch) ?? 0) < deepestFork;
    const fork = inner.length === 0 ? undefined : markup`<div class="fork">${inner}</div>`;
    const own =
      parent === undefined
        ? markup`<div id="${sectionAnchor(section, prefix)}">${content}${fork}</div>`
        : card(branch, ends, nests ? [content, fork] : content, pathCount, prefix);
    const siblings = cards.get(parent) ?? [];
    cards.set(parent, siblings);
    if (nests) siblings.push(own);
    else siblings.push(...[...inner].reverse(), own);
    if (parent === undefined) continue;
    const above = endings.get(parent) ?? new Set();
    endings.set(parent, above);
    for (const end of ends) above.add(end);
  }
  return markup`${cards.get(undefined) ?? []}`;
}

function card(
  { section, level, condition }: Branch,
  ends: ReadonlySet<DispositionKind>,
  content: Content,
  pathCount: number,
  prefix: string,
): Markup {
  const open = pathCount <= unfolded;
  const came = [...ends].reverse().map((kind) => {
    const role = dispositionRole(kind);
    return markup` <b class="came ${classOf(role)}">${signOf(role)}${dispositionWord(kind)}</b>`;
  });
  const name = pathsOf(section);
  return markup`<details class="card"${open ? markup` open=""` : ''}><summary>${heading(level, [name, markup` <span class="of">of ${pathCount}</span>`])}${odds(section.chance)}${came}${condition.map(conditionLine)}</summary>
<div class="card-body" id="${sectionAnchor(section, prefix)}">${content}</div></details>
`;
}

function conditionLine(row: Row): Content {
  return row.kind === 'text'
    ? markup`<span class="if"><span class="r-label">${row.label.text}</span> ${painted(row.text)}</span>`
    : undefined;
}
