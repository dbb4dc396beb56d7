import { sameAddress } from '../address/address.js';
import { isIcmp } from '../netfilter/protocols.js';
import type { Tuple } from './packet.js';

/**
 * Whether packets of a connection look as their answers do, as from 127.0.0.1:53 to 127.0.0.1:53. Conntrack finds the tuple of the answer first, so that all
 * but the first packet go in direction REPLY. Of ICMP a request is no answer.
 * @see linux net/netfilter/nf_conntrack_core.c __nf_conntrack_hash_insert, resolve_normal_ct
 */
export function isOwnAnswer(protocol: number | undefined, original: Tuple, reply: Tuple): boolean {
  return (
    (protocol === undefined || !isIcmp(protocol)) &&
    sameAddress(original.source, reply.source) &&
    sameAddress(original.destination, reply.destination) &&
    original.sourcePort === reply.sourcePort &&
    original.destinationPort === reply.destinationPort
  );
}
