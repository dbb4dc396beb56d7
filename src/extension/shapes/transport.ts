import { rangeSet, singleValue } from '../../address/range.js';
import { all, fieldIn, negateIf, not, oneOf } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import type { Writer } from '../extension.js';
import type { OptionType, Setting } from '../option.js';
import type { PortRange } from '../types/ports.js';

/**
 * What every match that looks behind the IP header begins with: the packet's protocol, and no later part of a fragmented packet,
 * which has no such header. Without it the match fails, negated or not.
 * @see linux net/netfilter/xt_tcpudp.c tcp_mt (par->fragoff)
 */
export function headerOf(...protocols: readonly number[]): readonly Condition[] {
  const set = rangeSet(protocols.flatMap((protocol) => singleValue(protocol)));
  return [fieldIn('protocol', set), not(oneOf('fragment', 'later'))];
}

/**
 * Whether iptables-nft makes expressions of its own of the options of `-m tcp` and `-m udp`. These read a later fragment as well: its first
 * bytes stand for the ports (of IPv6 those of the IPv6 header, as nothing tells where the other begins).
 *
 * Deviation: a last fragment may be too short to have such bytes; then the kernel takes neither a port nor its negation for matched.
 * @see iptables iptables/nft.c add_nft_tcpudp, from 1.8.8 on
 * @see linux net/netfilter/nf_tables_core.c nft_payload_fast_eval, include/net/netfilter/nf_tables_ipv6.h __nft_set_pktinfo_ipv6
 */
export function isNative({ backend, version = '' }: Writer): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return backend === 'nft' && (major - 1 || minor - 8 || patch - 8) >= 0;
}

/** What such expressions begin with. */
export function nativeHeaderOf(protocol: number): Condition {
  return fieldIn('protocol', rangeSet(singleValue(protocol)));
}

/** `--sport` and `--dport` with their long spellings. */
export function portOptions(type: OptionType<PortRange>) {
  return {
    sport: { type, invert: true, aliases: ['source-port'] },
    dport: { type, invert: true, aliases: ['destination-port'] },
  } as const;
}

interface Ports {
  readonly sport?: Setting<PortRange>;
  readonly dport?: Setting<PortRange>;
}

/** What `--sport` and `--dport` ask, nothing where neither is given. */
export function portConditions(values: Ports): readonly Condition[] {
  const { sport, dport } = values;
  const parts: Condition[] = [];
  if (sport !== undefined)
    parts.push(negateIf(sport.negated, fieldIn('sourcePort', rangeSet([sport.value]))));
  if (dport !== undefined)
    parts.push(negateIf(dport.negated, fieldIn('destinationPort', rangeSet([dport.value]))));
  return parts;
}

const mergingVersions: ReadonlySet<string> = new Set(['1.8.8', '1.8.9', '1.8.10']);

/**
 * The ports in such expressions. From 1.8.8 to 1.8.10 one port negated on each side becomes one comparison,
 * which fails only where both are those.
 * @see iptables iptables/nft.c add_nft_tcpudp
 */
export function nativePortConditions(values: Ports, { version = '' }: Writer): readonly Condition[] {
  const { sport, dport } = values;
  if (!mergingVersions.has(version)) return portConditions(values);
  if (sport?.negated !== true || dport?.negated !== true) return portConditions(values);
  if (!isOnePort(sport.value) || !isOnePort(dport.value)) return portConditions(values);
  const plain = { sport: { ...sport, negated: false }, dport: { ...dport, negated: false } };
  return [not(all(...portConditions(plain)))];
}

function isOnePort([low, high]: PortRange): boolean {
  return low === high && low !== 0;
}
