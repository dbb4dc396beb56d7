import { rangeSet, singleValue } from '../../address/range.js';
import { fieldIn, negateIf, not, oneOf } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import type { OptionType, Setting } from '../option.js';
import type { PortRange } from '../types/ports.js';

/**
 * What every match that looks behind the IP header begins with: the packet's protocol, and no later part of a fragmented packet,
 * which has no such header. Without it the match fails, negated or not.
 *
 * Deviation: on nodes without conntrack iptables-nft reads the first bytes of later fragments as ports and flags.
 * @see linux net/netfilter/xt_tcpudp.c tcp_mt (par->fragoff)
 */
export function headerOf(...protocols: readonly number[]): readonly Condition[] {
  const set = rangeSet(protocols.flatMap((protocol) => singleValue(protocol)));
  return [fieldIn('protocol', set), not(oneOf('fragment', 'later'))];
}

/** `--sport` and `--dport` with their long spellings. */
export function portOptions(type: OptionType<PortRange>) {
  return {
    sport: { type, invert: true, aliases: ['source-port'] },
    dport: { type, invert: true, aliases: ['destination-port'] },
  } as const;
}

/** What `--sport` and `--dport` ask, nothing where neither is given. */
export function portConditions(values: {
  readonly sport?: Setting<PortRange>;
  readonly dport?: Setting<PortRange>;
}): readonly Condition[] {
  const { sport, dport } = values;
  const parts: Condition[] = [];
  if (sport !== undefined)
    parts.push(negateIf(sport.negated, fieldIn('sourcePort', rangeSet([sport.value]))));
  if (dport !== undefined)
    parts.push(negateIf(dport.negated, fieldIn('destinationPort', rangeSet([dport.value]))));
  return parts;
}
