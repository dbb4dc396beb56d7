import type { ChainLine, OptionNode, RuleLine, Word } from './ast.js';
import type { Problem } from './problem.js';
import { problemAt } from './rawLine.js';
import type { Walk } from './takeWords.js';

/** A line that iptables-restore would take for a command, read. */
export type RuleReading =
  | { readonly kind: 'line'; readonly line: RuleLine | ChainLine; readonly problems: readonly Problem[] }
  | { readonly kind: 'unread'; readonly problem: Problem }
  /** `-F` or `-X`: whether that matters depends on the lines before it. */
  | { readonly kind: 'flush' };

/** The option that is the line's command, and the others. */
export interface CommandLine {
  readonly walk: Walk;
  readonly counters: RuleLine['counters'];
  /** Spelled out. */
  readonly command: Word;
  readonly node: OptionNode;
  readonly options: readonly OptionNode[];
  /** How many of the options stand before the command. */
  readonly at: number;
}

/** The chain's name as it stands behind its command: `--append=CHAIN` is written in one word, so is `-ACHAIN`. */
export function firstWord(node: OptionNode, chain: Word): Word {
  if (node.joined !== true) return chain;
  const { raw = chain.text, column } = chain;
  return node.name.text.startsWith('--')
    ? { text: chain.text, raw: `=${raw}`, gap: '', column: column - 1 }
    : { ...chain, gap: '' };
}

/** The line is unread where words are left over. */
export function tooMany(line: CommandLine, [extra]: readonly Word[]): RuleReading | undefined {
  return extra === undefined ? undefined : { kind: 'unread', problem: strayWord(line, extra) };
}

/** A word that is left over behind a command and what it takes. */
export function strayWord({ walk, command }: CommandLine, extra: Word): Problem {
  return problemAt(walk.line, extra.column - 1, writtenLength(extra), {
    severity: 'error',
    code: 'unexpected-word',
    message: `"${extra.text}" does not belong to ${command.text}`,
    expected: 'an option, or the end of the line',
  });
}

/** Something is missing at the end of the line. */
export function missing({ walk, command }: CommandLine, code: string, expected: string): RuleReading {
  const end: Word = { text: '', column: walk.content.length + 1 };
  return unread(walk, end, code, `${command.text} at the end of the line`, expected);
}

/** Leaves the line unread because of one word in it. */
export function unread(
  walk: Walk,
  word: Word,
  code: string,
  message: string,
  expected: string,
  hint?: string,
): RuleReading {
  const problem = problemAt(walk.line, word.column - 1, writtenLength(word), {
    severity: 'error',
    code,
    message,
    expected,
    ...(hint === undefined ? {} : { hint }),
  });
  return { kind: 'unread', problem };
}

/** In bytes, as it stands in the line. */
export function writtenLength({ text, raw = text }: Word): number {
  return raw.length;
}
