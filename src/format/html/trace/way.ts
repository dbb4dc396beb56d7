import type { Trace } from '../../../trace/trace.js';
import type { Row } from '../../layout.js';
import { namedRows } from '../../namedRows.js';
import type { Section } from '../../trace/pathTree.js';
import { sameTail } from '../../trace/sameTail.js';
import { hasBothBackends, ifRows, pathsOf, type Asked } from '../../trace/sectionRows.js';
import { sectionAnchor } from './anchor.js';
import { markup, type Markup } from '../markup.js';
import { branchCards, type Branch } from './branchCards.js';
import type { WayOptions } from './options.js';
import { pathEnd } from './pathEnd.js';
import { stretch, type WayPage } from './stretch.js';
import { track } from './track.js';

/** When a page has so many steps, further stretches are not shown. */
const mostSteps = 20_000;

/** Where a way stands on a page: what its ids begin with, and the level of its headings. */
export interface WayPlace {
  readonly prefix: string;
  readonly level: number;
}

/** A section whose branches are still to come. */
interface Parent {
  readonly branch: Branch;
  readonly open: readonly string[];
  left: number;
}

/** The ways of a trace: what its paths have in common once, then each branch beside the others, with its odds. */
export function way(
  trace: Trace,
  sections: readonly Section[],
  place: WayPlace,
  options: WayOptions,
): Markup {
  const page: WayPage = {
    prefix: place.prefix,
    mixed: hasBothBackends(trace),
    printed: new Map(),
    listed: { misses: 0 },
  };
  const asked: Asked = new Map();
  const earlier: Section[] = [];
  const branches: Branch[] = [];
  const parents: Parent[] = [];
  const branched = sections.length > 1;
  let next = 0;
  let steps = 0;
  for (const [index, section] of sections.entries()) {
    // Inside a stretch that went on as an earlier one did.
    if (section.firstPath < next) continue;
    const parent = parents.at(-1);
    const level = parent === undefined ? place.level : parent.branch.level + 1;
    const tail = sameTail(section, earlier);
    earlier.push(section);
    steps += section.items.length;
    const cut = steps > mostSteps;
    const items = cut ? [] : (tail?.before ?? section.items);
    const inner = {
      level: parent === undefined ? level : level + 1,
      branch: parent !== undefined,
      id: `${place.prefix}s${index + 1}`,
      open: parent?.open ?? [],
    };
    const { stations, content, open } = stretch({ ...section, items }, inner, page, options);
    const { path } = section;
    const end =
      path === undefined
        ? ({ kind: 'fork', ways: section.branches.length } as const)
        : ({ kind: 'end', path } as const);
    const branch: Branch = {
      section,
      level,
      parent: parent?.branch,
      condition: parent === undefined ? [] : conditionOf(section, asked, options),
      content: [
        track(trackName(section, sections.length), stations, end),
        content,
        cut ? markup`<p class="again">not shown: this page has ${mostSteps} steps already</p>` : undefined,
        tail === undefined ? undefined : sameWords(section, tail.as, place.prefix),
        path === undefined ? undefined : branched ? pathEnd(trace, path, options) : undefined,
      ],
    };
    branches.push(branch);
    if (parent !== undefined) parent.left--;
    const forks = section.branches.length > 0;
    if (forks && tail !== undefined) next = section.firstPath + section.pathCount;
    else if (forks) parents.push({ branch, open, left: section.branches.length });
    while (parents.at(-1)?.left === 0) parents.pop();
  }
  return branchCards(branches, trace.paths.length, place.prefix);
}

function conditionOf({ items: [first] }: Section, asked: Asked, { describe }: WayOptions): readonly Row[] {
  return first === undefined ? [] : namedRows(ifRows(first, asked), describe.beside);
}

function trackName(section: Section, count: number): string {
  return count === 1 ? 'stations of the packet' : `stations on ${pathsOf(section)}`;
}

/** That a stretch goes on as another. Links to paths that part from it further on lead here. */
function sameWords({ firstPath, pathCount }: Section, as: Section, prefix: string): Markup {
  const paths = pathCount === 1 ? [] : Array.from({ length: pathCount }, (_, index) => firstPath + index + 1);
  const places = paths.map((path) => markup`<span id="${prefix}path${path}"></span>`);
  return markup`<p class="again">${places}from here step by step as on <a href="#${sectionAnchor(as, prefix)}">${pathsOf(as)}</a></p>
`;
}
