import type { Dump, Line } from '../ast/ast.js';
import type { Chain, Table } from '../ruleset/ruleset.js';
import type { Place } from './finding.js';

/** The lines of a dump that hold one table. */
export interface TableSection {
  readonly lines: readonly Line[];
  /** From its `*table` to its COMMIT, every line read, every chain declared: nothing was left out, as far as can be seen. */
  readonly whole: boolean;
}

const known = new WeakMap<Table, TableSection>();

/** Where a table stands in its dump. In what is not whole, a chain may be missing because somebody cut it out. */
export function sectionOf(dump: Dump, table: Table): TableSection {
  const section = known.get(table) ?? findSection(dump, table);
  known.set(table, section);
  return section;
}

/** A chain with the line that declares it. */
export function chainPlace(dump: Dump, table: Table, chain: Chain): Place {
  const place = { table: table.name, chain: chain.name };
  const line = sectionOf(dump, table).lines.find(
    (each) => each.kind === 'chain' && each.name.text === chain.name,
  );
  return line === undefined ? place : { ...place, line: line.line };
}

function findSection(dump: Dump, table: Table): TableSection {
  const chains = [...table.chains.values()];
  const inside = chains.flatMap((chain) => chain.rules[0]?.line ?? [])[0];
  const sections = splitTables(dump.lines).filter(([first]) =>
    first?.kind === 'table' ? first.name.text === table.name : true,
  );
  const lines =
    sections.findLast((section) => inside === undefined || section.some((line) => line.line === inside)) ??
    [];
  const whole =
    lines[0]?.kind === 'table' &&
    lines.at(-1)?.kind === 'commit' &&
    lines.every((line) => line.kind !== 'unread') &&
    chains.every((chain) => chain.declared) &&
    chains.some((chain) => chain.policy !== undefined);
  return { lines, whole };
}

/** The lines from each `*table` to its COMMIT; an excerpt may have neither. */
function splitTables(lines: readonly Line[]): readonly (readonly Line[])[] {
  const sections: Line[][] = [];
  let section: Line[] | undefined;
  for (const line of lines) {
    if (line.kind === 'table' || section === undefined) sections.push((section = []));
    section.push(line);
    if (line.kind === 'commit') section = undefined;
  }
  return sections;
}
