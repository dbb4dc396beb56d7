import type { Word } from '../ast/ast.js';
import type { MatchExtension, TargetExtension, Writer } from '../extension/extension.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import type { ExtensionIndex } from './extensions.js';
import type { OptionScope, RuleProblem } from './readOptions.js';

/** A table that rules stand in, and what their names mean there. */
export interface TablePlace {
  readonly family: Family;
  readonly table: TableName;
  readonly extensions: ExtensionIndex;
  readonly writer: Writer;
  /** Whether the table has a chain of this name. */
  readonly isChain: (name: string) => boolean;
}

/** Where a rule stands, as far as it matters for what its words say. */
export interface ChainPlace extends TablePlace {
  readonly chain: string;
}

/** A match loaded by -m, or by -p; `bad` once one of its options could not be read. */
export interface LoadedMatch {
  readonly extension: MatchExtension;
  readonly scope: OptionScope;
  readonly named: Word;
  bad: boolean;
}

/** A part of the rule that could not be read; its words are kept for the question. `name`: of the match or the option. */
interface Unread {
  readonly name: string;
  readonly words: string[];
  /** It is a match that calitrace has no file for: options that nobody knows are taken for its own. */
  readonly isMatch: boolean;
}

export type Loaded =
  | { readonly kind: 'match'; readonly match: LoadedMatch }
  | { readonly kind: 'unread'; readonly unread: Unread };

/** What stands after -j; without extension it is a chain, or nobody knows it. */
export interface LoadedTarget {
  readonly name: string;
  readonly named: Word;
  /** The table has a chain of this name. */
  readonly isChain: boolean;
  readonly extension?: TargetExtension;
  readonly scope?: OptionScope;
}

/** What has been read of a rule so far. */
export interface RuleReading {
  readonly place: ChainPlace;
  readonly own: OptionScope;
  readonly loaded: Loaded[];
  target: LoadedTarget | undefined;
  targetBad: boolean;
  readonly unreadTargetWords: string[];
  readonly problems: RuleProblem[];
  /** The rule is of the other family, in a file written for both: nobody looks at the rest of it. */
  readonly skipped: boolean;
}
