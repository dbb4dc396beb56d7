import type { Section } from '../../trace/pathTree.js';

/** The id of a stretch: `path2`, `paths1-3`. */
export function sectionAnchor({ firstPath, pathCount }: Section, prefix: string): string {
  const first = firstPath + 1;
  return pathCount === 1 ? `${prefix}path${first}` : `${prefix}paths${first}-${firstPath + pathCount}`;
}
