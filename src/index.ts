import { readAst } from './ast/readAst.js';
import type { AstReading } from './ast/readAst.js';
import { matches } from './matches/registry.js';
import { verbatimOptions } from './ruleset/extensions.js';
import type { Extensions } from './ruleset/extensions.js';
import { targets } from './targets/registry.js';

/** Every match and target that calitrace knows. */
export const extensions: Extensions = { matches, targets };

const vocabulary = { verbatim: verbatimOptions(extensions) };

/** Reads the text of iptables-save (latin1, one character a byte) into its AST, with everything that is wrong with it. */
export function parse(text: string): AstReading {
  return readAst(text, vocabulary);
}
