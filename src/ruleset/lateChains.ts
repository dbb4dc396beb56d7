import type { ChainColumn } from '../ast/dumpLines.js';
import type { Problem } from '../ast/problem.js';
import { BoundChain } from './boundChain.js';
import type { ChainTable } from './boundChain.js';
import type { Chain, Table } from './ruleset.js';

/**
 * The chains of a table by their names, in the order in which they were declared. Those of a column are made when somebody asks for them: of two
 * hundred thousand a packet sees twenty.
 */
export class LateChains implements ReadonlyMap<string, BoundChain> {
  private readonly made = new Map<string, BoundChain>();
  private column: ChainColumn | undefined;
  /** Those that are none of the column, where there is one, and how many of them stand before it. */
  private readonly single: BoundChain[] = [];
  private before = 0;
  /** How many of the column were made that have rules. */
  private madeWithRules = 0;
  /** What is wrong with all their rules, where that was found before anybody asked for one. */
  judged: readonly Problem[] | undefined;

  constructor(private readonly shared: ChainTable) {}

  get size(): number {
    return this.column === undefined ? this.made.size : this.single.length + this.column.length;
  }

  get(name: string): BoundChain | undefined {
    const chain = this.made.get(name);
    if (chain !== undefined || this.column === undefined) return chain;
    const index = this.column.indexOf(name);
    return index < 0 ? undefined : this.make(this.column, index, name);
  }

  has(name: string): boolean {
    return this.made.has(name) || this.column?.has(name) === true;
  }

  /** Whether a chain of that name is declared; no chain is made for that. */
  declares(name: string): boolean {
    // Most are of the column, which declares all of its own.
    return this.column?.has(name) === true || this.made.get(name)?.declared === true;
  }

  values(): MapIterator<BoundChain> {
    return this.column === undefined ? this.made.values() : this.makeEach(this.column);
  }

  private *makeEach(column: ChainColumn): Generator<BoundChain, undefined> {
    const { single, before } = this;
    yield* single.slice(0, before);
    for (let index = 0; index < column.length; index += 1) yield this.ofColumn(column, index);
    yield* single.slice(before);
  }

  *keys(): Generator<string, undefined> {
    for (const { name } of this.values()) yield name;
  }

  *entries(): Generator<[string, BoundChain], undefined> {
    for (const chain of this.values()) yield [chain.name, chain];
  }

  [Symbol.iterator](): Generator<[string, BoundChain], undefined> {
    return this.entries();
  }

  /** The same for those who look at each once: what nobody asked for by its name is made for this alone. */
  *passing(): Generator<BoundChain, undefined> {
    const { column, single, before } = this;
    if (column === undefined) {
      yield* this.made.values();
      return;
    }
    yield* single.slice(0, before);
    for (let index = 0; index < column.length; index += 1) {
      const name = column.name(index);
      const made = this.made.size > single.length ? this.made.get(name) : undefined;
      yield made ?? this.chainOf(column, index, name);
    }
    yield* single.slice(before);
  }

  forEach(call: (chain: BoundChain, name: string, chains: ReadonlyMap<string, BoundChain>) => void): void {
    for (const chain of this.values()) call(chain, chain.name, this);
  }

  /** Those that somebody asked for, in no order; of the others nothing was read. */
  asked(): Iterable<BoundChain> {
    return this.made.values();
  }

  /** How many chains have rules for which nobody has asked. */
  countUnread(): number {
    let count = (this.column?.withRules ?? 0) - this.madeWithRules;
    for (const chain of this.made.values()) if (chain.isUnread) count += 1;
    return count;
  }

  /** Those whose names begin in one of these ways, in order; of the column's that are repeated only the first `few` of each kind need be given. */
  *startingWith(
    beginnings: readonly string[],
    repeated: readonly string[],
    few: number,
  ): Iterable<BoundChain> {
    const { column, single, before } = this;
    const isOne = ({ name }: BoundChain): boolean => beginnings.some((each) => name.startsWith(each));
    const others = column === undefined ? [...this.made.values()] : single;
    yield* others.slice(0, before).filter(isOne);
    if (column !== undefined) {
      const counts = new Map<string, number>();
      let index = 0;
      for (const beginning of [...beginnings].sort()) {
        const [from, to] = column.startingWith(beginning);
        for (index = Math.max(from, index); index < to; index += 1) {
          const name = column.name(index);
          const kind = repeated.find((each) => name.startsWith(each));
          const count = kind === undefined ? 0 : (counts.get(kind) ?? 0) + 1;
          if (kind !== undefined) counts.set(kind, count);
          if (kind === undefined || count <= few) yield this.ofColumn(column, index);
          else index = column.startingWith(kind)[1] - 1;
        }
      }
    }
    yield* others.slice(before).filter(isOne);
  }

  add(chain: BoundChain): void {
    this.made.set(chain.name, chain);
    if (this.column !== undefined) this.single.push(chain);
  }

  /** Takes the chains of a column behind those that are there; false where it has one already, or one of them is declared in it again. */
  take(column: ChainColumn): boolean {
    if (this.column !== undefined) return false;
    for (const name of this.made.keys()) if (column.has(name)) return false;
    this.single.push(...this.made.values());
    this.before = this.single.length;
    this.column = column;
    return true;
  }

  private ofColumn(column: ChainColumn, index: number): BoundChain {
    const name = column.name(index);
    return this.made.get(name) ?? this.make(column, index, name);
  }

  private make(column: ChainColumn, index: number, name: string): BoundChain {
    const chain = this.chainOf(column, index, name);
    if (column.ruleCount(index) > 0) this.madeWithRules += 1;
    this.made.set(name, chain);
    return chain;
  }

  private chainOf(column: ChainColumn, index: number, name: string): BoundChain {
    const chain = new BoundChain(name, this.shared);
    chain.declaredPolicy = '-';
    const count = column.ruleCount(index);
    if (count > 0) chain.append(column.firstRule(index), count);
    return chain;
  }
}

/**
 * The chains of a table whose names begin in one of these ways, in their order. `repeated`: how the names of chains begin of which not more than the first
 * `few` are needed; more may be given.
 */
export function chainsStarting(
  { chains }: Table,
  beginnings: readonly string[],
  repeated: readonly string[] = [],
  few = 0,
): Iterable<Chain> {
  if (chains instanceof LateChains) return chains.startingWith(beginnings, repeated, few);
  return [...chains.values()].filter(({ name }) => beginnings.some((each) => name.startsWith(each)));
}
