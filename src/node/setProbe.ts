import { andAddress, sameAddress, zero6 } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE, isIcmp } from '../netfilter/protocols.js';
import type { FragmentKind } from '../netfilter/states.js';
import type { Field } from '../packet/field.js';
import { fieldWords } from '../packet/field.js';
import type { IpSet } from './node.js';
import type { Dimension, SetType } from './setType.js';

/**
 * What a set may ask of a packet; a packet has this shape. A number that is absent or `unknown` was not told.
 * Interfaces are empty where the packet has none; `length` is in bytes.
 */
export interface SetQuery {
  readonly family: Family;
  readonly protocol: number | 'unknown';
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: number | 'unknown';
  readonly destinationPort?: number | 'unknown';
  readonly icmpType?: number | 'unknown';
  readonly icmpCode?: number | 'unknown';
  /** Undefined where nobody told it. */
  readonly inInterface: string | undefined;
  readonly outInterface: string | undefined;
  readonly mark: number | 'unknown';
  readonly sourceMac?: number | 'unknown';
  readonly destinationMac?: number | 'unknown';
  readonly fragment: FragmentKind;
  readonly length: number;
}

/** Nobody told it. `field` where it is one of the packet's. */
export interface UnknownFact {
  readonly unknown: string;
  readonly field?: Field;
}

/** What the packet holds for one dimension of a set. */
export type ProbePart =
  | { readonly kind: 'address' | 'net'; readonly address: Address }
  | { readonly kind: 'port'; readonly protocol?: number; readonly port: number }
  | { readonly kind: 'mac'; readonly mac: number }
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'interface'; readonly name: string }
  | ({ readonly kind: 'unknown' } & UnknownFact);

/**
 * What the packet holds for each dimension of the set, or undefined where it has no such thing, so that the kernel finds
 * no entry whatever the set holds.
 * @see linux kernel/net/netfilter/ipset/ip_set_hash_*.c *_kadt
 */
export function probeSet(
  set: IpSet,
  type: SetType,
  sides: readonly ('src' | 'dst')[],
  query: SetQuery,
): readonly ProbePart[] | undefined {
  const parts: ProbePart[] = [];
  for (const [index, dimension] of type.dimensions.entries()) {
    const part = probePart(set, dimension, sides[index] === 'src', query);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts;
}

function probePart(
  set: IpSet,
  dimension: Dimension,
  source: boolean,
  query: SetQuery,
): ProbePart | undefined {
  switch (dimension) {
    case 'address': {
      const address = maskedAddress(set, source ? query.source : query.destination);
      return set.type.startsWith('hash:') && isZero(address) ? undefined : { kind: 'address', address };
    }
    case 'net':
      return { kind: 'net', address: maskedAddress(set, source ? query.source : query.destination) };
    case 'port':
      return probePort(set.type === 'bitmap:port', source, query);
    case 'mac':
      return probeMac(source, query);
    case 'mark':
      return typeof query.mark === 'number'
        ? { kind: 'mark', mark: (query.mark & (set.markMask ?? 0xffffffff)) >>> 0 }
        : unknownField('mark');
    case 'interface': {
      const name = source ? query.inInterface : query.outInterface;
      if (name === undefined) return unknownField(source ? 'inInterface' : 'outInterface');
      return name === '' ? undefined : { kind: 'interface', name };
    }
    case 'set':
      return undefined;
  }
}

function maskedAddress(set: IpSet, address: Address): Address {
  return set.mask === undefined || typeof set.mask !== typeof address
    ? address
    : andAddress(address, set.mask);
}

function isZero(address: Address): boolean {
  return typeof address === 'number' ? address === 0 : sameAddress(address, zero6);
}

function unknownField(field: Field): ProbePart {
  return { kind: 'unknown', unknown: `the ${fieldWords(field)} is not known`, field };
}

const withHeader: ReadonlySet<number> = new Set([TCP, UDP, SCTP, UDPLITE, ICMP, ICMPV6]);

/**
 * Protocol and port: ICMP gives type and code, a protocol without ports (DCCP here too) 0. bitmap:port knows TCP and UDP only.
 * @see linux kernel/net/netfilter/ipset/ip_set_getport.c ip_set_get_ip4_port, get_port
 */
function probePort(bare: boolean, source: boolean, query: SetQuery): ProbePart | undefined {
  const { protocol } = query;
  if (protocol === 'unknown') return unknownField('protocol');
  if (protocol === 0) return undefined;
  if (query.fragment === 'later' && (query.family === 6 || withHeader.has(protocol))) return undefined;
  if (bare && protocol !== TCP && protocol !== UDP) return undefined;
  if (isIcmp(protocol)) {
    const { icmpType, icmpCode } = query;
    if (typeof icmpType !== 'number') return unknownField('icmpType');
    if (typeof icmpCode !== 'number') return unknownField('icmpCode');
    return { kind: 'port', protocol, port: icmpType * 256 + icmpCode };
  }
  if (!withHeader.has(protocol)) return { kind: 'port', protocol, port: 0 };
  const port = source ? query.sourcePort : query.destinationPort;
  if (typeof port !== 'number') return unknownField(source ? 'sourcePort' : 'destinationPort');
  return bare ? { kind: 'port', port } : { kind: 'port', protocol, port };
}

/** A packet that the node made, or that came over lo, has no or an empty link-layer header. */
function probeMac(source: boolean, query: SetQuery): ProbePart | undefined {
  if (query.inInterface === '' || query.inInterface === 'lo') return undefined;
  const mac = source ? query.sourceMac : query.destinationMac;
  if (typeof mac === 'number') return mac === 0 ? undefined : { kind: 'mac', mac };
  return source
    ? unknownField('sourceMac')
    : { kind: 'unknown', unknown: 'the destination MAC is not known' };
}
