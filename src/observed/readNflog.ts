import { hooks, type Hook } from '../netfilter/hooks.js';
import { byteAt, longAt, macAt, shortAt, type ByteOrder, type Bytes } from './bytes.js';

/** What an NFLOG rule tells of a packet beside the packet itself. */
export interface NflogMessage {
  /** The packet, as far as it was sent along; empty where it was not. */
  readonly packet: Bytes;
  /** What kind of packet it is, as Ethernet numbers it. */
  readonly type: number;
  readonly hook?: Hook;
  /** Of the rule; empty where it has none. */
  readonly prefix: string;
  readonly mark: number;
  /** Interfaces, as the node numbers them. */
  readonly inIndex?: number;
  readonly outIndex?: number;
  /** 48 bits; of Ethernet alone. */
  readonly sourceMac?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** @see linux include/uapi/linux/netfilter/nfnetlink_log.h nfulnl_attr_type */
const attribute = {
  header: 1,
  mark: 2,
  inIndex: 4,
  outIndex: 5,
  hardwareAddress: 8,
  payload: 9,
  prefix: 10,
  uid: 11,
  gid: 14,
  hardwareType: 15,
} as const;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** As the first byte has it. @see linux include/linux/socket.h AF_INET6 */
const inet6 = 10;
const ethernetType = 1;

/**
 * Reads a frame of `tcpdump -i nflog:GROUP`: the header of the message, then attributes, each with its length and type in the order of the file, padded to
 * four bytes. What does not fit into the frame is left out. The kernel sends no mark of 0.
 * @see https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html, linux net/netfilter/nfnetlink_log.c __build_packet_message
 */
export function readNflog(bytes: Bytes, order: ByteOrder): NflogMessage {
  const found = attributesOf(bytes, order);
  const long = (type: number): number | undefined => {
    const value = found.get(type);
    return value === undefined || value.length < 4 ? undefined : longAt(value, 0);
  };
  const header = found.get(attribute.header) ?? '';
  const hook = header.length < 3 ? undefined : hooks[byteAt(header, 2)];
  const address = found.get(attribute.hardwareAddress) ?? '';
  const kind = found.get(attribute.hardwareType) ?? '';
  const isEthernet = shortAt(kind, 0) === ethernetType && shortAt(address, 0) === 6;
  const [inIndex, outIndex] = [long(attribute.inIndex), long(attribute.outIndex)];
  const [uid, gid] = [long(attribute.uid), long(attribute.gid)];
  const [prefix = ''] = (found.get(attribute.prefix) ?? '').split('\0');
  return {
    packet: found.get(attribute.payload) ?? '',
    type: header === '' ? (byteAt(bytes, 0) === inet6 ? IPV6 : IPV4) : shortAt(header, 0),
    prefix,
    mark: long(attribute.mark) ?? 0,
    ...(hook === undefined ? {} : { hook }),
    ...(inIndex === undefined ? {} : { inIndex }),
    ...(outIndex === undefined ? {} : { outIndex }),
    ...(isEthernet && address.length >= 10 ? { sourceMac: macAt(address, 4) } : {}),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** The values by their types; of what stands there twice the first. */
function attributesOf(bytes: Bytes, { short }: ByteOrder): ReadonlyMap<number, Bytes> {
  const found = new Map<number, Bytes>();
  for (let at = 4; at + 4 <= bytes.length;) {
    const length = short(bytes, at);
    if (length < 4) break;
    const type = short(bytes, at + 2) & 0x7fff;
    if (!found.has(type)) found.set(type, bytes.slice(at + 4, at + length));
    at += Math.ceil(length / 4) * 4;
  }
  return found;
}
