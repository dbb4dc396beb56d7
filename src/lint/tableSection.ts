import { eachHead } from '../ast/dumpLines.js';
import type { Dump } from '../ast/ast.js';
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
  return { whole, declared: section?.declared ?? new Map<string, number>() };
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
  readonly declared: Map<string, number>;
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
        declared: new Map(),
      };
      sections.push(section);
    }
    section.last = piece.line;
    if (piece.kind === 'run') section.last += piece.count - 1;
    else if (piece.kind === 'chains') {
      section.last += piece.names.length - 1;
      for (const [index, name] of piece.names.entries()) declare(section, name, piece.line + index);
    } else if (piece.kind === 'chain') declare(section, piece.name.text, piece.line);
    else if (piece.kind === 'unread') section.isRead = false;
    else if (piece.kind === 'commit') {
      section.isEnded = true;
      section = undefined;
    }
  }
  return sections;
}

function declare({ declared }: Section, name: string, line: number): void {
  if (!declared.has(name)) declared.set(name, line);
}
