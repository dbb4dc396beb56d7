import type { Severity } from '../../lint/finding.js';
import type { Backend, Family, TableName } from '../../netfilter/hooks.js';
import type { JsonName } from '../jsonNames.js';
import type { Count, Ordinal } from '../jsonNumbers.js';
import type { JsonProblem } from '../problemJson.js';
import type { JsonWitness } from '../rows/witnessJson.js';

/** What lint found in all dumps. */
export interface JsonLint {
  readonly format: 'calitrace.lint';
  readonly version: 1;
  /** How many nodes the sets of packets took. */
  readonly nodes: Count;
  readonly findings: readonly (OfDump & JsonFinding)[];
  /** Tables that could not be decided. */
  readonly undecided: readonly (OfDump & { readonly table: TableName; readonly reason: string })[];
  /** Dumps of which nothing could be linted. */
  readonly unusable: readonly (OfDump & { readonly reason: string })[];
  /** How many findings the baseline knows already; they are not among the findings. */
  readonly known: Count;
  /** What was wrong with reading the dumps. */
  readonly problems: readonly (OfDump & JsonProblem)[];
  /** With names of the cluster: what the findings mention. */
  readonly names?: readonly (OfDump & JsonName)[];
}

interface OfDump {
  /** Its path, or `stdin`. */
  readonly dump: string;
}

/** Something that a lint rule found. Null stands where a finding has no such thing, so that every finding has the same keys. */
export interface JsonFinding {
  /** The lint rule. */
  readonly rule: string;
  readonly messageId: string;
  readonly severity: Severity;
  /** Where the dump has rules of both. */
  readonly family: Family | null;
  readonly table: TableName;
  /** Where both backends have a table of that name. */
  readonly backend: Backend | null;
  readonly chain: string;
  /** Of the rule within its chain. */
  readonly number: Ordinal | null;
  /** Of the dump. */
  readonly line: Ordinal | null;
  readonly message: string;
  /** The text of the rule that was found. */
  readonly excerpt: string | null;
  /** The rules for which that is so. */
  readonly because: readonly JsonCause[];
  /** A packet that shows it. */
  readonly witness: JsonWitness | null;
  /** What the counters of the dump say to it. */
  readonly evidence: string | null;
}

/** A rule for which a finding is so. */
export interface JsonCause {
  readonly table: TableName;
  readonly chain: string;
  readonly number: Ordinal | null;
  readonly line: Ordinal | null;
  readonly excerpt: string;
}
