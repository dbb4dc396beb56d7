import type { Hook, TableName } from '../netfilter/hooks.js';
import type { Verdict } from '../netfilter/states.js';

/** One rule that matched, or a base chain's policy, as the kernel told it. */
export type KernelStep =
  | {
      readonly kind: 'rule';
      readonly chain: string;
      /** 1-based within its chain. */
      readonly rule: number;
      readonly verdict: Verdict;
      /** The chain of a jump or goto. */
      readonly to?: string;
    }
  | { readonly kind: 'policy'; readonly chain: string; readonly verdict: 'ACCEPT' | 'DROP' };

/** The packet at one place. Interfaces are empty where there is none, ports absent likewise. */
export interface KernelPacket {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** The number by which an ICMP answer finds its request; nat may change it. */
  readonly icmpIdentifier?: number;
  readonly inInterface: string;
  readonly outInterface: string;
  readonly mark: number;
  readonly tos: number;
  readonly ttl: number;
  /** IP total length; IPv6: 40 + payload. */
  readonly length: number;
}

/** One base chain that the packet went through. */
export interface KernelHop {
  readonly hook: Hook;
  readonly table: TableName;
  /** The packet on entry. */
  readonly packet: KernelPacket;
  readonly steps: readonly KernelStep[];
}

/**
 * How the packet ended. `by`: the rule or policy that decided; where the kernel dropped it outside of any rule, the hook
 * after which it was not seen any more.
 */
export type KernelEnd =
  | { readonly kind: 'forwarded' | 'delivered' | 'sent'; readonly packet: KernelPacket }
  | {
      readonly kind: 'dropped' | 'rejected' | 'queued' | 'stolen';
      readonly by:
        | { readonly kind: 'rule'; readonly table: TableName; readonly chain: string; readonly rule: number }
        | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string }
        | { readonly kind: 'kernel'; readonly after: Hook };
    };

/** What the kernel did with one packet. */
export interface KernelTrace {
  readonly hops: readonly KernelHop[];
  readonly end: KernelEnd;
  /** Conntrack's state at the end, a bit of `conntrackStates`. */
  readonly state?: number;
}

/** An end in words: `forwarded`, `dropped by filter FORWARD rule 2`, `dropped by policy of filter FORWARD`, `dropped by the kernel`. */
export function kernelEndWords(end: KernelEnd): string {
  switch (end.kind) {
    case 'forwarded':
    case 'delivered':
    case 'sent':
      return end.kind;
    case 'dropped':
    case 'rejected':
    case 'queued':
    case 'stolen':
      switch (end.by.kind) {
        case 'rule':
          return `${end.kind} by ${end.by.table} ${end.by.chain} rule ${end.by.rule}`;
        case 'policy':
          return `${end.kind} by policy of ${end.by.table} ${end.by.chain}`;
        case 'kernel':
          return `${end.kind} by the kernel`;
      }
  }
}
