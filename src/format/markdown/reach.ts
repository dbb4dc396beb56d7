import type { Family } from '../../netfilter/hooks.js';
import type { Reach } from '../../reach/reach.js';
import { asIs, type ShownNames } from '../describe.js';
import { traceCommand, type RulesSource } from '../lint/findingWords.js';
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
export function formatReachMarkdown({ hooks, witness }: Reach, options: ReachMarkdownOptions): string {
  const { dump, family, names } = options;
  const beside = names?.beside ?? asIs;
  const target = prose(beside(harmlessSentence(options.target), true));
  const name = code(harmlessSentence(dump));
  if (hooks.length === 0) return `**no packets** ${target} (${name})\n`;
  return parts([
    `**packets** that ${target}, as they come to this node or leave a socket of it (${name})`,
    ...hooks.map(({ hook, packets }) => `**${hook}**\n\n${rowsMarkdown(packets, family)}`),
    ...(witness === undefined
      ? ['No single packet was confirmed by a trace: what other tables do may keep it away.']
      : [
          `for example ${prose(beside(harmlessSentence(witness.end), true))}:`,
          block(traceCommand(witness, { name: dump, origin: options.origin }), 'sh'),
        ]),
  ]);
}
