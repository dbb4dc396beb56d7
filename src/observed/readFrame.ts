import { familyOf } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { PacketType } from '../netfilter/states.js';
import { byteAt, longAt, macAt, shortAt, type ByteOrder, type Bytes } from './bytes.js';
import { dissectIp, isWhole } from './dissectIp.js';
import { readNflog } from './readNflog.js';
import { faultAt, otherHost, type Observed } from './observation.js';
import { beginSaying } from './saying.js';

/** A frame of a capture file. */
export interface CapturedFrame {
  /** As the file numbers kinds of frames. @see https://www.tcpdump.org/linktypes.html */
  readonly linkType: number;
  readonly bytes: Bytes;
  /** That of the file. */
  readonly order: ByteOrder;
  /** The interface, where the file names it. */
  readonly interfaceName?: string;
  readonly way?: 'in' | 'out';
}

/** What stands in front of the packet. */
interface FrameHeader {
  /** Of the payload, as Ethernet numbers it. */
  readonly type: number;
  /** Offset of the payload. */
  readonly at: number;
  readonly way?: 'in' | 'out';
  readonly packetType?: PacketType | 'other' | undefined;
  /** 48 bits. */
  readonly sourceMac?: number;
  /** Of the interface, as this node numbers it. */
  readonly interfaceIndex?: number;
  readonly vlan?: number;
}

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

/** The name of an interface by its number on the node, where that is known. */
type NameOf = (index: number, family: Family) => string | undefined;

const nflogLink = 239;
const cutOff = faultAt(0, 1, 'the frame was cut off before the end of its IP header');

/**
 * Reads a captured frame: Ethernet with or without VLAN tags, the cooked frames of `tcpdump -i any`, raw IP, what NFLOG rules sent. `nameOf` gives the name of an interface by its
 * number on the node, where that is known.
 * @see tcpdump print-sll.c, libpcap pcap/sll.h
 */
export function readFrame(frame: CapturedFrame, nameOf: NameOf): Observed {
  if (frame.linkType === nflogLink) return readSent(frame, nameOf);
  const header = headerOf(frame);
  if (header === undefined) {
    return {
      kind: 'other',
      what: `frames of link type ${frame.linkType}, of which only Ethernet, Linux cooked, raw IP and NFLOG are read`,
    };
  }
  if (header.type !== IPV4 && header.type !== IPV6) return { kind: 'other', what: typeName(header.type) };
  const saying = beginSaying();
  const read = dissectIp(frame.bytes, header.at, saying);
  const { seen, words, say } = saying;
  if (!read || !isWhole(seen)) return cutOff;
  const { interfaceIndex, sourceMac, packetType, vlan } = header;
  const way = header.way ?? frame.way;
  const name =
    interfaceIndex === undefined ? frame.interfaceName : nameOf(interfaceIndex, familyOf(seen.source));
  say('inInterface', way === 'out' ? undefined : name, 'frame');
  say('outInterface', way === 'out' ? name : undefined, 'frame');
  say('packetType', packetType === 'other' ? undefined : packetType, 'frame');
  say('sourceMac', way === 'out' ? undefined : sourceMac, 'frame');
  return {
    kind: 'packet',
    observation: {
      form: 'capture',
      seen,
      words,
      ...(way === undefined ? {} : { frame: way }),
      unused: [
        ...(packetType === 'other' ? [otherHost] : []),
        ...(vlan === undefined
          ? []
          : [`VLAN ${vlan}: the interface of a VLAN has a name of its own (--iif)`]),
        ...(name === undefined ? namelessWords(interfaceIndex) : []),
      ],
    },
  };
}

function namelessWords(index: number | undefined): readonly string[] {
  return index === undefined ? [] : [`interface number ${index}: --addrs tells its name`];
}

/** What an NFLOG rule sent of a packet, which is where that rule stands. */
function readSent({ bytes, order }: CapturedFrame, nameOf: NameOf): Observed {
  const message = readNflog(bytes, order);
  const { type, packet, hook, prefix, mark, inIndex, outIndex, sourceMac, uid, gid } = message;
  if (type !== IPV4 && type !== IPV6) return { kind: 'other', what: typeName(type) };
  const saying = beginSaying();
  const read = dissectIp(packet, 0, saying);
  const { seen, words, say } = saying;
  if (!read || !isWhole(seen)) return cutOff;
  const family = familyOf(seen.source);
  const [inName, outName] = [inIndex, outIndex].map((index) =>
    index === undefined ? undefined : nameOf(index, family),
  );
  const from = 'NFLOG';
  say('inInterface', inName, from);
  say('outInterface', outName, from);
  say('mark', mark, from);
  say('sourceMac', sourceMac, from);
  say('uid', uid, from);
  say('gid', gid, from);
  return {
    kind: 'packet',
    observation: {
      form: 'nflog',
      seen,
      words,
      sentBy: { prefix, ...(hook === undefined ? {} : { hook }) },
      ...(inIndex === undefined ? {} : { frame: 'in' }),
      unused: [
        ...(inName === undefined ? namelessWords(inIndex) : []),
        ...(outName === undefined ? namelessWords(outIndex) : []),
      ],
    },
  };
}

function headerOf({ linkType, bytes }: CapturedFrame): FrameHeader | undefined {
  switch (linkType) {
    case 1:
      return ethernet(bytes);
    case 12:
    case 14:
    case 101:
      return { type: byteAt(bytes, 0) >>> 4 === 6 ? IPV6 : IPV4, at: 0 };
    case 228:
      return { type: IPV4, at: 0 };
    case 229:
      return { type: IPV6, at: 0 };
    case 113:
      return untagged(bytes, {
        type: shortAt(bytes, 14),
        at: 16,
        ...cooked(shortAt(bytes, 0)),
        ...macOf(bytes, shortAt(bytes, 4), 6),
      });
    case 276:
      return untagged(bytes, {
        type: shortAt(bytes, 0),
        at: 20,
        interfaceIndex: longAt(bytes, 4),
        ...cooked(byteAt(bytes, 10)),
        ...macOf(bytes, byteAt(bytes, 11), 12),
      });
    default:
      return undefined;
  }
}

function ethernet(bytes: Bytes): FrameHeader {
  const to = macAt(bytes, 0);
  const packetType =
    to === 0xffffffffffff ? 'broadcast' : (byteAt(bytes, 0) & 1) === 1 ? 'multicast' : undefined;
  return untagged(bytes, { type: shortAt(bytes, 12), at: 14, packetType, sourceMac: macAt(bytes, 6) });
}

const tags: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);

/** Passes over VLAN tags; the innermost counts. */
function untagged(bytes: Bytes, header: FrameHeader): FrameHeader {
  let { type, at, vlan } = header;
  while (tags.has(type) && at + 4 <= bytes.length) {
    vlan = shortAt(bytes, at) & 0xfff;
    type = shortAt(bytes, at + 2);
    at += 4;
  }
  return { ...header, type, at, ...(vlan === undefined ? {} : { vlan }) };
}

const kinds = ['host', 'broadcast', 'multicast', 'other', 'outgoing'] as const;

function cooked(number: number): Pick<FrameHeader, 'way' | 'packetType'> {
  const kind = kinds[number];
  if (kind === 'outgoing') return { way: 'out' };
  return { way: 'in', ...(kind === undefined || kind === 'host' ? {} : { packetType: kind }) };
}

function macOf(bytes: Bytes, length: number, at: number): Pick<FrameHeader, 'sourceMac'> {
  return length === 6 ? { sourceMac: macAt(bytes, at) } : {};
}

function typeName(type: number): string {
  return type === 0x0806 ? 'ARP' : `other frames than IP (0x${type.toString(16).padStart(4, '0')})`;
}
