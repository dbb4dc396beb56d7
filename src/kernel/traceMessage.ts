import type { KernelPacket } from './kernelTrace.js';
import { hasPorts, isIcmp } from '../netfilter/protocols.js';
import { writeAddress, type Address } from '../address/address.js';

/**
 * One message of nf_tables' trace. A packet is there in the first message of each base chain; interfaces are indices, 0
 * where there is none.
 * @see linux net/netfilter/nf_tables_trace.c nft_trace_notify
 */
export interface TraceMessage {
  /** The same for all messages of one packet, until it goes through lo. */
  readonly id: number;
  readonly kind: 'policy' | 'return' | 'rule';
  readonly table: string;
  readonly chain: string;
  readonly handle: bigint | undefined;
  /** The kernel's number: 0 DROP, 1 ACCEPT, 2 STOLEN, 3 QUEUE; negative inside nf_tables. */
  readonly verdict: number;
  readonly to: string | undefined;
  readonly mark: number;
  readonly packet: Omit<KernelPacket, 'mark' | 'inInterface' | 'outInterface'> | undefined;
  readonly inIndex: number;
  readonly outIndex: number;
  /** Conntrack's state of the packet, a bit of `conntrackStates`; 0 where there is none or the kernel does not tell (before 6.16). */
  readonly state: number;
}

/** @see linux include/uapi/linux/netfilter/xt_conntrack.h XT_CONNTRACK_STATE_BIT */
export const conntrackStates = { INVALID: 1, ESTABLISHED: 2, RELATED: 4, NEW: 8, UNTRACKED: 64 } as const;

const attribute = {
  table: 1,
  chain: 2,
  handle: 3,
  type: 4,
  verdict: 5,
  id: 6,
  network: 8,
  transport: 9,
  inIndex: 10,
  outIndex: 12,
  mark: 14,
  policy: 16,
  state: 21,
} as const;

/** Reads one netlink message: the header, nfgenmsg, attributes. Other messages give undefined. */
export function readTraceMessage(message: Buffer): TraceMessage | undefined {
  if (message.length < 20 || message.readUInt16LE(4) !== ((10 << 8) | 17)) return undefined;
  const found = readAttributes(message.subarray(20, message.readUInt32LE(0)));
  const number = (key: number): number => found.get(key)?.readUInt32BE(0) ?? 0;
  const type = number(attribute.type);
  const verdict = readAttributes(found.get(attribute.verdict) ?? Buffer.alloc(0));
  const network = found.get(attribute.network);
  return {
    id: number(attribute.id),
    kind: type === 1 ? 'policy' : type === 2 ? 'return' : 'rule',
    table: readText(found.get(attribute.table)),
    chain: readText(found.get(attribute.chain)),
    handle: found.get(attribute.handle)?.readBigUInt64BE(0),
    verdict: type === 1 ? number(attribute.policy) : (verdict.get(1)?.readInt32BE(0) ?? -1),
    to: verdict.has(2) ? readText(verdict.get(2)) : undefined,
    mark: number(attribute.mark),
    packet: network === undefined ? undefined : readHeaders(network, found.get(attribute.transport)),
    inIndex: number(attribute.inIndex),
    outIndex: number(attribute.outIndex),
    state: number(attribute.state),
  };
}

function readAttributes(data: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= data.length;) {
    const length = data.readUInt16LE(at);
    if (length < 4) break;
    found.set(data.readUInt16LE(at + 2) & 0x3fff, data.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}

function readText(data: Buffer | undefined): string {
  return data === undefined ? '' : data.toString('latin1').replace(/\0.*$/s, '');
}

/** Headers of IPv6 between its own and the payload; behind them there may be ports, of what the trace does not say. */
const betweenHeaders: ReadonlySet<number> = new Set([0, 43, 44, 60]);

/** The fields of an IP header (40 bytes at most are there) and the ports behind it. */
function readHeaders(network: Buffer, transport: Buffer | undefined): NonNullable<TraceMessage['packet']> {
  const six = network.readUInt8(0) >>> 4 === 6;
  const protocol = network.readUInt8(six ? 6 : 9);
  const ports =
    (hasPorts(protocol) || (six && betweenHeaders.has(protocol))) &&
    transport !== undefined &&
    transport.length >= 4
      ? { sourcePort: transport.readUInt16BE(0), destinationPort: transport.readUInt16BE(2) }
      : {};
  const icmp =
    isIcmp(protocol) && transport !== undefined && transport.length >= 6
      ? { icmpIdentifier: transport.readUInt16BE(4) }
      : {};
  return six
    ? {
        protocol,
        source: writeAddress(readAddress6(network, 8)),
        destination: writeAddress(readAddress6(network, 24)),
        tos: (network.readUInt16BE(0) >>> 4) & 0xff,
        ttl: network.readUInt8(7),
        length: 40 + network.readUInt16BE(4),
        ...ports,
        ...icmp,
      }
    : {
        protocol,
        source: writeAddress(network.readUInt32BE(12)),
        destination: writeAddress(network.readUInt32BE(16)),
        tos: network.readUInt8(1),
        ttl: network.readUInt8(8),
        length: network.readUInt16BE(2),
        ...ports,
        ...icmp,
      };
}

function readAddress6(data: Buffer, at: number): Address {
  return [
    data.readUInt32BE(at),
    data.readUInt32BE(at + 4),
    data.readUInt32BE(at + 8),
    data.readUInt32BE(at + 12),
  ];
}
