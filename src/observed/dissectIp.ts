import type { Address6 } from '../address/address.js';
import { hasPorts, isIcmp, TCP } from '../netfilter/protocols.js';
import type { ExtensionHeader } from '../netfilter/states.js';
import type { PacketDescription } from '../packet/describePacket.js';
import { byteAt, longAt, shortAt, type Bytes } from './bytes.js';
import type { Saying } from './saying.js';

/** What an IP header says of what is behind it. */
interface Payload {
  readonly protocol: number;
  /** Offset of its header. */
  readonly at: number;
  /** It is a later fragment, which has no header of its own. */
  readonly later: boolean;
}

/**
 * Reads the packet of IP that begins at `at` into what is said of it, as far as it was captured; false where not even its own header was. Headers of IPv6
 * between that and the payload are named and passed over, but for AH, behind which netfilter does not look either.
 * @see RFC 791, RFC 8200, linux net/ipv6/exthdrs_core.c ipv6_skip_exthdr
 */
export function dissectIp(bytes: Bytes, at: number, saying: Saying): boolean {
  const version = byteAt(bytes, at) >>> 4;
  const payload =
    version === 4 ? header4(bytes, at, saying) : version === 6 ? header6(bytes, at, saying) : undefined;
  if (payload === undefined) return false;
  if (!payload.later) header(bytes, payload, saying);
  return true;
}

function header4(bytes: Bytes, at: number, { say }: Saying): Payload | undefined {
  const words = byteAt(bytes, at) & 15;
  if (bytes.length - at < 20 || words < 5) return undefined;
  const from = 'IPv4 header';
  const fragment = shortAt(bytes, at + 6);
  const later = (fragment & 0x1fff) > 0;
  const protocol = byteAt(bytes, at + 9);
  say('source', longAt(bytes, at + 12), from);
  say('destination', longAt(bytes, at + 16), from);
  say('protocol', protocol, from);
  say('tos', byteAt(bytes, at + 1), from);
  say('ttl', byteAt(bytes, at + 8), from);
  // What the network card is to cut into packets has no length yet.
  const length = shortAt(bytes, at + 2);
  say('length', length === 0 ? undefined : length, from);
  say('fragment', later ? 'later' : (fragment & 0x2000) > 0 ? 'first' : undefined, from);
  return { protocol, at: at + words * 4, later };
}

const mostHeaders = 16;
const passedOver: ReadonlyMap<number, ExtensionHeader> = new Map([
  [0, 'hop-by-hop'],
  [43, 'route'],
  [60, 'dst'],
]);
const fragmentHeader = 44;

function header6(bytes: Bytes, start: number, { say }: Saying): Payload | undefined {
  if (bytes.length - start < 40) return undefined;
  const from = 'IPv6 header';
  const length = shortAt(bytes, start + 4);
  say('source', address6(bytes, start + 8), from);
  say('destination', address6(bytes, start + 24), from);
  say('tos', (shortAt(bytes, start) >>> 4) & 0xff, from);
  say('ttl', byteAt(bytes, start + 7), from);
  const tell = (bytesLess: number): void =>
    say('length', length === 0 ? undefined : Math.min(length + 40, 0xffff) - bytesLess, from);
  tell(0);
  let protocol = byteAt(bytes, start + 6);
  let at = start + 40;
  let later = false;
  const headers: ExtensionHeader[] = [];
  for (let count = 0; count < mostHeaders && !later && at < bytes.length; count += 1) {
    if (protocol === fragmentHeader) {
      const fragment = shortAt(bytes, at + 2);
      later = (fragment & 0xfff8) > 0;
      // Where fragments are joined, the header goes of one that is whole by itself.
      if (fragment < 8 && (fragment & 1) === 0) tell(8);
      say('fragment', later ? 'later' : (fragment & 1) > 0 ? 'first' : undefined, 'fragment header');
    } else {
      const header = passedOver.get(protocol);
      if (header === undefined) break;
      headers.push(header);
    }
    const size = protocol === fragmentHeader ? 8 : (byteAt(bytes, at + 1) + 1) * 8;
    protocol = byteAt(bytes, at);
    at += size;
  }
  say('protocol', protocol, from);
  say('extensionHeader', headers.length === 0 ? undefined : headers, 'extension headers');
  return { protocol, at, later };
}

function address6(bytes: Bytes, at: number): Address6 {
  return [longAt(bytes, at), longAt(bytes, at + 4), longAt(bytes, at + 8), longAt(bytes, at + 12)];
}

function header(bytes: Bytes, { protocol, at }: Payload, { say }: Saying): void {
  const there = bytes.length - at;
  if (hasPorts(protocol) && there >= 4) {
    say('sourcePort', shortAt(bytes, at), 'ports');
    say('destinationPort', shortAt(bytes, at + 2), 'ports');
  }
  if (protocol === TCP && there >= 14) say('tcpFlags', byteAt(bytes, at + 13) & 0x3f, 'TCP header');
  if (isIcmp(protocol) && there >= 2) {
    say('icmpType', byteAt(bytes, at), 'ICMP header');
    say('icmpCode', byteAt(bytes, at + 1), 'ICMP header');
  }
}

/** Whether all that a packet needs was read. */
export function isWhole(seen: Partial<PacketDescription>): seen is PacketDescription {
  return seen.source !== undefined && seen.destination !== undefined;
}
