import type { Backend, Family } from '../netfilter/hooks.js';

/** What the text that a program printed is about. `tables`: output of iptables-save. */
export type OutputKind = 'tables' | 'sets' | 'addresses' | 'routes' | 'rules' | 'ipvs';

export const outputKinds: readonly OutputKind[] = ['tables', 'sets', 'addresses', 'routes', 'rules', 'ipvs'];

/** What one program printed. Text is latin1 here: one character is one byte. */
export interface Printed {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Exit status; 0 where the program did its work. */
  readonly status: number;
  /** Lines of stdout, without their ends. */
  readonly lines: readonly string[];
  /** Lines of stderr. */
  readonly errors: readonly string[];
}

export interface Output extends Printed {
  readonly holds: OutputKind;
  /** Of tables, routes and rules. */
  readonly family?: Family;
  /** Of tables. */
  readonly backend?: Backend;
}

/** What was read of one node at one moment. */
export interface Snapshot {
  /** When it was taken, as ISO 8601 in UTC. */
  readonly takenAt: string;
  readonly host: string;
  /** `uname -r`. */
  readonly kernel: string;
  /** Names and addresses are not those of the node. */
  readonly redacted: boolean;
  readonly outputs: readonly Output[];
  /** What `nft` told of tables that are not those of iptables: a list of chains, then tables. Absent in snapshots that were taken before it was asked. */
  readonly nftables?: readonly Printed[];
  /** As `sysctl` prints them: `net.ipv4.ip_forward = 1`; a dot in the name of an interface is a slash. */
  readonly sysctls: readonly string[];
  /** Sentences about what could not be read. */
  readonly missing: readonly string[];
}

/** Bytes as lines; the end of the last line does not count. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
