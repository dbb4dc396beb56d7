import { bang, blank, colon, dash, quote } from '../../grammar/characters.js';
import type { ChainColumn } from './dumpLines.js';
import { isVerdict, longestChainName, longestVerdict } from './limits.js';

/** `:NAME - [packets:bytes]`, as iptables-save prints a chain without policy; from behind its name on. */
const behindName = / - \[\d{1,19}:\d{1,19}\]\n/y;

/** The same where counters are not asked for, or nothing was counted. */
const usualEnd = ' - [0:0]\n';

/** So many names are searched for before a table of them pays. */
const fewAsked = 64;

const hashedCharacters = 6;

/** So many places are looked at for one name before it is searched for. */
const mostTried = 64;

/** Chains without rules among those of which rules are looked for next. */
const fewWithoutRules = 16;

/**
 * Chains as iptables-save prints them: declared in the order of their names, each once, with their rules behind that in the same order. A large dump has
 * two hundred thousand, of which a packet sees twenty: kept is where the names stand and where the rules, and a name is searched for in the text.
 */
export class NamesInOrder implements ChainColumn {
  readonly kind = 'column';
  length = 0;
  withRules = 0;
  /** Of each chain where its name begins in the text, where it ends, its first rule's line, and how many rules follow that one. */
  private starts = new Int32Array(1024);
  private ends = new Int32Array(1024);
  private firsts = new Int32Array(0);
  private counts = new Int32Array(0);
  /** The chain of which rules were found last. */
  last = -1;
  private asked = 0;
  private hashed: Int32Array | undefined;

  constructor(
    private readonly text: string,
    readonly line: number,
  ) {}

  /** Takes the line that begins at `start` if it declares the chain that comes next; -1 if not, else where the line ends. */
  add(start: number): number {
    const { text, length } = this;
    const name = start + 1;
    const nameEnd = this.endOfNext(name);
    const end = nameEnd < 0 ? -1 : endOfDeclaration(text, start, nameEnd);
    if (end < 0) return -1;
    if (length === this.starts.length) {
      this.starts = longer(this.starts);
      this.ends = longer(this.ends);
    }
    this.starts[length] = name;
    this.ends[length] = nameEnd;
    this.length = length + 1;
    return end;
  }

  /** Where the name ends if it is behind the last one, and one that the grammar reads in a rule as it stands here; else -1. */
  private endOfNext(name: number): number {
    const { text, length } = this;
    const before = length === 0 ? -1 : (this.starts[length - 1] ?? -1);
    let order = before < 0 ? 1 : 0;
    for (let at = name; ; at += 1) {
      const code = text.charCodeAt(at);
      if (order === 0) order = code - text.charCodeAt(before + at - name);
      if (code > blank && code !== quote) continue;
      const first = text.charCodeAt(name);
      return code === blank && order > 0 && first !== dash && first !== bang ? at : -1;
    }
  }

  name(index: number): string {
    return this.text.slice(this.starts[index], this.ends[index]);
  }

  indexOf(name: string): number {
    this.asked += 1;
    return this.asked > fewAsked ? this.lookUp(name) : this.search(name);
  }

  /** The same by a table of hashes: a search goes to twenty places of the text, of which none is near another. */
  private lookUp(name: string): number {
    this.hashed ??= this.hash();
    const last = this.hashed.length - 1;
    let place = hashOf(name, 0, name.length) & last;
    for (let tried = 0; tried < mostTried; tried += 1) {
      const index = (this.hashed[place] ?? 0) - 1;
      if (index < 0 || this.isAt(index, name)) return index;
      place = (place + 1) & last;
    }
    return this.search(name);
  }

  private search(name: string): number {
    const index = this.firstFrom(name);
    return index < this.length && this.isAt(index, name) ? index : -1;
  }

  /** At the place of each name's hash, or a little behind it, its index plus one. At least half of it is empty. */
  private hash(): Int32Array {
    let size = 1024;
    while (size < this.length * 2) size *= 2;
    const hashed = new Int32Array(size);
    for (let index = 0; index < this.length; index += 1) {
      let place = hashOf(this.text, this.starts[index] ?? 0, this.ends[index] ?? 0) & (size - 1);
      let tried = 1;
      for (; hashed[place] !== 0 && tried < mostTried; tried += 1) place = (place + 1) & (size - 1);
      if (hashed[place] === 0) hashed[place] = index + 1;
    }
    return hashed;
  }

  startingWith(beginning: string): readonly [from: number, to: number] {
    // No character of the text comes behind this one.
    return [this.firstFrom(beginning), this.firstFrom(`${beginning}\u0100`)];
  }

  firstRule(index: number): number {
    return this.firsts[index] ?? 0;
  }

  ruleCount(index: number): number {
    return this.counts[index] ?? 0;
  }

  /** The chain whose rules come next, or go on, if that is the one whose name begins at `name`; -1 where it is another one. */
  nextAt(name: number): number {
    const { text, last } = this;
    const ahead = Math.min(this.length, last + 1 + fewWithoutRules);
    for (let index = Math.max(last, 0); index < ahead; index += 1) {
      if (isSame(text, this.starts[index] ?? 0, name)) return index;
    }
    return -1;
  }

  /** Notes the rules of a chain: the line of the first, 1-based, and how many; or that so many follow those of the last chain. */
  addRules(index: number, line: number, count: number): void {
    if (this.firsts.length === 0) {
      this.firsts = new Int32Array(this.length);
      this.counts = new Int32Array(this.length);
    }
    if (this.firsts[index] === 0) {
      this.firsts[index] = line;
      this.withRules += 1;
    }
    this.counts[index] = (this.counts[index] ?? 0) + count;
    this.last = index;
  }

  private isAt(index: number, name: string): boolean {
    const start = this.starts[index] ?? 0;
    return (this.ends[index] ?? 0) - start === name.length && this.text.startsWith(name, start);
  }

  /** The first chain whose name is not before this one. */
  private firstFrom(name: string): number {
    let low = 0;
    for (let high = this.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.isBefore(this.starts[middle] ?? 0, name)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isBefore(start: number, name: string): boolean {
    for (let index = 0; index < name.length; index += 1) {
      const code = this.text.charCodeAt(start + index);
      const other = name.charCodeAt(index);
      if (code !== other) return code === blank || code < other;
    }
    return false;
  }
}

/** Where the line ends that begins at `start` and declares a chain without policy as iptables-save does; -1 if it does not. */
export function endOfUserChain(text: string, start: number): number {
  let end = start + 1;
  while (text.charCodeAt(end) > blank) end += 1;
  return endOfDeclaration(text, start, end);
}

/** The same where it is known that nothing in the name ends one before `nameEnd`. */
function endOfDeclaration(text: string, start: number, nameEnd: number): number {
  const length = nameEnd - start - 1;
  if (text.charCodeAt(start) !== colon || length === 0 || length > longestChainName) return -1;
  if (length <= longestVerdict && isVerdict(text.slice(start + 1, nameEnd))) return -1;
  if (text.startsWith(usualEnd, nameEnd)) return nameEnd + usualEnd.length;
  behindName.lastIndex = nameEnd;
  return behindName.test(text) ? behindName.lastIndex : -1;
}

/** Whether the same name begins at both offsets, with a blank behind it. */
function isSame(text: string, left: number, right: number): boolean {
  for (let offset = 0; ; offset += 1) {
    const code = text.charCodeAt(left + offset);
    if (code !== text.charCodeAt(right + offset)) return false;
    if (code === blank) return true;
  }
}

/** Of the last characters of a name between two offsets, in which names differ most. Names that somebody made alike are searched for. */
function hashOf(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let at = Math.max(start, end - hashedCharacters); at < end; at += 1) {
    hash = Math.imul(hash, 0x1f35) + text.charCodeAt(at);
  }
  return hash ^ (hash >>> 15);
}

function longer(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(full.length * 2);
  more.set(full);
  return more;
}
