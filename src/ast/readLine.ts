import { blank, tab } from '../../grammar/characters.js';
import { parseChain, parseRule, parseTable } from '../../grammar/parser.js';
import type { SyntaxFailure } from '../../grammar/messages.js';
import type { Token } from '../../grammar/token.js';
import type { ChainLine, Line, Word } from './ast.js';
import { checkChainName, checkLineLength } from './limits.js';
import { recogniseNoise } from './noise.js';
import type { Problem } from './problem.js';
import { problemAt } from './rawLine.js';
import type { RawLine } from './rawLine.js';
import { readComment } from './readComment.js';
import { readCounters } from './readCounters.js';
import { flushCommand, readRule } from './readRule.js';
import { append, endOfHead, nameOfRule } from './ruleHead.js';
import { badCounters } from './takeWords.js';

/**
 * Reads one line. What is wrong with it goes to `problems`.
 * @see iptables iptables/iptables-restore.c ip46tables_restore_main
 */
export function readLine(line: RawLine, verbatim: ReadonlySet<string>, problems: Problem[]): Line {
  const { raw } = line;
  checkLineLength(line, problems);
  const lead = endOfBlanks(raw);
  if (lead === raw.length) return { kind: 'blank', line: line.line, ending: line.ending, raw };
  if (raw.charAt(lead) === '#') return readCommentLine(line);
  const nul = raw.indexOf('\0');
  const content = nul < 0 ? raw : raw.slice(0, nul);
  if (nul >= 0) problems.push(cutByNul(line, nul));
  switch (raw.charAt(lead)) {
    case '*':
      return readTableLine(line, content, lead, problems);
    case ':':
      return readChainLine(line, content, lead, problems);
    case '-':
      return readRuleLine(line, content, verbatim, problems);
    default:
      return content.trim() === 'COMMIT'
        ? readCommitLine(line, content, lead)
        : readRuleLine(line, content, verbatim, problems);
  }
}

function endOfBlanks(raw: string): number {
  let at = 0;
  while (raw.charCodeAt(at) === blank || raw.charCodeAt(at) === tab) at += 1;
  return at;
}

function cutByNul(line: RawLine, at: number): Problem {
  return problemAt(line, at, line.raw.length - at, {
    severity: 'warning',
    code: 'nul-byte',
    message: 'iptables-restore reads the line only up to its NUL byte',
    hint: 'the file may be damaged',
  });
}

function readCommentLine({ line, raw, ending }: RawLine): Line {
  const says = readComment(raw);
  return { kind: 'comment', line, ending, raw, ...(says === undefined ? {} : { says }) };
}

function readCommitLine({ line, raw, ending }: RawLine, content: string, lead: number): Line {
  const after = raw.slice(content.trimEnd().length);
  return { kind: 'commit', line, ending, before: raw.slice(0, lead), after };
}

function readTableLine(line: RawLine, content: string, lead: number, problems: Problem[]): Line {
  const noise = content.startsWith('**', lead) ? asNoise(line) : undefined;
  if (noise !== undefined) return keep(line, noise, problems);
  const parsed = parseTable(content);
  if (!parsed.ok) return asFailed(line, parsed.failure, problems);
  const { name } = parsed.value;
  const end = endOf(name);
  warnOfMore(line, content, end, problems);
  return {
    kind: 'table',
    line: line.line,
    ending: line.ending,
    before: line.raw.slice(0, lead),
    name: fieldWord(content, name, lead + 1, ''),
    after: line.raw.slice(end),
  };
}

function readChainLine(line: RawLine, content: string, lead: number, problems: Problem[]): Line {
  const parsed = parseChain(content);
  if (!parsed.ok) return asFailed(line, parsed.failure, problems);
  const { name, policy, counters } = parsed.value;
  const chain = fieldWord(content, name, lead + 1, '');
  checkChainName({ line, problems }, chain, true);
  const counted =
    counters === undefined ? undefined : chainCounters(line, content, policy, counters, problems);
  const end = endOf(counters ?? policy);
  warnOfMore(line, content, end, problems);
  return {
    kind: 'chain',
    line: line.line,
    ending: line.ending,
    before: line.raw.slice(0, lead),
    name: chain,
    policy: fieldWord(content, policy, endOf(name), ' '),
    ...(counted === undefined ? {} : { counters: counted }),
    after: line.raw.slice(end),
  };
}

function chainCounters(
  line: RawLine,
  content: string,
  policy: Token,
  token: Token,
  problems: Problem[],
): NonNullable<ChainLine['counters']> {
  const word = fieldWord(content, token, endOf(policy), ' ');
  const { value, good } = readCounters(word.text);
  if (!good) problems.push(badCounters(line, word));
  const { text, column, gap } = word;
  return gap === undefined ? { text, column, value } : { text, column, gap, value };
}

function readRuleLine(
  line: RawLine,
  content: string,
  verbatim: ReadonlySet<string>,
  problems: Problem[],
): Line {
  const parsed = parseRule(content, verbatim);
  if (!parsed.ok) {
    return ruleUnread(line, content, failureAt(line, parsed.failure), problems);
  }
  const reading = readRule(line, content, parsed.value);
  switch (reading.kind) {
    case 'line':
      for (const problem of reading.problems) problems.push(problem);
      return reading.line;
    case 'unread':
      return ruleUnread(line, content, reading.problem, problems);
    case 'flush':
      return { kind: 'unread', line: line.line, ending: line.ending, code: flushCommand, raw: line.raw };
  }
}

function endOf(token: Token): number {
  return token.startOffset + token.image.length;
}

/** A field of a table or chain line; `before` is where the field or sign before it ends. */
function fieldWord(content: string, token: Token, before: number, usualGap: '' | ' '): Word {
  const { image: text, startOffset } = token;
  const gap = content.slice(before, startOffset);
  return gap === usualGap ? { text, column: startOffset + 1 } : { text, column: startOffset + 1, gap };
}

/** iptables-restore never looks behind the fields that it knows. */
function warnOfMore(line: RawLine, content: string, end: number, problems: Problem[]): void {
  if (end === content.length) return;
  const more = content.slice(end).trim();
  if (more === '') return;
  problems.push(
    problemAt(line, content.indexOf(more, end), more.length, {
      severity: 'warning',
      code: 'ignored-words',
      message: `"${more}" stands behind the end of the line's fields and means nothing`,
      expected: 'the end of the line',
    }),
  );
}

function asFailed(line: RawLine, failure: SyntaxFailure, problems: Problem[]): Line {
  return keep(line, asNoise(line) ?? failureAt(line, failure), problems);
}

function failureAt(line: RawLine, { offset, length, ...failure }: SyntaxFailure): Problem {
  return problemAt(line, offset, length, { severity: 'error', ...failure });
}

/** A rule of which nothing but its chain can be read is still one of that chain. Another line is kept as it is. */
function ruleUnread(line: RawLine, content: string, problem: Problem, problems: Problem[]): Line {
  const behind = endOfHead(content, 0);
  if (behind < 0) return keep(line, asNoise(line) ?? problem, problems);
  problems.push(problem);
  const name = nameOfRule(content, 0);
  const rest = content.slice(behind).trimEnd();
  const counters = content.slice(0, Math.max(name - append.length - 1, 0));
  return {
    kind: 'rule',
    line: line.line,
    ending: line.ending,
    ...(counters === ''
      ? {}
      : { counters: { text: counters, column: 1, value: readCounters(counters).value } }),
    command: { text: append.trimEnd(), column: name - append.length + 1 },
    chain: { text: content.slice(name, behind - 1), column: name + 1 },
    stray: [{ text: rest, column: behind + 1 }],
    options: [],
    after: line.raw.slice(behind + rest.length),
  };
}

function asNoise(line: RawLine): Problem | undefined {
  const noise = recogniseNoise(line.raw);
  if (noise === undefined) return undefined;
  return problemAt(line, line.raw.search(/[^ \t]/), line.raw.trim().length, noise);
}

function keep({ line, raw, ending }: RawLine, problem: Problem, problems: Problem[]): Line {
  problems.push(problem);
  return { kind: 'unread', line, ending, code: problem.code, raw };
}
