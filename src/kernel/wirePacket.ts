import { familyOf, readAddress, type Address } from '../address/address.js';
import { ICMP, ICMPV6, isIcmp, protocolNumber } from '../netfilter/protocols.js';
import { extensionHeaders, type ExtensionHeader } from '../netfilter/states.js';
import { readTcpFlags, tcpFlagBits } from '../netfilter/tcpflags.js';
import { internetChecksum } from './checksum.js';
import { sentIdentification } from './probes.js';
import type { PacketOptions } from './scenario.js';
import { writeTransport, type Transport } from './transport.js';

/** A packet ready to be written byte by byte. `length`: bytes of the whole IP packet, at least; 0 for the shortest. */
export interface WirePacket extends Transport {
  readonly source: Address;
  readonly destination: Address;
  readonly tos: number;
  readonly ttl: number;
  readonly length: number;
  readonly fragment: 'none' | 'first' | 'later';
  /** Of IPv6, between its own header and that of a fragment. */
  readonly headers: readonly ExtensionHeader[];
  /** Sent as two fragments, which something on the way has to join. */
  readonly inFragments: boolean;
}

const icmpTypes: ReadonlyMap<string, number> = new Map([
  ['echo-reply', 0],
  ['destination-unreachable', 3],
  ['redirect', 5],
  ['echo-request', 8],
  ['router-advertisement', 9],
  ['time-exceeded', 11],
  ['timestamp-request', 13],
]);

const icmp6Types: ReadonlyMap<string, number> = new Map([
  ['echo-request', 128],
  ['echo-reply', 129],
  ['router-solicitation', 133],
  ['neighbour-solicitation', 135],
]);

/** The packet that `options` describe, with the defaults of the command line. Throws where they make no sense. */
export function readPacketOptions(options: PacketOptions): WirePacket {
  const source = address(options.src);
  const icmp = familyOf(source) === 4 ? ICMP : ICMPV6;
  const number = protocol(options.proto ?? (options['icmp-type'] === undefined ? 'tcp' : String(icmp)));
  const [typeName, code = '0'] = (options['icmp-type'] ?? 'echo-request').split('/');
  const types = icmp === ICMP ? icmpTypes : icmp6Types;
  return {
    source,
    destination: address(options.dst),
    protocol: number,
    sourcePort: options.sport ?? 40000,
    destinationPort: options.dport ?? 80,
    tcpFlags: readTcpFlags(options['tcp-flags'] ?? 'SYN') ?? tcpFlagBits.SYN,
    sequence: 1000,
    acknowledge: 0,
    icmpType: types.get(typeName ?? '') ?? Number(typeName),
    icmpCode: Number(code),
    icmpIdentifier: 1,
    tos: Number(options.tos ?? 0),
    ttl: options.ttl ?? 64,
    length: options.length ?? (isIcmp(number) ? (icmp === ICMP ? 84 : 104) : 0),
    fragment: options.fragment ?? 'none',
    headers: (options.headers ?? '')
      .split(',')
      .flatMap((word) => extensionHeaders.filter((name) => name === word)),
    inFragments: options['in-fragments'] === 2,
  };
}

function address(text: string): Address {
  const value = readAddress(text);
  if (value === undefined) throw new Error(`no address: ${text}`);
  return value;
}

function protocol(text: string): number {
  const value = protocolNumber(text) ?? Number(text);
  if (!Number.isInteger(value)) throw new Error(`no protocol: ${text}`);
  return value;
}

/** What the other side sends back: the packet as it left, turned round. */
export function answerTo(packet: WirePacket): WirePacket {
  return {
    ...packet,
    source: packet.destination,
    destination: packet.source,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
    tcpFlags: tcpFlagBits.SYN | tcpFlagBits.ACK,
    sequence: 5000,
    acknowledge: packet.sequence + 1,
    icmpType: answeringType(packet),
    length: 0,
    headers: [],
    inFragments: false,
  };
}

function answeringType(packet: WirePacket): number {
  if (!isIcmp(packet.protocol)) return 0;
  return packet.protocol === ICMPV6 ? 129 : packet.icmpType === 8 ? 0 : packet.icmpType + 1;
}

/** The second packet of the same direction; of TCP the one that ends the handshake, unless the user set flags. */
export function nextOf(packet: WirePacket, keepFlags: boolean): WirePacket {
  return {
    ...packet,
    tcpFlags: keepFlags ? packet.tcpFlags : tcpFlagBits.ACK,
    sequence: packet.sequence + 1,
    acknowledge: 5001,
  };
}

/** An address as it stands in a header: 4 or 16 bytes. */
export function addressBytes(value: Address): Buffer {
  const words = typeof value === 'number' ? [value] : value;
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
  return bytes;
}

/** What goes over the wire: the whole packet, or its two fragments. */
export function writePackets(packet: WirePacket): readonly Buffer[] {
  const whole = writePacket(packet);
  if (!packet.inFragments) return [whole];
  const four = familyOf(packet.source) === 4;
  const start = four ? 20 : 40;
  const body = whole.subarray(start);
  const cut = Math.max(8, (body.length >>> 1) & ~7);
  const [first, second] = [body.subarray(0, cut), body.subarray(cut)];
  joined = (joined + 1) & 0xfff;
  return four
    ? [fragment4(whole, first, 0x2000), fragment4(whole, second, cut >>> 3)]
    : [fragment6(whole, first, 1), fragment6(whole, second, cut)];
}

/** What was sent in fragments so far: those of one packet must not be joined to those of another. */
let joined = 0;

function fragment4(whole: Buffer, body: Buffer, place: number): Buffer {
  const header = Buffer.from(whole.subarray(0, 20));
  header.writeUInt16BE(20 + body.length, 2);
  header.writeUInt16BE(0x2000 + joined, 4);
  header.writeUInt16BE(place, 6);
  header.writeUInt16BE(0, 10);
  header.writeUInt16BE(internetChecksum(header), 10);
  return Buffer.concat([header, body]);
}

/** The header of a fragment says the protocol; the offset is in bytes, its last bit says that more follow. */
function fragment6(whole: Buffer, body: Buffer, place: number): Buffer {
  const header = Buffer.from(whole.subarray(0, 40));
  const extension = Buffer.alloc(8);
  extension.writeUInt8(header.readUInt8(6), 0);
  extension.writeUInt16BE(place, 2);
  extension.writeUInt32BE(0x2000 + joined, 4);
  header.writeUInt8(44, 6);
  header.writeUInt16BE(8 + body.length, 4);
  return Buffer.concat([header, extension, body]);
}

/** The whole IP packet with right checksums. */
export function writePacket(packet: WirePacket): Buffer {
  return familyOf(packet.source) === 4 ? writePacket4(packet) : writePacket6(packet);
}

function writePacket4(packet: WirePacket): Buffer {
  const ends = Buffer.concat([addressBytes(packet.source), addressBytes(packet.destination)]);
  const body = writeTransport(packet, ends, packet.length - 20);
  const header = Buffer.alloc(12);
  header.writeUInt8(0x45, 0);
  header.writeUInt8(packet.tos, 1);
  header.writeUInt16BE(20 + body.length, 2);
  header.writeUInt16BE(sentIdentification, 4);
  header.writeUInt16BE(packet.fragment === 'none' ? 0 : packet.fragment === 'first' ? 0x2000 : 100, 6);
  header.writeUInt8(packet.ttl, 8);
  header.writeUInt8(packet.protocol, 9);
  header.writeUInt16BE(internetChecksum(header, ends), 10);
  return Buffer.concat([header, ends, body]);
}

function writePacket6(packet: WirePacket): Buffer {
  const ends = Buffer.concat([addressBytes(packet.source), addressBytes(packet.destination)]);
  const extension = writeHeaders6(packet);
  const body = writeTransport(packet, ends, packet.length - 40 - extension.length);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(0x60000000 + packet.tos * 0x100000 + sentIdentification, 0);
  header.writeUInt16BE(extension.length + body.length, 4);
  header.writeUInt8(firstHeader(packet), 6);
  header.writeUInt8(packet.ttl, 7);
  return Buffer.concat([header, ends, extension, body]);
}

const fragmentHeader = 44;
const headerNumbers: Readonly<Record<ExtensionHeader, number>> = { 'hop-by-hop': 0, dst: 60, route: 43 };

/** What stands first behind the IP header, by its number: the protocol, or a header of IPv6 before it. */
export function firstHeader({ source, protocol, fragment, headers }: WirePacket): number {
  const [first] = headers;
  if (first !== undefined) return headerNumbers[first];
  return familyOf(source) === 6 && fragment !== 'none' ? fragmentHeader : protocol;
}

/** Each of eight bytes: one option that fills the header, or a route without stops. */
function writeHeaders6(packet: WirePacket): Buffer {
  const { headers, fragment, protocol } = packet;
  const after = fragment === 'none' ? protocol : fragmentHeader;
  const parts = headers.map((name, index) => {
    const next = headers[index + 1];
    const body = name === 'route' ? [0, 0, 0, 0, 0, 0, 0] : [0, 1, 4, 0, 0, 0, 0];
    return Buffer.from([next === undefined ? after : headerNumbers[next], ...body]);
  });
  if (fragment === 'none') return Buffer.concat(parts);
  const last = Buffer.alloc(8);
  last.writeUInt8(protocol, 0);
  last.writeUInt16BE(fragment === 'first' ? 1 : 100 << 3, 2);
  last.writeUInt32BE(sentIdentification, 4);
  return Buffer.concat([...parts, last]);
}
