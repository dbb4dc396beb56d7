import type { Family } from '../../netfilter/hooks.js';
import type { Reach } from '../../reach/reach.js';
import { asIs, type ShownNames } from '../describe.js';
import { traceCommand, type RulesSource } from '../lint/findingWords.js';
import { noneWords, unreadWords } from '../reach/reachWords.js';
import { harmlessSentence } from '../sentence.js';
import { block, code, parts, prose } from './markdown.js';
import { rowsMarkdown } from './rows.js';

export interface ReachMarkdownOptions {
  readonly family: Family;
  /** The target as people say it. Text of the dump in it is not yet made harmless. */
  readonly target: string;
  /** Its path, or `stdin`. */
  readonly dump: string;
  /** Missing of a dump. */
  readonly origin?: RulesSource['origin'];
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
}

/** Which packets come somewhere for a comment: a table of ranges for each hook, and a packet that shows it. */
export function formatReachMarkdown(reach: Reach, options: ReachMarkdownOptions): string {
  const { hooks, witness } = reach;
  const { dump, family, names } = options;
  const beside = names?.beside ?? asIs;
  const target = prose(beside(harmlessSentence(options.target), true));
  const name = code(harmlessSentence(dump));
  const open = unreadWords(reach);
  const unread = open === undefined ? [] : [prose(open)];
  if (hooks.length === 0) return parts([`**${noneWords(reach)}** ${target} (${name})`, ...unread]);
  return parts([
    `**packets** that ${target}, as they come to this node or leave a socket of it (${name})`,
    ...hooks.map(({ hook, packets }) => `**${hook}**\n\n${rowsMarkdown(packets, family)}`),
    ...unread,
    ...(witness === undefined
      ? ['No single packet was confirmed by a trace: what other tables do may keep it away.']
      : [
          `for example ${prose(beside(harmlessSentence(witness.end), true))}:`,
          block(traceCommand(witness, { name: dump, origin: options.origin }), 'sh'),
        ]),
  ]);
}
