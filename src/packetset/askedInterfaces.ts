import { partsOf } from '../condition/partsOf.js';
import type { Part } from '../condition/partsOf.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { calledBy, calledFirst } from './calledFirst.js';
import { packetsWith, setsOf } from './conditionSets.js';
import { conditionsOf } from './conditionsOf.js';
import { everything, nothing } from './packetSet.js';
import type { Diagrams } from './diagrams.js';
import type { PacketSet } from './packetSet.js';
import type { InterfaceName } from './survey.js';
import type { Workshop } from './workshop.js';

/**
 * The names by which rules still ask for a packet's interfaces; `many` where they are too many to be worth a list. Equal ones are the
 * same object.
 */
export interface Asked {
  readonly in: readonly InterfaceName[] | 'many';
  readonly out: readonly InterfaceName[] | 'many';
}

/** No rule is left that could ask. */
export const nothingAsked: Asked = { in: [], out: [] };
const many: Asked = { in: 'many', out: 'many' };

/** What the rules of a chain ask from an index on, with the chains they call, and then `after`. */
export type AskedAhead = (chain: Chain, from: number, after: Asked) => Asked;

const most = 64;

/** Finds out for each place in a table which interfaces the rules ahead of a packet there ask for. */
export function askedAhead(workshop: Workshop, table: Table): AskedAhead {
  const { ofRule, join } = interned(workshop);
  const rests = new Map<Chain, readonly Asked[]>();

  const restsOf = (chain: Chain): readonly Asked[] => {
    let asked = nothingAsked;
    const found = [asked];
    for (const rule of chain.rules.toReversed()) {
      const called = calledBy(table, rule);
      // Of a loop, which the kernel does not load, nothing is known yet.
      const there = called === undefined ? nothingAsked : (rests.get(called)?.[0] ?? many);
      asked = join(join(asked, ofRule(rule)), there);
      found.push(asked);
    }
    return found.reverse();
  };

  return (chain, from, after) => {
    if (!rests.has(chain)) calledFirst(table, chain, rests, restsOf);
    return join(rests.get(chain)?.[from] ?? nothingAsked, after);
  };
}

/** Makes each list of names once. */
function interned(workshop: Workshop) {
  const made = new Map([nothingAsked, many].map((asked) => [keyOf(asked), asked]));
  const make = (asked: Asked): Asked => {
    const key = keyOf(asked);
    const known = made.get(key);
    if (known !== undefined) return known;
    made.set(key, asked);
    return asked;
  };
  const join = (a: Asked, b: Asked): Asked => {
    if (a === b || b === nothingAsked) return a;
    if (a === nothingAsked) return b;
    return make({ in: both(a.in, b.in), out: both(a.out, b.out) });
  };
  const ofRule = (rule: BoundRule): Asked => {
    let asked = nothingAsked;
    for (const condition of conditionsOf(rule)) {
      for (const part of partsOf(condition)) {
        if (part.kind === 'interface') asked = join(asked, { in: [], out: [], [part.side]: [part] });
        else if (asksOtherwise(workshop, part)) asked = many;
        else if (asksWhetherWithin(part)) asked = join(asked, { in: withinNode, out: [] });
      }
    }
    return asked;
  };
  return { ofRule, join };
}

/** None, and that by which the node sends to itself. @see conditionSets.ts withinNode */
const withinNode: readonly InterfaceName[] = [
  { name: '', wildcard: false },
  { name: 'lo', wildcard: false },
];

/** What holds or fails by itself for packets that no other machine sent. */
function asksWhetherWithin(part: Part): boolean {
  if (part.kind === 'in') return part.field === 'sourceMac';
  return part.kind === 'derived' && (part.of.fact === 'reverse-path' || part.of.fact === 'bridge-port');
}

function keyOf(asked: Asked): string {
  const [ofIn, ofOut] = [asked.in, asked.out].map((names) =>
    names === 'many' ? '*' : names.map(written).join('/'),
  );
  return `${ofIn} ${ofOut}`;
}

/** As a rule writes it; no name has a slash or a blank. */
function written({ name, wildcard }: InterfaceName): string {
  return `${name}${wildcard ? '+' : ''}`;
}

function both(a: Asked['in'], b: Asked['in']): Asked['in'] {
  if (a === 'many' || b === 'many') return 'many';
  if (b.length === 0) return a;
  const names = new Map([...a, ...b].map((name) => [written(name), name]));
  if (names.size > most) return 'many';
  return [...names.keys()].sort().flatMap((key) => names.get(key) ?? []);
}

/** Whether a part that names no interface asks for one all the same: who has a source MAC, what comes from within the node. */
function asksOtherwise(workshop: Workshop, part: Part): boolean {
  const { interfaces } = workshop.variables;
  const levels = new Set([...interfaces.in.levels, ...interfaces.out.levels]);
  switch (part.kind) {
    // Of a field's own values no interface can be told, whichever they are.
    case 'in':
      return asksLevels(workshop.diagrams, packetsWith(workshop, part.field), levels);
    case 'one-of':
    case 'derived':
    case 'bytes': {
      const { yes, no } = setsOf(workshop, part);
      return [yes, ...(no === undefined ? [] : [no])].some((set) =>
        asksLevels(workshop.diagrams, set, levels),
      );
    }
    case 'interface':
    case 'masked':
    case 'bits':
    case 'member':
    case 'draw':
    case 'ask':
      return false;
  }
}

function asksLevels(diagrams: Diagrams, set: PacketSet, levels: ReadonlySet<number>): boolean {
  const seen = new Set<PacketSet>([nothing, everything]);
  const pending = [set];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (levels.has(diagrams.levelOf(next))) return true;
    pending.push(diagrams.low(next), diagrams.high(next));
  }
  return false;
}
