import { AND, MINUS, OR, settled } from './combination.js';
import type { Combination } from './combination.js';
import { hash } from './hash.js';
import { levelSets } from './levelSets.js';
import type { LevelSet } from './levelSets.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';

/** Thrown where a set would need more nodes than allowed; whoever asked for it says that it is not decided. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
}

/** 20 to 24 bytes a node. */
const defaultMostNodes = 1 << 24;

/** Sets are taken apart level by level on the call stack, which ends after some thousand levels. */
const deepest = 2000;

const leastCapacity = 1 << 14;
const stride = 4;
/** Of the cache of results, which forgets: entries, a power of two. */
const cacheEntries = 1 << 18;
const leafLevel = 0x7fffffff;

/** Names of operations in the cache of results. */
const ASSIGN_0 = 4;
const ASSIGN_1 = 5;
const FORGET = 6;
const FLIP = 7;
const SPLIT = 8;
const FORGET_ALL = 9;

type Change = typeof ASSIGN_0 | typeof ASSIGN_1 | typeof FORGET | typeof FLIP;

/**
 * Reduced ordered binary decision diagrams over variables called levels, 0 at the top. A node asks one variable; nodes
 * are shared, so two sets are equal exactly if their numbers are. Nothing is ever freed: one Diagrams serves one analysis.
 * @see R. E. Bryant, Graph-Based Algorithms for Boolean Function Manipulation (1986)
 */
export class Diagrams {
  /** Four numbers a node, which one look into memory brings: level, low, high, and the next node of the same hash. */
  #nodes: Int32Array;
  #size = 2;
  #depth = 0;
  #rest: PacketSet = nothing;
  /** The first node of each hash, 0 for none; as many as there is room for nodes. */
  #firsts: Int32Array;
  /** By node the number of the last look that met it. */
  #met = new Int32Array(0);
  #looks = 0;
  /** Four numbers an entry: operation, its two operands, and their result; of a split the negative operand, the other, and both results. */
  readonly #cache = new Int32Array(cacheEntries * stride);
  readonly #levelSetOf = levelSets();
  readonly #mostNodes: number;

  /** `expected`: how many nodes there is room for from the start. */
  constructor(mostNodes = defaultMostNodes, expected = 0) {
    this.#mostNodes = mostNodes;
    const capacity = Math.max(leastCapacity, 2 ** Math.ceil(Math.log2(Math.min(expected, mostNodes) + 1)));
    this.#nodes = new Int32Array(capacity * stride);
    this.#firsts = new Int32Array(capacity);
    this.#nodes[nothing * stride] = leafLevel;
    this.#nodes[everything * stride] = leafLevel;
  }

  /** Nodes made so far, those of sets no longer needed among them. */
  get size(): number {
    return this.#size;
  }

  /** The level a set's first node asks; beyond all levels for the two constant sets. */
  levelOf(set: PacketSet): number {
    return this.#nodes[set * stride] ?? leafLevel;
  }

  /** What is left of a set where its first variable is 0. */
  low(set: PacketSet): PacketSet {
    return this.#nodes[set * stride + 1] ?? nothing;
  }

  /** What is left of a set where its first variable is 1. */
  high(set: PacketSet): PacketSet {
    return this.#nodes[set * stride + 2] ?? nothing;
  }

  /** The levels that a set asks, and how many nodes it takes. */
  supportOf(set: PacketSet): { readonly levels: ReadonlySet<number>; readonly nodes: number } {
    if (this.#met.length < this.#size) this.#met = new Int32Array(this.#firsts.length);
    const met = this.#met;
    const look = ++this.#looks;
    met[nothing] = met[everything] = look;
    const levels = new Set<number>();
    const pending = [set];
    let nodes = 0;
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (met[next] === look) continue;
      met[next] = look;
      nodes++;
      levels.add(this.levelOf(next));
      pending.push(this.low(next), this.high(next));
    }
    return { levels, nodes };
  }

  /** The set in which variable `level` is 1. */
  variable(level: number): PacketSet {
    return this.node(level, nothing, everything);
  }

  /** The set that asks `level` first; both parts ask only levels below. */
  node(level: number, low: PacketSet, high: PacketSet): PacketSet {
    if (low === high) return low;
    const nodes = this.#nodes;
    const slot = hash(level, low, high) & (this.#firsts.length - 1);
    const first = this.#firsts[slot] ?? 0;
    for (let found = first; found !== 0; found = nodes[found * stride + 3] ?? 0) {
      const at = found * stride;
      if (nodes[at] === level && nodes[at + 1] === low && nodes[at + 2] === high) return found;
    }
    if (this.#size >= this.#mostNodes) throw new BudgetExceeded(`more than ${this.#mostNodes} nodes`);
    if (this.#size === this.#firsts.length) {
      this.#grow();
      return this.node(level, low, high);
    }
    const made = this.#size++;
    const at = made * stride;
    nodes[at] = level;
    nodes[at + 1] = low;
    nodes[at + 2] = high;
    nodes[at + 3] = first;
    this.#firsts[slot] = made;
    return made;
  }

  #grow(): void {
    const capacity = this.#firsts.length * 2;
    const nodes = new Int32Array(capacity * stride);
    nodes.set(this.#nodes);
    const firsts = new Int32Array(capacity);
    for (let node = 2; node < this.#size; node++) {
      const at = node * stride;
      const slot = hash(nodes[at] ?? 0, nodes[at + 1] ?? 0, nodes[at + 2] ?? 0) & (capacity - 1);
      nodes[at + 3] = firsts[slot] ?? 0;
      firsts[slot] = node;
    }
    this.#nodes = nodes;
    this.#firsts = firsts;
  }

  and(a: PacketSet, b: PacketSet): PacketSet {
    return a < b ? this.#combine(AND, a, b) : this.#combine(AND, b, a);
  }

  or(a: PacketSet, b: PacketSet): PacketSet {
    return a < b ? this.#combine(OR, a, b) : this.#combine(OR, b, a);
  }

  /** What of `a` is not in `b`. */
  minus(a: PacketSet, b: PacketSet): PacketSet {
    return this.#combine(MINUS, a, b);
  }

  not(a: PacketSet): PacketSet {
    return this.#combine(MINUS, everything, a);
  }

  /** Of AND and OR the smaller number first, so that both orders are one entry of the cache. */
  #combine(operation: Combination, a: PacketSet, b: PacketSet): PacketSet {
    const known = settled(operation, a, b);
    if (known !== undefined) return known;
    const entry = entryOf(operation, a, b);
    if (this.#isHit(entry, operation, a, b)) return this.#cache[entry + 3] ?? nothing;
    const nodes = this.#nodes;
    const atA = a * stride;
    const atB = b * stride;
    const levelA = nodes[atA] ?? leafLevel;
    const levelB = nodes[atB] ?? leafLevel;
    const splitsA = levelA <= levelB;
    const splitsB = levelB <= levelA;
    const lowA = splitsA ? (nodes[atA + 1] ?? nothing) : a;
    const highA = splitsA ? (nodes[atA + 2] ?? nothing) : a;
    const lowB = splitsB ? (nodes[atB + 1] ?? nothing) : b;
    const highB = splitsB ? (nodes[atB + 2] ?? nothing) : b;
    this.#descend();
    const low = this.#ordered(operation, lowA, lowB);
    const high = this.#ordered(operation, highA, highB);
    this.#depth--;
    const result = this.node(splitsA ? levelA : levelB, low, high);
    return this.#remember(entry, operation, a, b, result);
  }

  /** What of `a` is in `b`, and what is not, in one go. */
  split(a: PacketSet, b: PacketSet): readonly [both: PacketSet, rest: PacketSet] {
    const both = this.#split(a, b);
    return [both, this.#rest];
  }

  /** Gives back what is in both, and leaves the rest of `a` in `#rest`. */
  #split(a: PacketSet, b: PacketSet): PacketSet {
    if (a === nothing || b === nothing || a === b || b === everything) {
      this.#rest = b === nothing ? a : nothing;
      return b === nothing ? nothing : a;
    }
    const entry = entryOf(SPLIT, a, b);
    const cache = this.#cache;
    if (cache[entry] === -a && cache[entry + 1] === b) {
      this.#rest = cache[entry + 3] ?? nothing;
      return cache[entry + 2] ?? nothing;
    }
    const nodes = this.#nodes;
    const atA = a * stride;
    const atB = b * stride;
    const levelA = nodes[atA] ?? leafLevel;
    const levelB = nodes[atB] ?? leafLevel;
    const splitsA = levelA <= levelB;
    const splitsB = levelB <= levelA;
    const highA = splitsA ? (nodes[atA + 2] ?? nothing) : a;
    const highB = splitsB ? (nodes[atB + 2] ?? nothing) : b;
    this.#descend();
    const low = this.#split(
      splitsA ? (nodes[atA + 1] ?? nothing) : a,
      splitsB ? (nodes[atB + 1] ?? nothing) : b,
    );
    const lowRest = this.#rest;
    const high = this.#split(highA, highB);
    const highRest = this.#rest;
    this.#depth--;
    const level = splitsA ? levelA : levelB;
    const both = this.node(level, low, high);
    const rest = this.node(level, lowRest, highRest);
    // No operation is negative.
    cache[entry] = -a;
    cache[entry + 1] = b;
    cache[entry + 2] = both;
    cache[entry + 3] = rest;
    this.#rest = rest;
    return both;
  }

  #ordered(operation: Combination, a: PacketSet, b: PacketSet): PacketSet {
    return operation === MINUS || a < b ? this.#combine(operation, a, b) : this.#combine(operation, b, a);
  }

  /** The packets of a set after variable `level` was made `value` in each of them. */
  assign(set: PacketSet, level: number, value: boolean): PacketSet {
    return this.#change(value ? ASSIGN_1 : ASSIGN_0, set, level);
  }

  /** The packets that are in the set with either value of variable `level`. */
  forget(set: PacketSet, level: number): PacketSet {
    return this.#change(FORGET, set, level);
  }

  /** The packets that are in the set with some values of all these variables. */
  forgetAll(set: PacketSet, levels: readonly number[]): PacketSet {
    return this.#forgetIn(set, this.#levelSetOf(levels));
  }

  #forgetIn(set: PacketSet, levels: LevelSet): PacketSet {
    const own = this.levelOf(set);
    if (own >= levels.has.length) return set;
    const entry = entryOf(FORGET_ALL, set, levels.name);
    if (this.#isHit(entry, FORGET_ALL, set, levels.name)) return this.#cache[entry + 3] ?? nothing;
    const forgotten = levels.has[own] === 1;
    this.#descend();
    const low = this.#forgetIn(this.low(set), levels);
    const high = forgotten && low === everything ? everything : this.#forgetIn(this.high(set), levels);
    this.#depth--;
    const result = forgotten ? this.or(low, high) : this.node(own, low, high);
    return this.#remember(entry, FORGET_ALL, set, levels.name, result);
  }

  /** The packets of a set after variable `level` was turned over in each of them. */
  flip(set: PacketSet, level: number): PacketSet {
    return this.#change(FLIP, set, level);
  }

  #change(operation: Change, set: PacketSet, level: number): PacketSet {
    if (set === nothing) return nothing;
    const own = this.levelOf(set);
    if (own >= level) {
      const splits = own === level;
      return this.#changed(operation, level, splits ? this.low(set) : set, splits ? this.high(set) : set);
    }
    const entry = entryOf(operation, set, level);
    if (this.#isHit(entry, operation, set, level)) return this.#cache[entry + 3] ?? nothing;
    this.#descend();
    const low = this.#change(operation, this.low(set), level);
    const high = this.#change(operation, this.high(set), level);
    this.#depth--;
    const result = this.node(own, low, high);
    return this.#remember(entry, operation, set, level, result);
  }

  #changed(operation: Change, level: number, low: PacketSet, high: PacketSet): PacketSet {
    switch (operation) {
      case ASSIGN_0:
        return this.node(level, this.or(low, high), nothing);
      case ASSIGN_1:
        return this.node(level, nothing, this.or(low, high));
      case FLIP:
        return this.node(level, high, low);
      case FORGET:
        return this.or(low, high);
    }
  }

  #descend(): void {
    if (this.#depth < deepest) {
      this.#depth++;
      return;
    }
    // What was begun is given up as a whole.
    this.#depth = 0;
    throw new BudgetExceeded(`more than ${deepest} questions in a row`);
  }

  #isHit(entry: number, operation: number, a: number, b: number): boolean {
    const cache = this.#cache;
    return cache[entry] === operation && cache[entry + 1] === a && cache[entry + 2] === b;
  }

  #remember(entry: number, operation: number, a: number, b: number, result: PacketSet): PacketSet {
    const cache = this.#cache;
    cache[entry] = operation;
    cache[entry + 1] = a;
    cache[entry + 2] = b;
    cache[entry + 3] = result;
    return result;
  }
}

/** Where in the cache the result of an operation stands. */
function entryOf(operation: number, a: number, b: number): number {
  return (hash(operation, a, b) & (cacheEntries - 1)) * stride;
}
