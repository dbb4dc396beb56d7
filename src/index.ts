import { readAst, readAstInPassing, readAstPartly } from './ast/readAst.js';
import type { AstReading, PartialReading } from './ast/readAst.js';
import type { DumpText } from './ast/dumpText.js';
import { matches } from './matches/registry.js';
import { namingOptions, verbatimOptions } from './ruleset/extensions.js';
import type { Extensions } from './ruleset/extensions.js';
import { targets } from './targets/registry.js';

/** Every match and target that calitrace knows. */
export const extensions: Extensions = { matches, targets };

const vocabulary = { verbatim: verbatimOptions(extensions), naming: namingOptions(extensions) };

/** How a dump is read. */
export interface ReadOptions {
  /** Lines of a shape that was read before are not read again by the grammar: the same, sooner. On unless it is false. */
  readonly memo?: boolean;
}

/** Reads the text of iptables-save (latin1, one character a byte) into its AST, with everything that is wrong with it. */
export function parse(text: string | DumpText, { memo = true }: ReadOptions = {}): AstReading {
  return readAst(text, vocabulary, memo);
}

/** The same, but rules are read when somebody asks for them; undefined of a text that has to be read as a whole. */
export function parsePartly(text: string | DumpText): PartialReading | undefined {
  return readAstPartly(text, vocabulary);
}

/** As `parse` without memo, but no line is kept: each is read by the grammar when somebody comes by. Its problems are to be asked behind the last line. */
export function parseInPassing(text: string | DumpText): PartialReading {
  return readAstInPassing(text, vocabulary);
}
