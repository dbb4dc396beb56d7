import type { Word } from './ast.js';
import type { Problem } from './problem.js';
import { problemAt } from './rawLine.js';
import type { RawLine } from './rawLine.js';

interface Checked {
  readonly line: RawLine;
  readonly problems: Problem[];
}

/** @see iptables iptables/iptables-restore.c (char buffer[10240], read with fgets) */
const longestLine = 10_239;
/** @see iptables iptables/xshared.c struct xt_param_buf */
export const longestWord = 1023;
/** 255 with the three that iptables-restore puts before them, the last one a null. @see iptables iptables/xshared.h MAX_ARGC */
const mostWords = 251;
/** @see linux include/uapi/linux/netfilter/x_tables.h XT_EXTENSION_MAXNAMELEN, with its final null */
export const longestChainName = 28;

/** Names that a rule's target takes for a verdict, so no chain may have them. */
const verdicts: ReadonlySet<string> = new Set(['ACCEPT', 'DROP', 'QUEUE', 'RETURN']);

/** Of these names, in bytes. */
export const longestVerdict = 6;

export function isVerdict(name: string): boolean {
  return verdicts.has(name);
}

export function checkLineLength(line: RawLine, problems: Problem[]): void {
  const length = line.raw.length + line.ending.length;
  if (length <= longestLine) return;
  problems.push(
    problemAt(line, longestLine, length - longestLine, {
      severity: 'error',
      code: 'line-too-long',
      message: `the line is ${length} bytes long; iptables-restore takes the rest for another line`,
      expected: `at most ${longestLine} bytes`,
    }),
  );
}

/** Rules that are loaded one by one may have more words than `mostWords`. None has so many, and to read them would take long: each word may be any extension's. */
export const mostWordsRead = 2000;

/** What is wrong with a rule of so many words, or undefined. */
export function wordCountProblem(line: RawLine, count: number): Problem | undefined {
  if (count <= mostWords) return undefined;
  return problemAt(line, 0, line.raw.length, {
    severity: 'error',
    code: 'too-many-words',
    message: `the rule has ${count} words; iptables-restore refuses it`,
    expected: `at most ${mostWords} words`,
  });
}

/** `text` is the word as it is understood; `offset` 0-based. */
export function checkWordLength({ line, problems }: Checked, offset: number, text: string): void {
  if (text.length <= longestWord) return;
  problems.push(
    problemAt(line, offset, text.length, {
      severity: 'error',
      code: 'word-too-long',
      message: `the word is ${text.length} bytes long; iptables-restore refuses it`,
      expected: `at most ${longestWord} bytes`,
    }),
  );
}

/**
 * A chain's name where it is declared or used. The verdicts' names are refused only where a chain is declared.
 * @see iptables libxtables/xtables.c xtables_announce_chain; iptables/xshared.c assert_valid_chain_name
 */
export function checkChainName({ line, problems }: Checked, { text, column }: Word, declared: boolean): void {
  if (text.length > longestChainName) {
    problems.push(
      problemAt(line, column - 1, text.length, {
        severity: 'error',
        code: 'chain-name-too-long',
        message: `the chain name is ${text.length} bytes long; the kernel has no room for it`,
        expected: `at most ${longestChainName} bytes`,
      }),
    );
  } else if (declared && isVerdict(text)) {
    problems.push(
      problemAt(line, column - 1, text.length, {
        severity: 'error',
        code: 'reserved-chain-name',
        message: `${text} is a verdict, so no chain can be called so`,
        expected: 'another name',
      }),
    );
  }
}
