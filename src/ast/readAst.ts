import type { Dump } from './ast.js';
import { chainCommands } from './commands.js';
import type { Problem } from './problem.js';
import { splitLines } from './rawLine.js';
import { readLine } from './readLine.js';
import { structureProblems } from './structure.js';
import { tidinessProblems } from './tidiness.js';

/** What the reader has to be told of matches and targets. */
export interface Vocabulary {
  /** Options, with their dashes, whose next word is a value whatever it looks like: `--comment`, `-j`. */
  readonly verbatim: ReadonlySet<string>;
}

export interface AstReading {
  readonly dump: Dump;
  /** In the order of the lines. */
  readonly problems: readonly Problem[];
}

const byteOrderMark = '\xef\xbb\xbf';

/**
 * Reads the text of iptables-save or ip6tables-save. `text` is latin1, one character a byte. Every text can be read: a line that
 * is none of a dump's is kept as `unread`, and a problem tells why. `writeDump` gives back the same bytes.
 */
export function readAst(text: string, vocabulary: Vocabulary): AstReading {
  const marked = text.startsWith(byteOrderMark);
  const verbatim = new Set([...vocabulary.verbatim, ...chainCommands]);
  const problems: Problem[] = [];
  const lines = splitLines(marked ? text.slice(byteOrderMark.length) : text).map((line) =>
    readLine(line, verbatim, problems),
  );
  problems.push(...structureProblems(lines), ...tidinessProblems(marked, lines));
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { dump: { kind: 'dump', byteOrderMark: marked, lines }, problems };
}
