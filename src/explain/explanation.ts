import type { Backend, Family, TableName } from '../netfilter/hooks.js';

/** What something of a dump is, in words. */
export type Explanation = ChainExplanation | RuleExplanation | MarkExplanation | SetExplanation;

/** Who made a chain and what it is for. */
export interface Story {
  readonly owner: string;
  readonly purpose: string;
  readonly detail?: string;
}

/** Where a rule stands. */
export interface RulePlace {
  readonly table: TableName;
  readonly chain: string;
  /** 1-based. */
  readonly number: number;
  /** 1-based, of the dump. */
  readonly line: number;
}

/** What `iptables-save -c` counted; decimal numbers up to 2^64 - 1. */
export interface CountersText {
  readonly packets: string;
  readonly bytes: string;
}

/** A rule in one line. */
export interface RuleInWords extends RulePlace {
  /** As in the dump. */
  readonly text: string;
  /** What it asks, part by part; empty where it takes every packet. */
  readonly asks: readonly Asked[];
  /** `jump cali-FORWARD`, `DROP`, `MARK`, or `no target`. */
  readonly action: string;
  /** What its target changes, before its verdict. */
  readonly changes: readonly string[];
  /** What it is in its owner's scheme. */
  readonly meaning?: string;
  readonly comments: readonly string[];
  readonly counters?: CountersText;
}

/** One match of a rule. */
export interface Asked {
  /** As after `-m`; `rule` for the rule's own options. */
  readonly match: string;
  readonly words: string;
}

export interface ChainExplanation {
  readonly kind: 'chain';
  readonly family: Family;
  /** Of its table, of which a dump may have one for each. */
  readonly backend: Backend;
  readonly table: TableName;
  readonly chain: string;
  /** Of a built-in chain. */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly story?: Story;
  /** The rules that jump or go to it. */
  readonly callers: readonly RuleInWords[];
  /** The built-in chains from which packets may come here. */
  readonly entrances: readonly string[];
  /** What becomes of a packet that passes all its rules. */
  readonly end: string;
  readonly rules: readonly RuleInWords[];
}

export interface RuleExplanation {
  readonly kind: 'rule';
  readonly family: Family;
  /** Of its table, of which a dump may have one for each. */
  readonly backend: Backend;
  readonly rule: RuleInWords;
  /** Of its chain, where that is built in. */
  readonly policy?: 'ACCEPT' | 'DROP';
  /** Of its chain. */
  readonly story?: Story;
  /** What its target does, sentence by sentence. */
  readonly does: readonly string[];
  /** Marks that it asks for or changes, and whose bits these are. */
  readonly marks: readonly MarkWords[];
  /** Where a packet goes that matches, and one that does not; each packet may match. */
  readonly matched: string;
  readonly passed?: string;
  /** The rules that jump or go to its chain. */
  readonly callers: readonly RuleInWords[];
}

/** Bits of a mark in a rule: `tests 0x10000/0x10000`, with what each named bit means. */
export interface MarkWords {
  readonly words: string;
  readonly names: readonly BitName[];
}

/** What some bits mean to one owner. */
export interface BitName {
  readonly owner: string;
  readonly name: string;
  readonly meaning: string;
  /** Unsigned 32-bit. */
  readonly mask: number;
}

export interface MarkExplanation {
  readonly kind: 'mark';
  readonly family: Family;
  /** Unsigned 32-bit. `value` undefined: all bits that the dump uses are asked for. */
  readonly value?: number;
  readonly mask: number;
  /** Highest first. Bits with the same names and the same rules stand together. */
  readonly bits: readonly BitsExplanation[];
  /** Sentences about bits on which the rules contradict each other. */
  readonly doubts: readonly string[];
}

export interface BitsExplanation {
  /** Unsigned 32-bit. */
  readonly mask: number;
  /** Whether the mark that was asked for has them; undefined where all were asked for. */
  readonly set?: boolean;
  readonly names: readonly BitName[];
  readonly uses: readonly BitUse[];
}

/** What rules do with a bit, of the packet's mark or of its connection's. */
export const bitUses = [
  'set by',
  'cleared by',
  'toggled by',
  'tested by',
  'taken from the connmark by',
  'kept in the connmark by',
  'connmark set by',
  'connmark cleared by',
  'connmark toggled by',
  'connmark tested by',
] as const;
export type BitUseKind = (typeof bitUses)[number];

export interface BitUse {
  readonly kind: BitUseKind;
  readonly rules: readonly RulePlace[];
}

export interface SetExplanation {
  readonly kind: 'ipset';
  readonly family: Family;
  readonly name: string;
  /** What its owner keeps in it. */
  readonly holds?: string;
  readonly askedBy: readonly RuleInWords[];
  readonly changedBy: readonly RuleInWords[];
  /** As `ipset save` tells it, where that was given. */
  readonly given?: GivenSet;
  /** Whether any sets were given at all. */
  readonly anyGiven: boolean;
}

export interface GivenSet {
  /** `hash:ip,port`. */
  readonly type: string;
  /** As `ipset save` writes them. */
  readonly members: readonly string[];
  /** Sets of type list:set that hold it. */
  readonly listedIn: readonly string[];
}
