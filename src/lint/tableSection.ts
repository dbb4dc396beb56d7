import { eachHead } from '../ast/dumpLines.js';
import type { ChainRun } from '../ast/dumpLines.js';
import type { ChainLine, Dump } from '../ast/ast.js';
import type { Chain, Table } from '../ruleset/ruleset.js';
import type { Place } from './finding.js';

/** The lines of a dump that hold one table. */
export interface TableSection {
  /** From its `*table` to its COMMIT, every line read, every chain declared: nothing was left out, as far as can be seen. */
  readonly whole: boolean;
  /** By the name of a chain the line that declares it first, 1-based. */
  readonly declared: ReadonlyMap<string, number>;
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
  const line = sectionOf(dump, table).declared.get(chain.name);
  return line === undefined ? place : { ...place, line };
}

function findSection(dump: Dump, table: Table): TableSection {
  const chains = [...table.chains.values()];
  const inside = chains.find((chain) => chain.rules.length > 0)?.rules[0]?.line;
  const section = splitTables(dump).findLast(
    ({ name = table.name, first, last }) =>
      name === table.name && (inside === undefined || (first <= inside && inside <= last)),
  );
  const whole =
    section?.name !== undefined &&
    section.isEnded &&
    section.isRead &&
    chains.every((chain) => chain.declared) &&
    chains.some((chain) => chain.policy !== undefined);
  let declared: ReadonlyMap<string, number> | undefined;
  return {
    whole,
    get declared() {
      return (declared ??= linesOf(section?.declaring ?? []));
    },
  };
}

/** The lines from each `*table` to its COMMIT; an excerpt may have neither. */
interface Section {
  /** As its `*table` says. */
  readonly name: string | undefined;
  /** 1-based, as `last`. */
  readonly first: number;
  last: number;
  isEnded: boolean;
  /** Every line of it. */
  isRead: boolean;
  readonly declaring: (ChainLine | ChainRun)[];
}

const split = new WeakMap<Dump, readonly Section[]>();

function splitTables(dump: Dump): readonly Section[] {
  const sections = split.get(dump) ?? sectionsOf(dump);
  split.set(dump, sections);
  return sections;
}

function sectionsOf(dump: Dump): readonly Section[] {
  const sections: Section[] = [];
  let section: Section | undefined;
  for (const piece of eachHead(dump)) {
    if (piece.kind === 'table' || section === undefined) {
      section = {
        name: piece.kind === 'table' ? piece.name.text : undefined,
        first: piece.line,
        last: piece.line,
        isEnded: false,
        isRead: true,
        declaring: [],
      };
      sections.push(section);
    }
    section.last = piece.line;
    if (piece.kind === 'run') section.last += piece.count - 1;
    else if (piece.kind === 'chains') section.last += piece.names.length - 1;
    if (piece.kind === 'chains' || piece.kind === 'chain') section.declaring.push(piece);
    else if (piece.kind === 'unread') section.isRead = false;
    else if (piece.kind === 'commit') {
      section.isEnded = true;
      section = undefined;
    }
  }
  return sections;
}

/** By the name of a chain the line that declares it first. */
function linesOf(declaring: readonly (ChainLine | ChainRun)[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const piece of declaring) {
    const names = piece.kind === 'chain' ? [piece.name.text] : piece.names;
    for (const [index, name] of names.entries()) if (!lines.has(name)) lines.set(name, piece.line + index);
  }
  return lines;
}
