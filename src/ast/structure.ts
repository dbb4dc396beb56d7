import { builtinChains, isTableName } from '../netfilter/hooks.js';
import type { ChainLine, Dump, Line, Word } from './ast.js';
import { eachHead, lineCount, lineOf } from './dumpLines.js';
import type { ChainColumn, ChainRun, RuleRun } from './dumpLines.js';
import type { Problem } from './problem.js';
import { flushCommand } from './readRule.js';
import { writeLine } from './writeDump.js';

/** Where in a dump the lines have got to. */
export interface Place {
  /** Name of the table whose header was read last, undefined outside any table. */
  table: string | undefined;
  /** Rules or chains stand outside any table since the last COMMIT. */
  assumed: boolean;
  /** Whether the table, or what is assumed to be one, has rules yet. */
  hasRules: boolean;
}

/** Before the first line. */
export function startOfDump(): Place {
  return { table: undefined, assumed: false, hasRules: false };
}

/**
 * What is wrong between the lines: tables without header or COMMIT, policies that are none. An excerpt is welcome, so most of it is a warning.
 * `lines`: all that may have a say in that.
 * @see iptables iptables/iptables-restore.c ip46tables_restore_main
 */
export function structureProblems(
  dump: Dump,
  lines: Iterable<Line | RuleRun | ChainRun | ChainColumn> = eachHead(dump),
): readonly Problem[] {
  const problems: Problem[] = [];
  const place = startOfDump();
  for (const line of lines) {
    switch (line.kind) {
      case 'run':
      case 'chains':
      case 'column': {
        const first = place.table === undefined && !place.assumed ? lineOf(dump, line.line) : undefined;
        if (first !== undefined) {
          problems.push(noTable(first));
          place.assumed = true;
        }
        place.hasRules ||= line.kind === 'run' || (line.kind === 'column' && line.withRules > 0);
        break;
      }
      case 'blank':
      case 'comment':
      case 'table':
      case 'chain':
      case 'rule':
      case 'commit':
      case 'unread':
        passLine(place, line, problems);
        break;
    }
  }
  endOfDump(place, lineOf(dump, lineCount(dump)), problems);
  return problems;
}

/** Goes on to the next line; what is wrong between it and those before goes to `problems`. */
export function passLine(place: Place, line: Line, problems: Problem[]): void {
  switch (line.kind) {
    case 'table':
      if (place.table !== undefined) problems.push(missingCommit(line, place.table));
      place.table = line.name.text;
      place.assumed = false;
      place.hasRules = false;
      break;
    case 'chain':
    case 'rule':
      if (place.table === undefined && !place.assumed) {
        problems.push(noTable(line));
        place.assumed = true;
      }
      place.hasRules ||= line.kind === 'rule';
      if (line.kind === 'chain') problems.push(...wrongPolicy(line, place.table));
      break;
    case 'commit':
      if (place.table === undefined && !place.assumed) problems.push(strayCommit(line));
      place.table = undefined;
      place.assumed = false;
      place.hasRules = false;
      break;
    case 'unread':
      if (line.code === flushCommand) problems.push(flushed(line, place.hasRules));
      break;
    case 'blank':
    case 'comment':
      break;
  }
}

/** Behind the last line. */
export function endOfDump({ table }: Place, last: Line | undefined, problems: Problem[]): void {
  if (table !== undefined && last !== undefined) problems.push(missingLastCommit(last, table));
}

function whole(line: Line): Pick<Problem, 'line' | 'column' | 'length' | 'excerpt'> {
  const excerpt = writeLine(line);
  return { line: line.line, column: 1, length: Math.max(excerpt.length, 1), excerpt };
}

const missingCommitText = {
  severity: 'warning',
  code: 'missing-commit',
  expected: 'COMMIT',
  hint: 'rules may be missing if the dump was cut',
} as const;

function missingCommit(line: Line, table: string): Problem {
  const message = `table ${table} is not ended before this line; it is taken as whole`;
  return { ...whole(line), ...missingCommitText, message };
}

/** As iptables-restore, it names the line where the COMMIT ought to stand: the one after the last. */
function missingLastCommit({ line, ending }: Line, table: string): Problem {
  const missing = { line: line + 1, column: 1, length: 1, ...missingCommitText };
  if (ending !== '') return { ...missing, message: `table ${table} is not ended; it is taken as whole` };
  return {
    ...missing,
    message: `table ${table} is not ended, nor is line ${line}; both are taken as whole`,
    hint: 'the rest of that line and rules behind it may be missing if the dump was cut',
  };
}

function noTable(line: Line): Problem {
  return {
    ...whole(line),
    severity: 'warning',
    code: 'no-table',
    message: 'no table begins before this line; its table has to be assumed',
    expected: '*filter, *nat, *mangle, *raw or *security',
    hint: 'put the "*table" line that stood above the excerpt in front of it',
  };
}

function flushed(line: Line, hasRules: boolean): Problem {
  return {
    ...whole(line),
    severity: hasRules ? 'error' : 'warning',
    code: flushCommand,
    message: hasRules
      ? 'this is not followed: the rules and chains before it stay'
      : 'this empties what is empty; it is passed over',
    ...(hasRules ? { hint: 'iptables-save prints the rules as they are in the end' } : {}),
  };
}

function strayCommit(line: Line): Problem {
  return {
    ...whole(line),
    severity: 'error',
    code: 'stray-commit',
    message: 'no table is open that this could end',
    expected: '*table, or the end of the file',
  };
}

function wrongPolicy(line: ChainLine, table: string | undefined): readonly Problem[] {
  const { policy, name } = line;
  if (policy.text === 'DROP' && table === 'nat' && line.command !== undefined) {
    const message = 'iptables refuses DROP in table nat, which is not for filtering';
    return [{ ...placed(line, policy), severity: 'error', code: 'drop-in-nat', message }];
  }
  if (['ACCEPT', 'DROP', '-'].includes(policy.text)) return [];
  const known = table === undefined ? 'filter' : table;
  if (!isTableName(known) || !(builtinChains[known] as readonly string[]).includes(name.text)) return [];
  return [
    {
      ...placed(line, policy),
      severity: 'error',
      code: 'unknown-policy',
      message: `"${policy.text}" is no policy; ${name.text} is taken to have ACCEPT`,
      expected: 'ACCEPT or DROP',
    },
  ];
}

function placed(
  line: ChainLine,
  { column, text }: Word,
): Pick<Problem, 'line' | 'column' | 'length' | 'excerpt'> {
  return { line: line.line, column, length: Math.max(text.length, 1), excerpt: writeLine(line) };
}
