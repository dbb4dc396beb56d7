import type { State } from './changes.js';
import type { Item, Section } from './pathTree.js';

/** The rest of a stretch, with all its branches, that an earlier one has printed: the items before it, and that one. */
export interface SameTail {
  readonly before: readonly Item[];
  readonly as: Section;
}

/** A path's rest of fewer items is printed again; so are the first items of a stretch, where it has more of its own. */
const shortest = 4;
const mostOwn = 3;

/**
 * Where a stretch, after what parted it, goes on as an earlier one did with the same packet (a LOG that did or did not write
 * changes nothing). Undefined where it has a way of its own.
 */
export function sameTail(section: Section, earlier: readonly Section[]): SameTail | undefined {
  const { items, branches } = section;
  const least = branches.length > 0 ? 1 : shortest;
  for (const other of earlier) {
    if (other.branches.length !== branches.length || other.pathCount !== section.pathCount) continue;
    const common = commonEnd(items, other.items);
    if (common < least || items.length - common > mostOwn) continue;
    const own = items[items.length - common];
    const its = other.items[other.items.length - common];
    if (own === undefined || its === undefined || !sameState(own.before, its.before)) continue;
    if (!branches.every((branch, index) => sameWay(branch, other.branches[index]))) continue;
    return { before: items.slice(0, items.length - common), as: other };
  }
  return undefined;
}

function commonEnd(items: readonly Item[], others: readonly Item[]): number {
  let common = 0;
  while (common < items.length && common < others.length) {
    if (items[items.length - 1 - common]?.key !== others[others.length - 1 - common]?.key) break;
    common++;
  }
  return common;
}

/** Two stretches that are the same item by item, down to the ends of all their paths. */
function sameWay(section: Section, other: Section | undefined): boolean {
  return (
    other !== undefined &&
    section.items.length === other.items.length &&
    section.items.every(({ key }, index) => key === other.items[index]?.key) &&
    section.branches.length === other.branches.length &&
    section.branches.every((branch, index) => sameWay(branch, other.branches[index]))
  );
}

function sameState(one: State, other: State): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
}
