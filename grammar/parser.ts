import { EmbeddedActionsParser, EOF } from 'chevrotain';
import type { IToken } from 'chevrotain';
import { tokenize } from './lexer.js';
import { explainFailure } from './messages.js';
import type { SyntaxFailure } from './messages.js';
import {
  Bang,
  Colon,
  Counters,
  Field,
  fieldTokens,
  InnerBang,
  Option,
  ruleTokens,
  Star,
  Word,
} from './tokens.js';

/** `*filter`. What follows the name is not read. */
export interface TableSyntax {
  readonly name: IToken;
}

/** `:INPUT ACCEPT [0:0]`. What follows the third field is not read. */
export interface ChainSyntax {
  readonly name: IToken;
  readonly policy: IToken;
  readonly counters: IToken | undefined;
}

/** An option as getopt sees it, with all words up to the next one. The rule's command, `-A CHAIN`, is one of them. */
export interface OptionSyntax {
  readonly negation: IToken | undefined;
  readonly name: IToken;
  /** The `!` of the old form `-s ! 10.0.0.1`. */
  readonly innerNegation: IToken | undefined;
  readonly words: readonly IToken[];
}

/** `[0:0] -A CHAIN …`. */
export interface RuleSyntax {
  readonly counters: IToken | undefined;
  readonly options: readonly OptionSyntax[];
  /** How many words iptables-restore makes of the line. */
  readonly wordCount: number;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: SyntaxFailure };

const noTokens: IToken[] = [];

/** The productions. That they are sound is checked by the tests, not at every start. */
export class LineParser extends EmbeddedActionsParser {
  constructor(skipValidations: boolean) {
    super([...new Set([...ruleTokens, ...fieldTokens])], { maxLookahead: 1, skipValidations });
    this.performSelfAnalysis();
  }

  /** Whether no token is left over. */
  isAtEnd(): boolean {
    return this.LA(1).tokenType === EOF;
  }

  /** @see iptables iptables/iptables-save.c do_output */
  readonly table = this.RULE('table', (): TableSyntax => {
    this.CONSUME(Star);
    const name = this.CONSUME(Field);
    this.MANY(() => this.CONSUME1(Field));
    return { name };
  });

  // What is done for each chain, option and word is made once: making it takes as long as doing it.
  private readonly thirdField = (): IToken => this.CONSUME2(Field);
  private readonly furtherField = (): IToken => this.CONSUME3(Field);

  /** @see iptables iptables/iptables-save.c do_output */
  readonly chain = this.RULE('chain', (): ChainSyntax => {
    this.CONSUME(Colon);
    const name = this.CONSUME(Field);
    const policy = this.CONSUME1(Field);
    const counters = this.OPTION(this.thirdField);
    this.MANY(this.furtherField);
    return { name, policy, counters };
  });

  /** Of the rule, and of its option, that is being read. */
  private options: OptionSyntax[] = [];
  private words: IToken[] = noTokens;

  private readonly counters = (): IToken => this.CONSUME(Counters);
  private readonly bang = (): IToken => this.CONSUME(Bang);
  private readonly innerBang = (): IToken => this.CONSUME(InnerBang);

  private readonly wordOfOption = (): void => {
    const word = this.CONSUME(Word);
    // Most options have one word, and a list that grows takes room for many.
    if (this.words === noTokens) this.words = [word];
    else this.words.push(word);
  };

  private readonly optionOfRule = (): void => {
    const negation = this.OPTION1(this.bang);
    const name = this.CONSUME(Option);
    const innerNegation = this.OPTION2(this.innerBang);
    this.words = noTokens;
    this.MANY1(this.wordOfOption);
    this.options.push({ negation, name, innerNegation, words: this.words });
  };

  /**
   * One production for a rule and its options: each one that it would call costs as much as all that is in it.
   * @see iptables iptables/iptables.c print_rule4, iptables/nft-shared.c nft_rule_save
   * @see iptables libxtables/xtables.c xtables_save_string; extensions/*.c save
   */
  readonly rule = this.RULE('rule', (): Omit<RuleSyntax, 'wordCount'> => {
    const counters = this.OPTION(this.counters);
    this.options = [];
    this.MANY(this.optionOfRule);
    return { counters, options: this.options };
  });
}

const noNames: ReadonlySet<string> = new Set();

const parser = new LineParser(true);

export function parseTable(line: string): Parsed<TableSyntax> {
  return parse(tokenize(line, 'fields', noNames), line, parseTableLine);
}

export function parseChain(line: string): Parsed<ChainSyntax> {
  return parse(tokenize(line, 'fields', noNames), line, parseChainLine);
}

/** Reads a rule; `verbatim` names, with their dashes, the options whose next word is a value whatever it looks like. */
export function parseRule(line: string, verbatim: ReadonlySet<string>): Parsed<RuleSyntax> {
  const parsed = parse(tokenize(line, 'rule', verbatim), line, parseRuleLine);
  if (!parsed.ok) return parsed;
  const { counters, options } = parsed.value;
  const wordCount = parser.input.length - (counters === undefined ? 0 : 1);
  return { ok: true, value: { counters, options, wordCount } };
}

const parseTableLine = (): TableSyntax => parser.table();
const parseChainLine = (): ChainSyntax => parser.chain();
const parseRuleLine = (): Omit<RuleSyntax, 'wordCount'> => parser.rule();

function parse<T>(tokens: IToken[], line: string, production: () => T | undefined): Parsed<T> {
  parser.input = tokens;
  const value = production();
  // A production that fails gives nothing. The list of errors is copied whenever somebody asks for it.
  if (value !== undefined && parser.isAtEnd()) return { ok: true, value };
  const [error] = parser.errors;
  if (error === undefined) throw new Error('a line that failed has an error');
  return { ok: false, failure: explainFailure(error, line) };
}
