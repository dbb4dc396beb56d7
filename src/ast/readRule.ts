import type { RuleSyntax } from '../../grammar/parser.js';
import type { OptionNode, Word } from './ast.js';
import { firstWord, missing, strayWord, tooMany, unread, writtenLength } from './commandLine.js';
import type { CommandLine, RuleReading } from './commandLine.js';
import { readCommand } from './commands.js';
import type { Command } from './commands.js';
import { checkChainName, mostWordsRead, wordCountProblem } from './limits.js';
import type { Problem } from './problem.js';
import { problemAt } from './rawLine.js';
import type { RawLine } from './rawLine.js';
import { takeCounters, takeOption } from './takeWords.js';
import type { Walk } from './takeWords.js';
import { readNewChain, readPolicy } from './readDeclaration.js';

/** The code of a line that empties or removes chains. */
export const flushCommand = 'flush-command';

const oneFamily: ReadonlySet<string> = new Set(['-4', '-6', '--ipv4', '--ipv6']);

/** As short as getopt takes it. */
const tableOptions: ReadonlySet<string> = new Set(['-t', '--ta', '--tab', '--tabl', '--table']);

/** Turns the parser's tokens into a line. `content` is the part of the line that was parsed. */
export function readRule(line: RawLine, content: string, syntax: RuleSyntax): RuleReading {
  const walk: Walk = { line, content, problems: [], end: 0 };
  const words = wordCountProblem(line, syntax.wordCount);
  if (words !== undefined && syntax.wordCount > mostWordsRead) return { kind: 'unread', problem: words };
  if (words !== undefined) walk.problems.push(words);
  const counters = syntax.counters === undefined ? undefined : takeCounters(walk, syntax.counters);
  const nodes = syntax.options.map((option) => takeOption(walk, option));
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    const found = readCommand(node.name.text);
    if (found === undefined) continue;
    const command =
      found.text === node.name.text ? node.name : { raw: node.name.text, ...node.name, text: found.text };
    const options = at === 0 ? nodes.slice(1) : nodes.filter((other) => other !== node);
    const commandLine = { walk, counters, command, node, options, at };
    return refuse(commandLine) ?? follow(found.command, commandLine);
  }
  // Of the other family's line iptables-restore reads no further, and which family this is no line tells.
  const [first] = nodes;
  const isForOneFamily = first !== undefined && oneFamily.has(first.name.text);
  const problem = problemAt(line, 0, content.length, {
    severity: isForOneFamily ? 'warning' : 'error',
    code: 'no-command',
    message: 'the line has no command',
    expected: '-A CHAIN and its options',
  });
  return { kind: 'unread', problem };
}

/** What iptables-restore refuses whatever the command is. */
function refuse({ walk, node, options }: CommandLine): RuleReading | undefined {
  const negation = node.negation ?? node.innerNegation;
  if (negation !== undefined) {
    return unread(
      walk,
      negation,
      'nothing-to-negate',
      `"!" cannot stand with ${node.name.text}`,
      node.name.text,
    );
  }
  for (const { name } of options) {
    if (readCommand(name.text) !== undefined) {
      const message = `${name.text} cannot stand beside ${node.name.text}`;
      return unread(walk, name, 'second-command', message, 'one command in a line');
    }
    if (tableOptions.has(name.text)) {
      const message = `${name.text} cannot stand in a dump; the table is that of the "*table" line above`;
      const hint = 'to trace what a script of iptables commands sets up, run it, then iptables-save';
      return unread(walk, name, 'table-option', message, 'another option', hint);
    }
  }
  return undefined;
}

function follow(command: Command, line: CommandLine): RuleReading {
  switch (command) {
    case 'append':
      return readAppend(line);
    case 'insert':
      return readInsert(line);
    case 'new-chain':
      return readNewChain(line);
    case 'policy':
      return readPolicy(line);
    case 'flush':
      return tooMany(line, strayWords(line)) ?? { kind: 'flush' };
    case 'edit':
      return notFollowed(line, {
        severity: 'error',
        code: 'edit-command',
        message: `${line.command.text} is not followed: what it changes stays as it was`,
        hint: 'iptables-save prints the rules as they are in the end',
      });
    case 'zero':
      return tooMany(line, strayWords(line)) ?? passOver(line);
    case 'idle':
      return passOver(line);
  }
}

/** Options that only rules may have. */
function strayWords({ options }: CommandLine): readonly Word[] {
  return options.flatMap(({ name }) =>
    oneFamily.has(name.text) || name.text === '-v' || name.text === '--verbose' ? [] : [name],
  );
}

function passOver(line: CommandLine): RuleReading {
  return notFollowed(line, {
    severity: 'warning',
    code: 'idle-command',
    message: `${line.command.text} changes no rule; it is passed over`,
  });
}

function notFollowed(
  { walk, command }: CommandLine,
  text: Pick<Problem, 'severity' | 'code' | 'message' | 'hint'>,
): RuleReading {
  const problem = problemAt(walk.line, command.column - 1, writtenLength(command), text);
  return { kind: 'unread', problem };
}

function readAppend(line: CommandLine): RuleReading {
  const [chain, ...stray] = line.node.words;
  if (chain === undefined) return missing(line, 'missing-name', 'a chain name');
  return ruleLine(line, chain, undefined, stray);
}

function readInsert(line: CommandLine): RuleReading {
  const [chain, position, ...stray] = line.node.words;
  if (chain === undefined) return missing(line, 'missing-name', 'a chain name');
  if (position !== undefined && !/^[1-9]\d{0,9}$/.test(position.text)) {
    const message = `"${position.text}" is no number of a rule`;
    return unread(line.walk, position, 'bad-position', message, 'a number from 1');
  }
  return ruleLine(line, chain, position, stray);
}

function ruleLine(
  line: CommandLine,
  chain: Word,
  position: Word | undefined,
  stray: readonly Word[],
): RuleReading {
  const { walk, counters, command, node, at } = line;
  const options = withoutEndMark(line);
  checkChainName(walk, chain, false);
  const [extra] = stray;
  if (extra !== undefined) walk.problems.push(strayWord(line, extra));
  for (const option of options) {
    if (option.innerNegation !== undefined) walk.problems.push(oldNegation(walk.line, option));
  }
  const { line: number, ending, raw } = walk.line;
  const after = raw.slice(walk.end);
  const name = firstWord(node, chain);
  if (counters === undefined && position === undefined && extra === undefined && at === 0) {
    const rule = { kind: 'rule', line: number, ending, command, chain: name, options, after } as const;
    return { kind: 'line', problems: walk.problems, line: rule };
  }
  return {
    kind: 'line',
    problems: walk.problems,
    line: {
      kind: 'rule',
      line: number,
      ending,
      ...(counters === undefined ? {} : { counters }),
      command,
      chain: name,
      ...(position === undefined ? {} : { position }),
      ...(extra === undefined ? {} : { stray }),
      options,
      ...(at === 0 ? {} : { commandAt: at }),
      after,
    },
  };
}

/** A closing `--` ends the options for getopt and means nothing; it stays in what stands behind the rule. */
function withoutEndMark({ walk, options, at }: CommandLine): readonly OptionNode[] {
  const last = options.at(-1);
  if (last?.name.text !== '--' || last.negation !== undefined || last.words.length > 0) return options;
  if (at === options.length) return options;
  walk.end = last.name.column - 1 - (last.name.gap ?? ' ').length;
  return options.slice(0, -1);
}

/** `-s ! 10.0.0.1`. @see iptables: taken until 1.4.3, with a warning until 1.8.8 */
function oldNegation(line: RawLine, { name, innerNegation, words }: OptionNode): Problem {
  const value = words.map(({ text }) => text).join(' ');
  return problemAt(line, (innerNegation?.column ?? 1) - 1, 1, {
    severity: 'error',
    code: 'old-negation',
    message: `"!" behind ${name.text} is the form of old versions; it is read as if it stood before`,
    expected: `! ${name.text} ${value}`,
  });
}
