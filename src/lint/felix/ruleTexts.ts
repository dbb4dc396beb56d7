import type { OptionNode, RuleLine } from '../../ast/ast.js';
import type { Family } from '../../netfilter/hooks.js';
import { spellAction, spellBasic, spellMatch, written } from './spellings.js';
import type { Spellings } from './spellings.js';

/** A rule of a dump, taken apart as Felix puts rules together. */
export interface RuleParts {
  readonly family: Family;
  /** What its hash comment says behind `cali:`; undefined without one. */
  readonly hash: string | undefined;
  /** The other comments, in order. */
  readonly comments: readonly string[];
  /** `-s -d -i -o -p`, which iptables-save prints first wherever they stood. */
  readonly basics: readonly Spellings[];
  /** The matches with `-m`, in order. */
  readonly matches: readonly Spellings[];
  readonly action: Spellings;
}

const hashComment = /^cali:([A-Za-z0-9_-]{16})$/;
/** As iptables-save writes them; Felix and people write the long ones, too. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['--source', '-s'],
  ['--destination', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--protocol', '-p'],
  ['--match', '-m'],
  ['--jump', '-j'],
  ['--goto', '-g'],
]);
const basicNames = new Set(['-s', '-d', '-i', '-o', '-p']);

/** Takes a rule apart. */
export function partsOf(line: RuleLine, family: Family): RuleParts {
  let hash: string | undefined;
  const comments: string[] = [];
  const basics: Spellings[] = [];
  // Felix writes no stray words: a rule with some has none of its texts.
  const matches: Spellings[] = (line.stray ?? []).map(({ text }) => [text]);
  let action: Spellings = [''];
  const options = line.options.map(withShortName);
  for (let at = 0; at < options.length;) {
    const [option, ...rest] = groupAt(options, at);
    at += 1 + rest.length;
    if (option === undefined) break;
    const name = option.name.text;
    if (basicNames.has(name)) basics.push(spellBasic(option));
    else if (name === '-j' || name === '-g') action = spellAction(option, rest);
    else if (name === '-m' && option.words[0]?.text === 'comment') {
      for (const { words } of rest) {
        const text = words[0]?.text ?? '';
        const found = hash === undefined ? hashComment.exec(text)?.[1] : undefined;
        if (found === undefined) comments.push(text);
        else hash = found;
      }
    } else matches.push(name === '-m' ? spellMatch(option, rest) : [written(option)]);
  }
  return { family, hash, comments, basics, matches, action };
}

function withShortName(option: OptionNode): OptionNode {
  const short = shortNames.get(option.name.text);
  return short === undefined ? option : { ...option, name: { ...option.name, text: short } };
}

/** An option with those that belong to it: of a match up to the next one, of a target all behind it. */
function groupAt(options: readonly OptionNode[], at: number): readonly OptionNode[] {
  const name = options[at]?.name.text ?? '';
  if (name === '-j' || name === '-g') return options.slice(at);
  let end = at + 1;
  if (name === '-m') {
    while (end < options.length && (options[end]?.name.text.startsWith('--') ?? false)) end++;
  }
  return options.slice(at, end);
}

/**
 * The texts from which Felix may have made this rule's hash, the likely ones first. It put the basic matches anywhere
 * between the others.
 * @see calico felix/iptables/renderer.go renderInner
 */
export function* textsOf(chain: string, parts: RuleParts): Generator<string> {
  yield* textsWith(chain, parts, parts.basics);
  // A match of all addresses is not saved.
  const everywhere = parts.family === 4 ? '0.0.0.0/0' : '::/0';
  for (const name of ['--source', '--destination']) {
    if (parts.basics.some(([basic = '']) => basic.includes(`${name} `))) continue;
    yield* textsWith(chain, parts, [...parts.basics, [`${name} ${everywhere}`]]);
  }
}

function* textsWith(chain: string, parts: RuleParts, basics: readonly Spellings[]): Generator<string> {
  const head = `-A ${chain} HASH${parts.comments.map((text) => ` -m comment --comment "${text}"`).join('')}`;
  for (const order of ordersOf(basics, parts.matches)) {
    yield* spelled(head, [...order, parts.action], 0);
  }
}

function* spelled(text: string, parts: readonly Spellings[], at: number): Generator<string> {
  const part = parts[at];
  if (part === undefined) {
    yield text;
    return;
  }
  for (const spelling of part) yield* spelled(spelling === '' ? text : `${text} ${spelling}`, parts, at + 1);
}

/** All orders in which the basic matches stand anywhere and the others keep theirs. */
function* ordersOf(
  basics: readonly Spellings[],
  others: readonly Spellings[],
): Generator<readonly Spellings[]> {
  if (basics.length === 0) {
    yield others;
    return;
  }
  const [next] = others;
  for (const [index, basic] of basics.entries()) {
    const left = basics.filter((_, other) => other !== index);
    for (const order of ordersOf(left, others)) yield [basic, ...order];
  }
  if (next === undefined) return;
  for (const order of ordersOf(basics, others.slice(1))) yield [next, ...order];
}
