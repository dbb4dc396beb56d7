import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { Sysctls } from './sysctls.js';

/** What a dump leaves out. Every part is undefined where the user gave nothing about it. */
export interface Node {
  readonly sets?: ReadonlyMap<string, IpSet>;
  readonly addresses?: readonly Interface[];
  readonly routes?: readonly Route[];
  readonly rules?: readonly RoutingRule[];
  /** `--local`: prefixes that are the node's own. */
  readonly locals: readonly Prefix[];
  readonly virtualServers?: readonly VirtualServer[];
  readonly sysctls?: Sysctls;
  /** What nftables does beside iptables to packets of the family. */
  readonly nftables?: {
    readonly tables: readonly NftTable[];
    /** Why its tables are not known. */
    readonly unread: string | undefined;
  };
}

/** A table of nftables that iptables-save does not print. */
export interface NftTable {
  /** As nft says it: `ip`, `ip6`, `inet`, `netdev`, `bridge`. */
  readonly family: string;
  readonly name: string;
  /** Those base chains of it that may drop, change or send off a packet; at least one. */
  readonly chains: readonly NftBaseChain[];
}

export interface NftBaseChain {
  readonly name: string;
  /** In nft's words. */
  readonly hook: string;
  readonly priority: number;
}

export interface Prefix {
  readonly address: Address;
  /** Bits, 0 to 32 or 128. */
  readonly length: number;
}

/** A network interface and its addresses, in the kernel's order. */
export interface Interface {
  readonly index: number;
  readonly name: string;
  readonly mac?: number;
  readonly addresses: readonly InterfaceAddress[];
  /** The bridge or bond it belongs to. */
  readonly master?: string;
  /** What kind of interface it is, in the words of `ip` (`vxlan`, `wireguard`, `veth`); absent where the text does not say (`ip -d` does). */
  readonly kind?: string;
  /** It is an IPIP tunnel, with its own ends where they are set: without them they are those of each packet. */
  readonly ipip?: { readonly local?: Address; readonly remote?: Address };
  /** How it makes the outer packets, of an IPIP or VXLAN tunnel; absent where the text does not say (`ip -d` does). */
  readonly tunnel?: TunnelSettings;
  /** It is a VXLAN tunnel that said how it is set. */
  readonly vxlan?: VxlanLink;
  /** It is a tunnel to which each packet brings the other end and all else with it (`external`): a route or a program gives them. */
  readonly external?: true;
  /** `UP` among its flags; absent where the text does not say, and then taken as up. */
  readonly up?: boolean;
  /** `NOARP` among its flags: nobody asks for hardware addresses there. */
  readonly isMute?: true;
}

/** How a VXLAN tunnel is set. */
export interface VxlanLink {
  /** 24-bit; a tunnel takes in packets of its own network alone, but for one that is `external`. */
  readonly network: number;
  /** Of the outer packets' destination. */
  readonly port: number;
  /** Of the outer packets. */
  readonly family: Family;
  /** The source of what it sends, where it is set. */
  readonly local?: Address;
  /** Where it sends what its table of neighbours (`bridge fdb`) sends nowhere else. */
  readonly remote?: Address;
}

/** What a tunnel was told of its outer packets. */
export interface TunnelSettings {
  /** `inherit`: that of the packet inside; `default`: that of the node's own packets. */
  readonly ttl: number | 'inherit' | 'default';
  /** The last two bits are those of the packet inside, whatever is set. */
  readonly tos: number | 'inherit';
  /** `fwmark` of IPIP, by which it looks up its route. */
  readonly mark: number;
  /** `dev`: the interface by which it sends. */
  readonly device?: string;
}

export interface InterfaceAddress {
  readonly family: Family;
  readonly address: Address;
  readonly length: number;
  readonly peer?: Address;
  readonly broadcast?: Address;
  readonly scope: 'global' | 'site' | 'link' | 'host';
  readonly secondary: boolean;
  /** IPv6: not usable yet, not preferred as a source, a privacy address. */
  readonly tentative?: boolean;
  readonly deprecated?: boolean;
  readonly temporary?: boolean;
}

/** A number (main is 254, local 255, default 253), or the name where `ip` printed a name only the node can resolve. */
export type RoutingTable = number | string;

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'multicast'
  | 'anycast'
  | 'throw'
  | 'unreachable'
  | 'prohibit'
  | 'blackhole'
  | 'nat';

export interface Route {
  readonly family: Family;
  readonly type: RouteType;
  readonly table: RoutingTable;
  readonly destination: Prefix;
  /** IPv6 `from PREFIX`: only for packets with such a source. */
  readonly source?: Prefix;
  readonly gateway?: Address;
  readonly device?: string;
  readonly preferredSource?: Address;
  readonly metric: number;
  readonly scope: string;
  readonly tos: number;
  /** `hoplimit`: the ttl of what the node itself sends there. */
  readonly hopLimit?: number;
  /** The kernel marked it `dead` (its device is down): it is skipped. `linkdown` alone does not stop the kernel. */
  readonly dead?: boolean;
  /** Of a local route: somebody added it, the kernel did not make it of an address. */
  readonly added?: true;
  /** Next hops of a multipath route; then `gateway` and `device` are absent. */
  readonly nextHops?: readonly {
    readonly gateway?: Address;
    readonly device?: string;
    readonly weight: number;
    readonly dead?: boolean;
  }[];
}

/** One line of `ip rule`. */
export interface RoutingRule {
  readonly family: Family;
  readonly priority: number;
  readonly negated: boolean;
  readonly source?: Prefix;
  readonly destination?: Prefix;
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly mark?: { readonly value: number; readonly mask: number };
  readonly tos?: number;
  readonly protocol?: number;
  readonly sourcePorts?: readonly [low: number, high: number];
  readonly destinationPorts?: readonly [low: number, high: number];
  readonly uids?: readonly [low: number, high: number];
  /** `l3mdev`: only packets of a VRF. */
  readonly vrf?: true;
  /** Words that are not understood: whether it takes a packet, or what it does with it, hangs on them as well. */
  readonly unread?: string;
  readonly action:
    | { readonly kind: 'lookup'; readonly table: RoutingTable }
    | { readonly kind: 'goto'; readonly priority: number }
    | { readonly kind: 'nop' | 'blackhole' | 'unreachable' | 'prohibit' };
  /** `suppress_prefixlength N`: a route found with this length or less does not count. */
  readonly suppressPrefixLength?: number;
  /** `suppress_ifgroup`: a route over a device of this group does not count; groups are not known here. */
  readonly suppressGroup?: string;
}

/** One set of `ipset save`. */
export interface IpSet {
  readonly name: string;
  /** `hash:ip,port`, `bitmap:port`, `list:set` … */
  readonly type: string;
  readonly family: Family;
  /** `timeout` of the create line, in seconds, where given. */
  readonly timeout?: number;
  readonly counters: boolean;
  readonly skbinfo: boolean;
  /** hash:ip `netmask`/`bitmask`, as a mask. */
  readonly mask?: Address;
  /** hash:ip,mark `markmask`. */
  readonly markMask?: number;
  /** bitmap types: both ends included. */
  readonly range?: readonly [low: number, high: number];
  /** `maxelem`, and whether a full set makes room (`forceadd`). */
  readonly maximum?: number;
  readonly forceAdd?: boolean;
  readonly entries: readonly SetEntry[];
}

/** One dimension of an entry. */
export type SetElement =
  | { readonly kind: 'address'; readonly low: Address; readonly high: Address }
  | { readonly kind: 'net'; readonly address: Address; readonly length: number }
  | { readonly kind: 'port'; readonly protocol?: number; readonly low: number; readonly high: number }
  | { readonly kind: 'mac'; readonly mac: number }
  | { readonly kind: 'mark'; readonly mark: number }
  /** `physdev:` entries name the bridge port; no match of iptables can ask for one. `wildcard`: the name is a prefix. */
  | {
      readonly kind: 'interface';
      readonly name: string;
      readonly wildcard: boolean;
      readonly physical: boolean;
    }
  | { readonly kind: 'set'; readonly name: string };

export interface SetEntry {
  readonly elements: readonly SetElement[];
  readonly nomatch: boolean;
  /** Seconds left when saved; 0 means for ever. */
  readonly timeout?: number;
  readonly packets?: number;
  readonly bytes?: number;
  readonly skbMark?: { readonly value: number; readonly mask: number };
  /** `major:minor` as saved. */
  readonly skbPriority?: string;
  readonly skbQueue?: number;
}

/** One service of `ipvsadm -Sn`. */
export interface VirtualServer {
  readonly protocol: number;
  readonly address: Address;
  readonly port: number;
  /** `-f`: by firewall mark instead of address. */
  readonly mark?: number;
  readonly scheduler: string;
  readonly realServers: readonly {
    readonly address: Address;
    readonly port: number;
    readonly forwarding: 'masquerade' | 'gateway' | 'tunnel';
    readonly weight: number;
  }[];
}
