import { bang, blank, colon, dash, quote } from '../../grammar/characters.js';
import type { ChainColumn } from './dumpLines.js';
import { placeOn } from './dumpText.js';
import type { DumpText, SheetPlace } from './dumpText.js';
import { longer } from './longer.js';
import { isVerdict, longestChainName, longestVerdict } from './limits.js';

/** `:NAME - [packets:bytes]`, as iptables-save prints a chain without policy; from behind its name on. */
const behindName = / - \[\d{1,19}:\d{1,19}\]\n/y;

/** The same where counters are not asked for, or nothing was counted. */
const usualEnd = ' - [0:0]\n';

/** So many names are searched for before a table of hashes pays. */
const fewAsked = 64;

const hashedCharacters = 6;

/** So many slots are looked at for one name before it is searched for. */
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
  /** Of each chain the place where its name begins, a hash of the name, its first rule's line, and how many rules it has. */
  private starts = new Int32Array(1024);
  private hashes = new Int32Array(1024);
  private firsts = new Int32Array(0);
  private counts = new Int32Array(0);
  /** The chain of which rules were found last. */
  last = -1;
  /** Where the last name begins on its sheet, -1 where there is none. */
  private beforeSheet = '';
  private before = -1;
  private asked = 0;
  private hashed: Int32Array | undefined;

  constructor(
    private readonly text: DumpText,
    readonly line: number,
  ) {}

  /**
   * Takes the lines of a sheet from `start` on that declare the chains that come next, and gives where the first begins that does not. `sheetStart`: where the
   * sheet begins in the text.
   */
  addFrom(sheet: string, sheetStart: number, start: number): number {
    let { beforeSheet, before, length } = this;
    let next = start;
    while (next < sheet.length) {
      const name = next + 1;
      const nameEnd = endOfNext(sheet, name, beforeSheet, before);
      const end = nameEnd < 0 ? -1 : endOfDeclaration(sheet, next, nameEnd);
      if (end < 0) break;
      if (length === this.starts.length) {
        this.starts = longer(this.starts);
        this.hashes = longer(this.hashes);
      }
      this.starts[length] = sheetStart + name;
      this.hashes[length] = hashOf(sheet, name, nameEnd);
      beforeSheet = sheet;
      before = name;
      length += 1;
      next = end;
    }
    this.beforeSheet = beforeSheet;
    this.before = before;
    this.length = length;
    return next;
  }

  name(index: number): string {
    const { sheet, at } = this.place(index);
    return sheet.slice(at, sheet.indexOf(' ', at));
  }

  /** Where a name begins. */
  private place(index: number): SheetPlace {
    return placeOn(this.text, this.starts[index] ?? 0);
  }

  has(name: string): boolean {
    this.asked += 1;
    return this.asked > fewAsked ? this.lookUp(name) : this.indexOf(name) >= 0;
  }

  /** The same by a table of hashes: a search goes to twenty places of the text, of which none is near another. */
  private lookUp(name: string): boolean {
    this.hashed ??= this.hash();
    const last = this.hashed.length - 1;
    let slot = hashOf(name, 0, name.length) & last;
    for (let tried = 0; tried < mostTried; tried += 1) {
      const start = this.hashed[slot] ?? 0;
      if (start === 0) return false;
      if (isAt(placeOn(this.text, start), name)) return true;
      slot = (slot + 1) & last;
    }
    return this.indexOf(name) >= 0;
  }

  indexOf(name: string): number {
    const index = this.firstFrom(name);
    return index < this.length && isAt(this.place(index), name) ? index : -1;
  }

  /** In the slot of each name's hash, or a little behind it, where the name begins. At least half of it is empty. */
  private hash(): Int32Array {
    const { length, starts, hashes } = this;
    let size = 1024;
    while (size < length * 2) size *= 2;
    const hashed = new Int32Array(size);
    for (let index = 0; index < length; index += 1) {
      let slot = (hashes[index] ?? 0) & (size - 1);
      let tried = 1;
      for (; hashed[slot] !== 0 && tried < mostTried; tried += 1) slot = (slot + 1) & (size - 1);
      if (hashed[slot] === 0) hashed[slot] = starts[index] ?? 0;
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

  /** The chain whose rules come next, or go on, if it has that name, which stands with the blank behind it; -1 where it is another one. */
  nextNamed(nameAndBlank: string): number {
    const { starts, last } = this;
    const { sheets, bits } = this.text;
    const onSheet = (1 << bits) - 1;
    const ahead = Math.min(this.length, last + 1 + fewWithoutRules);
    for (let index = Math.max(last, 0); index < ahead; index += 1) {
      const start = starts[index] ?? 0;
      if (sheets[start >> bits]?.startsWith(nameAndBlank, start & onSheet) === true) return index;
    }
    return -1;
  }

  /**
   * Notes the rules of a chain: the line of the first, 1-based, and how many. `goOn`: they stand right behind those that were noted last, which are of the same
   * chain. False where others of its rules were noted that stand elsewhere.
   */
  takeRules(index: number, line: number, count: number, goOn: boolean): boolean {
    if (this.firsts.length === 0) {
      this.firsts = new Int32Array(this.length);
      this.counts = new Int32Array(this.length);
    }
    const known = this.counts[index] ?? 0;
    if (known > 0 && !goOn) return false;
    if (known === 0) {
      this.firsts[index] = line;
      this.withRules += 1;
    }
    this.counts[index] = known + count;
    this.last = index;
    return true;
  }

  /** The first chain whose name is not before this one. */
  private firstFrom(name: string): number {
    let low = 0;
    for (let high = this.length; low < high;) {
      const middle = (low + high) >> 1;
      if (isBefore(this.place(middle), name)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether the name that begins at a place is this one. */
function isAt({ sheet, at }: SheetPlace, name: string): boolean {
  return sheet.startsWith(name, at) && sheet.indexOf(' ', at) === at + name.length;
}

/** Whether the name that begins at a place is before another one. */
function isBefore({ sheet, at }: SheetPlace, name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = sheet.charCodeAt(at + index);
    const other = name.charCodeAt(index);
    if (code !== other) return code === blank || code < other;
  }
  return false;
}

/**
 * Where a name ends if it is behind the one before it, and one that the grammar reads in a rule as it stands here; else -1. `before`: where that one begins on its
 * sheet, -1 where there is none.
 */
function endOfNext(sheet: string, name: number, beforeSheet: string, before: number): number {
  let order = before < 0 ? 1 : 0;
  for (let at = name; ; at += 1) {
    const code = sheet.charCodeAt(at);
    if (order === 0) order = code - beforeSheet.charCodeAt(before + at - name);
    if (code > blank && code !== quote) continue;
    const first = sheet.charCodeAt(name);
    return code === blank && order > 0 && first !== dash && first !== bang ? at : -1;
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

/** Of the last characters of a name between two offsets, in which names differ most. Names that somebody made alike are searched for. */
function hashOf(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let at = Math.max(start, end - hashedCharacters); at < end; at += 1) {
    hash = Math.imul(hash, 0x1f35) + text.charCodeAt(at);
  }
  return hash ^ (hash >>> 15);
}
