import type { Severity } from '../lint/finding.js';
import type { Backend, Family } from '../netfilter/hooks.js';

export type { Family } from '../netfilter/hooks.js';

/** Text, or the bytes of a file as they are. */
export type Content = string | Uint8Array;

/**
 * A packet and its connection, by the names that the options of `calitrace trace` have, and with their values: `{ src: '10.244.1.2', dst:
 * '10.96.0.10', proto: 'udp', dport: 53, iif: 'cali0ef24b1' }`. Without `iif` the node itself sends it. `from` and `to` are names of `names`.
 */
export interface Packet {
  readonly src?: string;
  readonly dst?: string;
  readonly from?: string;
  readonly to?: string;
  readonly proto?: string | number;
  readonly sport?: string | number;
  readonly dport?: string | number;
  readonly iif?: string;
  readonly oif?: string;
  readonly icmpType?: string;
  readonly tcpFlags?: string;
  readonly mark?: string | number;
  readonly tos?: string | number;
  readonly ttl?: string | number;
  readonly length?: string | number;
  readonly macSrc?: string;
  readonly uid?: string | number;
  readonly gid?: string | number;
  readonly fragment?: 'first' | 'later';
  readonly headers?: string;
  readonly pktType?: 'unicast' | 'broadcast' | 'multicast';
  readonly time?: string;
  readonly ctstate?: string;
  readonly ctstatus?: string;
  readonly ctdir?: 'ORIGINAL' | 'REPLY';
  readonly connmark?: string | number;
  readonly ctEntry?: string;
  /** A line of a log, of tcpdump or conntrack that tells the packet. */
  readonly fromLog?: string;
}

/** What a trace is told beside the dump and the packet. */
export interface TraceGiven {
  /** What `ipset save`, `ip -j addr`, `ip -j route show table all`, `ip -j rule` and `ipvsadm -Sn` printed. A snapshot in place of a dump has them. */
  readonly ipset?: Content;
  readonly addrs?: Content;
  readonly routes?: Content;
  readonly rules?: Content;
  readonly ipvs?: Content;
  /** What kubectl or calicoctl printed, as `--names` takes it. */
  readonly names?: readonly Content[];
  /** Addresses or prefixes of the node. */
  readonly local?: readonly string[];
  /** Answers to questions, by their subjects. */
  readonly assume?: Readonly<Record<string, string>>;
  /** Of a dump that does not tell it. */
  readonly family?: Family;
  /** Of a snapshot, the rules of this backend alone. */
  readonly backend?: Backend;
  /** Follow the answer on its way back as well. */
  readonly reply?: boolean;
  /** Also the rules that did not match, each with the reason. */
  readonly verbose?: boolean;
  /** At most so many paths, from 1; 256 where nothing is said. */
  readonly maxPaths?: number;
}

/** How a trace is told to people. */
export interface TraceText extends TraceGiven {
  readonly format: 'text' | 'table' | 'html' | 'markdown';
}

/** What lint is told beside the dump. */
export interface LintGiven {
  readonly names?: readonly Content[];
  /** Of a dump that does not tell it. */
  readonly family?: Family;
  readonly backend?: Backend;
  /** By the names of lint rules. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** All causes of each finding. */
  readonly verbose?: boolean;
}

export interface LintText extends LintGiven {
  readonly format: 'text' | 'html' | 'markdown' | 'sarif' | 'github' | 'junit';
}

/** All keys of what the functions are given. */
export const keysOf = {
  packet: namesIn<keyof Packet>({
    src: true,
    dst: true,
    from: true,
    to: true,
    proto: true,
    sport: true,
    dport: true,
    iif: true,
    oif: true,
    icmpType: true,
    tcpFlags: true,
    mark: true,
    tos: true,
    ttl: true,
    length: true,
    macSrc: true,
    uid: true,
    gid: true,
    fragment: true,
    headers: true,
    pktType: true,
    time: true,
    ctstate: true,
    ctstatus: true,
    ctdir: true,
    connmark: true,
    ctEntry: true,
    fromLog: true,
  }),
  trace: namesIn<keyof TraceText>({
    ipset: true,
    addrs: true,
    routes: true,
    rules: true,
    ipvs: true,
    names: true,
    local: true,
    assume: true,
    family: true,
    backend: true,
    reply: true,
    verbose: true,
    maxPaths: true,
    format: true,
  }),
  lint: namesIn<keyof LintText>({
    names: true,
    family: true,
    backend: true,
    severities: true,
    verbose: true,
    format: true,
  }),
};

function namesIn<Key extends string>(all: Readonly<Record<Key, true>>): ReadonlySet<string> {
  return new Set(Object.keys(all));
}
