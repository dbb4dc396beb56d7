import { Lexer } from 'chevrotain';
import type { IToken } from 'chevrotain';
import { fieldTokens, ruleTokens, told } from './tokens.js';

/**
 * Two modes, as iptables-restore has two readers: the words of a rule, with quotes, and the fields of a table or chain
 * line, without. Every character belongs to some token, so lexing cannot fail. Checking the tokens takes as long as all else, and
 * they are the same at every start: the tests check them.
 */
export function newLexer(skipValidations: boolean): Lexer {
  return new Lexer(
    { modes: { rule: ruleTokens, fields: fieldTokens }, defaultMode: 'rule' },
    { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations },
  );
}

const lexer = newLexer(true);

/**
 * The tokens of one line, given without its line ending. Blanks are no tokens; offsets tell where they stand. `verbatim` names, with
 * their dashes, the options whose next word is a value whatever it looks like.
 */
export function tokenize(line: string, mode: 'rule' | 'fields', verbatim: ReadonlySet<string>): IToken[] {
  told.verbatim = verbatim;
  return lexer.tokenize(line, mode).tokens;
}
