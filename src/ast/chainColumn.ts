import { bang, blank, colon, dash, quote } from '../../grammar/characters.js';
import type { ChainColumn } from './dumpLines.js';
import { isVerdict, longestChainName, longestVerdict } from './limits.js';

/** `:NAME - [packets:bytes]`, as iptables-save prints a chain without policy; from behind its name on. */
const behindName = / - \[\d{1,19}:\d{1,19}\]\n/y;

/** The same where counters are not asked for, or nothing was counted. */
const usualEnd = ' - [0:0]\n';

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
  /** Of each chain where its name begins in the text, its first rule's line, and how many rules follow that one. */
  private starts = new Int32Array(1024);
  private firsts = new Int32Array(0);
  private counts = new Int32Array(0);
  /** The chain of which rules were found last. */
  last = -1;

  constructor(
    private readonly text: string,
    readonly line: number,
  ) {}

  /** Takes the line that begins at `start` if it declares the chain that comes next; -1 if not, else where the line ends. */
  add(start: number): number {
    const { text, length } = this;
    const name = start + 1;
    const end = endOfUserChain(text, start);
    if (end < 0 || !isPlain(text, name)) return -1;
    if (length > 0 && compare(text, this.starts[length - 1] ?? 0, name) >= 0) return -1;
    if (length === this.starts.length) this.starts = longer(this.starts);
    this.starts[length] = name;
    this.length = length + 1;
    return end;
  }

  name(index: number): string {
    const start = this.starts[index] ?? 0;
    return this.text.slice(start, this.text.indexOf(' ', start));
  }

  indexOf(name: string): number {
    if (name.includes(' ')) return -1;
    const index = this.firstFrom(name);
    return index < this.length && this.isAt(index, name) ? index : -1;
  }

  startingWith(beginning: string): readonly [from: number, to: number] {
    const from = this.firstFrom(beginning);
    let to = from;
    while (to < this.length && this.text.startsWith(beginning, this.starts[to])) to += 1;
    return [from, to];
  }

  firstRule(index: number): number {
    return this.firsts[index] ?? 0;
  }

  ruleCount(index: number): number {
    return this.counts[index] ?? 0;
  }

  /** The chain of a rule of which the chain's name is written between these offsets; -1 where it is none of these. */
  chainAt(name: number, end: number): number {
    const { text, last } = this;
    const ahead = Math.min(this.length, last + 1 + fewWithoutRules);
    for (let index = Math.max(last, 0); index < ahead; index += 1) {
      if (compare(text, this.starts[index] ?? 0, name) === 0) return index;
    }
    return this.indexOf(text.slice(name, end));
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
    return this.text.startsWith(name, start) && this.text.charCodeAt(start + name.length) === blank;
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
  if (text.charCodeAt(start) !== colon) return -1;
  const name = start + 1;
  let end = name;
  while (text.charCodeAt(end) > blank) end += 1;
  if (end === name || end - name > longestChainName) return -1;
  if (end - name <= longestVerdict && isVerdict(text.slice(name, end))) return -1;
  if (text.startsWith(usualEnd, end)) return end + usualEnd.length;
  behindName.lastIndex = end;
  return behindName.test(text) ? behindName.lastIndex : -1;
}

/** Whether the grammar reads the name in a rule as it stands here. */
function isPlain(text: string, name: number): boolean {
  const first = text.charCodeAt(name);
  if (first === dash || first === bang) return false;
  for (let at = name; text.charCodeAt(at) > blank; at += 1) if (text.charCodeAt(at) === quote) return false;
  return true;
}

/** Of two names in the text, each with a blank behind it: below 0 where the left one comes first, 0 where they are the same. */
function compare(text: string, left: number, right: number): number {
  for (let offset = 0; ; offset += 1) {
    const code = text.charCodeAt(left + offset);
    const other = text.charCodeAt(right + offset);
    if (code !== other) return code - other;
    if (code === blank) return 0;
  }
}

function longer(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(full.length * 2);
  more.set(full);
  return more;
}
