import { andAddress, familyOf, lengthOfMask, maskOfLength, readAddress } from '../address/address.js';
import type { ChainLine, Dump, Line, OptionNode, RuleLine, TableLine, Word } from '../ast/ast.js';
import { eachLine } from '../ast/dumpLines.js';
import { readCommand } from '../ast/commands.js';
import { readCounters } from '../ast/readCounters.js';
import { writeLine } from '../ast/writeDump.js';
import type { Family } from '../netfilter/hooks.js';
import type { Names } from './names.js';
import { redactBytes } from './redactBytes.js';
import { redactComment } from './redactComment.js';
import { redactText } from './redactText.js';
import { redactWords } from './redactWords.js';

/** What is known of the options of matches and targets, by their names with dashes. */
export interface OptionKinds {
  /** Those whose value is any text. */
  readonly free: ReadonlySet<string>;
  readonly known: ReadonlySet<string>;
  /** Names of matches and protocols. */
  readonly modules: ReadonlySet<string>;
  /** Names of targets. */
  readonly targets: ReadonlySet<string>;
  /** Whether these words are what such an option takes. */
  readonly takes: (option: string, words: readonly string[]) => boolean;
}

const interfaces = new Set([
  '-i',
  '--in-interface',
  '-o',
  '--out-interface',
  '--physdev-in',
  '--physdev-out',
  '--oif',
]);
const sets = new Set(['--match-set', '--add-set', '--del-set', '--map-set']);
const jumps = new Set(['-j', '--jump', '-g', '--goto']);
/** Names of modules and protocols. */
const plain = new Set([
  '-m',
  '--match',
  '-p',
  '--protocol',
  '--proto',
  '-f',
  '--fragment',
  '-c',
  '--set-counters',
]);
/** Whether a value is no more than a name or number of its kind. */
function isPlain(option: string, text: string, modules: ReadonlySet<string>): boolean {
  return option === '-c' || option === '--set-counters'
    ? /^\d+(?:[:,]\d+)?$/.test(text)
    : modules.has(text) || /^\d{1,3}$/.test(text);
}
/** Options with two words. What else stands behind a word may be any name. */
const pairs = new Set([...sets, '--tcp-flags', '--chunk-types', '-c', '--set-counters']);
/** Numbers, or names that an administrator gave to them in files such as /etc/iproute2/group. */
const numbered = new Set(['--uid-owner', '--gid-owner', '--src-group', '--dst-group', '--realm']);
/** What may stand behind the name of a chain. Another word may be any name. */
const policies = new Set(['-', 'ACCEPT', 'DROP', 'QUEUE', 'RETURN']);
/** Masks: no addresses, though they look so. */
const masks = new Set(['--mask', '--rsource-mask', '--hmark-src-prefix', '--hmark-dst-prefix']);

/** A rule of which some bytes stay that may be part of an address. */
export interface BytesLeft {
  /** 1-based. */
  readonly line: number;
  readonly option: string;
}

/** What is known while a dump is gone over. */
interface Reading {
  readonly names: Names;
  readonly kinds: OptionKinds;
  readonly family: Family;
  readonly chains: Set<string>;
  readonly left: BytesLeft[];
}

/** The lines of a dump of one family with what `names` makes of them. */
export function redactRules(
  dump: Dump,
  family: Family,
  names: Names,
  kinds: OptionKinds,
): { readonly lines: readonly string[]; readonly left: readonly BytesLeft[] } {
  const lines: string[] = [];
  const reading: Reading = { names, kinds, family, chains: new Set(), left: [] };
  for (const line of eachLine(dump)) {
    if (line.kind === 'table') reading.chains.clear();
    if (line.kind === 'chain') reading.chains.add(line.name.text);
    lines.push(redactLine(line, reading));
  }
  return { lines, left: reading.left };
}

function redactLine(line: Line, reading: Reading): string {
  const { names } = reading;
  switch (line.kind) {
    case 'blank':
      return writeLine(line);
    case 'table':
      return writeLine(redactTable(line, names));
    case 'commit':
      return writeLine({ ...line, after: redactText(line.after, names, names.words) });
    case 'comment':
      return redactComment(line, names);
    case 'unread':
      return redactUnread(line.raw, names);
    case 'chain':
      return writeLine(redactDeclaration(line, names));
    case 'rule':
      return writeLine(redactRule(line, reading));
  }
}

/** Another command or option would make something else of the line. */
function redactUnread(raw: string, names: Names): string {
  return redactWords(raw, names, (word) =>
    /^-[A-Za-z]$/.test(word) || readCommand(word) !== undefined ? word : undefined,
  );
}

function redactTable(line: TableLine, names: Names): TableLine {
  return {
    ...line,
    name: written(line.name, redactText(line.name.text, names, names.words)),
    after: redactText(line.after, names, names.words),
  };
}

/** Numbers, or what stands in their place and may be anything. */
function redactCounters(counters: RuleLine['counters'], names: Names): Pick<RuleLine, 'counters'> {
  if (counters === undefined) return {};
  const { text, value } = counters;
  if (readCounters(text).good) return { counters };
  return { counters: { ...written(counters, redactText(text, names, names.words)), value } };
}

/** Part by part, since a line may make its parts when they are asked for. */
function redactDeclaration(
  { line, ending, before, command, name, policy, counters, after }: ChainLine,
  names: Names,
): ChainLine {
  const [own, chain] = command === undefined ? [undefined, name] : apart(command, name);
  return {
    kind: 'chain',
    line,
    ending,
    before,
    ...(own === undefined ? {} : { command: own }),
    name: written(chain, names.chain(chain.text)),
    policy: policies.has(policy.text) ? policy : written(policy, redactText(policy.text, names, names.words)),
    ...redactCounters(counters, names),
    after: redactText(after, names, names.words),
  };
}

function redactRule(
  { line, ending, counters, command, chain, position, stray, options, commandAt, after }: RuleLine,
  reading: Reading,
): RuleLine {
  const { names } = reading;
  const [own, to] = apart(command, chain);
  noteBranch(options, names);
  noteNetmap(options, names);
  return {
    kind: 'rule',
    line,
    ending,
    ...redactCounters(counters, names),
    command: own,
    chain: written(to, names.chain(to.text)),
    ...(position === undefined ? {} : { position }),
    ...(stray === undefined ? {} : { stray: stray.map((word) => redactStray(word, names)) }),
    options: options.map((option) => redactOption(option, line, reading)),
    ...(commandAt === undefined ? {} : { commandAt }),
    after: redactText(after, names, names.words),
  };
}

/** What was read as no words is as it was written, and has to stay so. */
function redactStray(word: Word, names: Names): Word {
  if (word.raw !== undefined) return written(word, redactText(word.text, names, names.words));
  return { ...word, text: redactUnread(word.text, names) };
}

function redactOption(option: OptionNode, line: number, reading: Reading): OptionNode {
  const [first, ...others] = option.words;
  const [name, value] = first === undefined ? [option.name] : apart(option.name, first);
  const words = [...(value === undefined ? [] : [value]), ...others];
  const isTaken = reading.kinds.takes(
    name.text,
    words.map(({ text }) => text),
  );
  return {
    ...option,
    name: written(name, redactOptionName(name.text, reading)),
    words: words.map((word, index) =>
      written(word, valueOf({ option: name.text, text: word.text, index, line, isTaken }, reading)),
    ),
  };
}

/** `"-s10.1.2.3"` is one word as it is written, of which the second part has nothing of its own: each gets its own word. */
function apart(first: Word, second: Word): readonly [Word, Word] {
  if (second.raw !== '' || first.raw === undefined) return [first, second];
  const { raw, ...alone } = first;
  return [alone, { column: second.column + raw.length, text: second.text, raw: quoted(second.text) }];
}

/** Options are nobody's names, in full or shortened; what looks like one and is none may be. */
function redactOptionName(text: string, { names, kinds: { known } }: Reading): string {
  if (known.has(text)) return text;
  const isShortened = /^--[a-z]/.test(text) && [...known].some((name) => name.startsWith(text));
  return isShortened ? text : redactText(text, names, names.words);
}

interface Value {
  readonly option: string;
  readonly text: string;
  /** Of the words behind the option, 0-based. */
  readonly index: number;
  readonly line: number;
  /** All of its words are what it takes. Others may be any name. */
  readonly isTaken: boolean;
}

function valueOf(
  { option, text, index, line, isTaken }: Value,
  { names, kinds: { free, known, modules, targets }, family, chains, left }: Reading,
): string {
  if (index > 0) {
    return index === 1 && pairs.has(option) && isTaken ? text : redactText(text, names, names.words);
  }
  if (plain.has(option)) return isPlain(option, text, modules) ? text : redactText(text, names, names.words);
  if (masks.has(option) && isMask(text)) return text;
  const bytes = isTaken ? redactBytes(option, text, family, names) : undefined;
  if (bytes !== undefined) {
    if (bytes.left) left.push({ line, option });
    return bytes.text;
  }
  if (jumps.has(option)) return !chains.has(text) && targets.has(text) ? text : names.chain(text);
  if (interfaces.has(option)) return redactInterface(text, names);
  if (sets.has(option)) return names.set(text);
  if (numbered.has(option)) return /^\d[\da-fx/-]*$/i.test(text) ? text : names.words(text);
  if (free.has(option) || !known.has(option) || !isTaken) return redactText(text, names, names.words);
  return redactText(text, names);
}

function isMask(text: string): boolean {
  const mask = readAddress(text);
  return mask === undefined ? /^\d{1,3}$|^0x[0-9a-f]{1,8}$/i.test(text) : lengthOfMask(mask) !== undefined;
}

/** A name or a wildcard. */
export function redactInterface(text: string, names: Names): string {
  return text.endsWith('+') ? `${names.interface(text.slice(0, -1))}+` : names.interface(text);
}

/** Felix names a chain of its dispatch trees by the characters that the interfaces of that branch have next. @see calico felix/rules/dispatch.go */
function noteBranch(options: readonly OptionNode[], names: Names): void {
  const to = valueOfFirst(options, jumps);
  const prefix = valueOfFirst(options, interfaces);
  if (to !== undefined && prefix?.endsWith('+') === true) names.branch(to, prefix.slice(0, -1));
}

/** NETMAP keeps the bits behind the prefix. */
function noteNetmap(options: readonly OptionNode[], names: Names): void {
  if (valueOfFirst(options, jumps) !== 'NETMAP') return;
  const from = valueOfFirst(options, new Set(['-d', '-s', '--destination', '--source']));
  const to = valueOfFirst(options, new Set(['--to']));
  const [, length = ''] = (to ?? '').split('/');
  const bits = Number(length === '' ? 32 : length);
  for (const text of [from ?? (to?.includes(':') === true ? '::/0' : '0.0.0.0/0'), to]) {
    const [addressText = '', own = ''] = (text ?? '').split('/');
    const address = readAddress(addressText);
    if (address === undefined || !Number.isInteger(bits)) continue;
    const family = familyOf(address);
    const width = Math.min(bits, own === '' ? bits : Number(own));
    const all = maskOfLength(family === 4 ? 32 : 128, family);
    const hosts = family === 4 ? ~(maskOfLength(bits, 4) as number) >>> 0 : all;
    names.bits(andAddress(address, maskOfLength(width, family)), bits, hosts);
  }
}

function valueOfFirst(options: readonly OptionNode[], of: ReadonlySet<string>): string | undefined {
  return options.find(({ name }) => of.has(name.text))?.words[0]?.text;
}

/** A word with another meaning, written as iptables-save writes it. */
function written(word: Word, text: string): Word {
  if (text === word.text) return word;
  const { gap, column, raw } = word;
  const place = { ...(gap === undefined ? {} : { gap }), column };
  if (/^[^\s"'\\]+$/.test(text) && raw === undefined) return { ...place, text };
  return { ...place, text, raw: quoted(text) };
}

/** A quote that is not closed takes the end of the line with it, and stays open. */
function quoted(text: string): string {
  const isOpen = text.endsWith('\n');
  const escaped = (isOpen ? text.slice(0, -1) : text).replaceAll(/["\\]/g, '\\$&');
  return `"${escaped}${isOpen ? '' : '"'}`;
}
