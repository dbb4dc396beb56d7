import type { Family } from '../netfilter/hooks.js';

/**
 * A packet as the command line describes it: each key is an option without its dashes. The judge builds the real packet
 * from it. A packet with `iif` comes from the far side of that interface, one without is sent by the node itself.
 */
export interface PacketOptions {
  readonly src: string;
  readonly dst: string;
  readonly proto?: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly iif?: string;
  /** `TYPE` or `TYPE/CODE`, numbers or the names the judge knows. */
  readonly 'icmp-type'?: string;
  readonly 'tcp-flags'?: string;
  /** Of a packet sent by the node: its socket's mark. A received packet starts with 0. */
  readonly mark?: string;
  /**
   * ESTABLISHED sends the first packet, its answer, then the packet again. INVALID, RELATED and UNTRACKED are for
   * calitrace alone: the packet and the rules must be such that the kernel comes to the same.
   */
  readonly ctstate?: string;
  readonly tos?: string;
  readonly ttl?: number;
  readonly length?: number;
  readonly 'mac-src'?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly 'pkt-type'?: 'unicast' | 'broadcast' | 'multicast';
  readonly fragment?: 'first' | 'later';
  /** Of IPv6, in order: `hop-by-hop`, `dst`, `route`, as `hop-by-hop,dst`; each of eight bytes. */
  readonly headers?: string;
  /** For the judge alone: the whole packet is sent in so many fragments. */
  readonly 'in-fragments'?: 2;
}

/** An interface of the node; its other end is in the far namespace. Addresses as `192.0.2.1/24`. */
export interface InterfaceSetup {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** The node without its rules. Routes as after `ip route add`, without a gateway: `10.0.0.0/8 dev eth0`; rules as after `ip rule add`. */
export interface Topology {
  readonly interfaces: readonly InterfaceSetup[];
  readonly routes: readonly string[];
  readonly rules?: readonly string[];
  /** `net.ipv4.conf.all.rp_filter=1` and the like, on top of forwarding on and rp_filter off. */
  readonly sysctls?: readonly string[];
  /** Whether the node has IPv6; by default where one of its addresses is of it. */
  readonly ipv6?: boolean;
  /** Bytes, 1500 where nothing is said. */
  readonly mtu?: number;
}

/** A value below /proc/sys: `net/ipv4/conf/eth0.100/rp_filter`. */
export interface KernelSetting {
  readonly path: string;
  readonly value: string;
}

/** What the node's firewall is. */
export interface Firewall {
  readonly family: Family;
  /** iptables-save text with all tables. */
  readonly dump: string;
  /** `ipset save` text. */
  readonly ipsets?: string;
  /** False where nothing but the dump may start conntrack; by default it always runs, as on any node. */
  readonly conntrack?: boolean;
}

export interface Scenario extends Topology, Firewall {
  readonly name: string;
  readonly packets: readonly PacketOptions[];
}

/** What calitrace is handed: the files that a user would save on the node at that moment. */
export interface NodeFiles {
  readonly dump: string;
  readonly ipsets: string;
  readonly addrs: string;
  readonly routes: string;
  readonly rules: string;
}
