import type { ChainLine, Dump, Line, OptionNode, RuleLine, Word } from './ast.js';
import { eachLine } from './dumpLines.js';
import { RememberedRule } from './rememberedLine.js';

/** The dump as text (latin1), byte for byte as readAst was given it. */
export function writeDump(dump: Dump): string {
  let text = dump.byteOrderMark ? '\xef\xbb\xbf' : '';
  for (const line of eachLine(dump)) text += writeLine(line) + line.ending;
  return text;
}

/** One line without its ending. */
export function writeLine(line: Line): string {
  switch (line.kind) {
    case 'blank':
    case 'comment':
    case 'unread':
      return line.raw;
    case 'table':
      return `${line.before}*${writeWord(line.name, '')}${line.after}`;
    case 'chain':
      return writeChainLine(line);
    case 'commit':
      return `${line.before}COMMIT${line.after}`;
    case 'rule':
      return writeRuleLine(line);
  }
}

/** The rule as in the dump, from its command on, without counters and without what stands behind it: `-A INPUT -j DROP`. */
export function writeRule(rule: RuleLine): string {
  if (rule instanceof RememberedRule) return rule.written;
  const { counters, command } = rule;
  const { gap = counters === undefined ? '' : ' ' } = command;
  const isFirst = rule.commandAt === undefined;
  return isFirst ? writeWords(rule).slice(gap.length) : writeWords(rule).trimStart();
}

function writeRuleLine(rule: RuleLine): string {
  const { counters } = rule;
  return (counters === undefined ? '' : writeWord(counters, '')) + writeWords(rule) + rule.after;
}

/** Command, chain and options, with the gap before the first. */
function writeWords(rule: RuleLine): string {
  const { counters, command, chain, position, stray = [], options, commandAt = 0 } = rule;
  const isLineStart = counters === undefined;
  let text = '';
  for (const option of options.slice(0, commandAt)) {
    text += writeOption(option, isLineStart && text === '' ? '' : ' ');
  }
  text += writeWord(command, isLineStart && text === '' ? '' : ' ') + writeWord(chain, ' ');
  if (position !== undefined) text += writeWord(position, ' ');
  for (const word of stray) text += writeWord(word, ' ');
  for (const option of commandAt === 0 ? options : options.slice(commandAt)) text += writeOption(option, ' ');
  return text;
}

function writeChainLine({ before, command, name, policy, counters, after }: ChainLine): string {
  const sign = command === undefined ? ':' : writeWord(command, '');
  const fields = writeWord(name, command === undefined ? '' : ' ') + writeWord(policy, ' ');
  return before + sign + fields + (counters === undefined ? '' : writeWord(counters, ' ')) + after;
}

/** `usualGap`: what stands before the option's first word where no gap is given. */
function writeOption(option: OptionNode, usualGap: string): string {
  const { negation, name, innerNegation, words, joined } = option;
  let text = negation === undefined ? '' : writeWord(negation, usualGap);
  text += writeWord(name, negation === undefined ? usualGap : ' ');
  if (innerNegation !== undefined) text += writeWord(innerNegation, ' ');
  if (joined === true && name.text.startsWith('--')) text += '=';
  let gap = joined === true ? '' : ' ';
  for (const word of words) {
    text += writeWord(word, gap);
    gap = ' ';
  }
  return text;
}

function writeWord(word: Word, usualGap: string): string {
  return (word.gap ?? usualGap) + (word.raw ?? word.text);
}
