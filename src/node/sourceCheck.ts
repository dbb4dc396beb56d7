import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { hasAddedLocals, isMulticast, lookUpLocal } from './localTable.js';
import type { Packet } from '../packet/packet.js';
import type { Node } from './node.js';
import type { ReversePathQuery } from './reversePath.js';
import { lookUpRoute } from './route.js';
import type { UnknownFact } from './setProbe.js';
import { hasOwnRules, seenPorts } from './routingRule.js';
import { isOn, reversePathFilter, sendsRedirects } from './sysctls.js';

/** What the check hangs on: a received packet behind PREROUTING. */
export interface SourceQuery extends ReversePathQuery {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly fragment: Packet['fragment'];
  /** By which it is to leave; empty where it is for this node. */
  readonly outInterface: string;
}

/**
 * What the way back says of the source of a received IPv4 packet. With rp_filter 1 it has to leave by the interface that the packet came in by; with 2
 * there has to be one, and where it leaves by another interface, this one needs an address. Without, or where nothing tells, it is `unasked`; but
 * where there are rules of policy routing or local routes that somebody added, or the packet goes back by the interface that it came in by, it is looked up all the same, and refused
 * where it leads to no host. Not for packets that come over lo.
 * @see linux net/ipv4/fib_frontend.c fib_validate_source, __fib_validate_source, net/ipv4/route.c ip_route_input_slow, __mkroute_input
 */
export function checkSource(
  node: Node,
  query: SourceQuery,
): 'unasked' | 'passes' | UnknownFact | { readonly refused: string } {
  const { family, source, destination, inInterface, outInterface } = query;
  if (family === 6 || source === 0 || isMulticast(source)) return 'unasked';
  const mode = reversePathFilter(node.sysctls, family, inInterface) ?? 0;
  const acceptsLocal = isOn(node.sysctls, 'accept_local', inInterface);
  const goesBack = inInterface === outInterface && sendsRedirects(node.sysctls, inInterface);
  const isAsked = mode > 0 || goesBack || (hasOwnWays(node) && !acceptsLocal);
  if (!isAsked) return 'unasked';
  if (node.routes === undefined) return mode === 0 ? 'unasked' : { unknown: 'no routes were given' };
  const { sourcePort, destinationPort } = seenPorts(query);
  const answer = lookUpRoute(node, {
    family,
    destination: source,
    ...(isForMany(node, destination) ? {} : { source: destination }),
    protocol: query.protocol,
    ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
    ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
    inInterface: outInterface,
    mark: isOn(node.sysctls, 'src_valid_mark', inInterface) ? query.mark : 0,
    tos: query.tos,
  });
  if (answer.kind === 'unknown') return mode === 0 ? 'unasked' : { unknown: answer.unknown };
  const from = writeAddress(source);
  if (answer.kind === 'broadcast' || answer.kind === 'multicast' || answer.kind === 'anycast') {
    return { refused: `martian source: ${from} is no host (${answer.text})` };
  }
  if (answer.kind === 'local' && !acceptsLocal) {
    return { refused: `martian source: ${from} is the node's own address` };
  }
  if (mode === 0) return 'unasked';
  const refused = (why: string): { readonly refused: string } => ({
    refused: `martian source: rp_filter ${mode} on ${inInterface}, and ${why}`,
  });
  if (!('choices' in answer)) {
    return refused(`there is no route back to ${from}${answer.kind === 'none' ? '' : ` (${answer.text})`}`);
  }
  const devices = answer.choices.map(({ device = '?' }) => device);
  if (devices.includes(inInterface)) return 'passes';
  const elsewhere = `the route back to ${from} leaves by ${devices.join(', ')} (${answer.text})`;
  if (mode === 1) return refused(elsewhere);
  if (node.addresses === undefined) return { unknown: 'the addresses of the node are not known' };
  const own = node.addresses.find(({ name }) => name === inInterface)?.addresses ?? [];
  return own.some(({ address }) => typeof address === 'number')
    ? 'passes'
    : refused(`${elsewhere}, while ${inInterface} has no address`);
}

/** Where the local addresses alone do not say whether a source is the node's own. */
function hasOwnWays(node: Node): boolean {
  return hasOwnRules(node, 4) || hasAddedLocals(node.routes ?? []);
}

/** Of what goes to a group or to everybody the way back is looked up without regard to that. */
function isForMany(node: Node, destination: Address): boolean {
  if (isMulticast(destination) || destination === 0xffffffff) return true;
  const own = lookUpLocal(node, destination);
  return typeof own === 'object' && own.route.type === 'broadcast';
}
