import { writeAddress } from '../address/address.js';
import { protocolName } from '../netfilter/protocols.js';
import { writeTcpFlags } from '../netfilter/tcpflags.js';
import type { Packet } from './packet.js';

/** 48 bits as `aa:bb:cc:dd:ee:ff`. */
export function writeMac(mac: number): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replace(/(..)(?=.)/g, '$1:');
}

/**
 * A packet by the keys of its JSON form: text and numbers only, in a fixed order; what the packet does not have is absent. Interface
 * names are as in the dump (latin1).
 */
export function writePacket(packet: Packet): ReadonlyMap<string, string | number> {
  const written = new Map<string, string | number>();
  const put = (key: string, value: string | number | undefined): void => {
    const told = !(packet.unknown as readonly string[] | undefined)?.includes(key);
    if (value !== undefined && value !== '' && told) written.set(key, value);
  };
  put('family', packet.family);
  put('protocol', protocolName(packet.protocol));
  put('source', writeAddress(packet.source));
  put('destination', writeAddress(packet.destination));
  put('sourcePort', packet.sourcePort);
  put('destinationPort', packet.destinationPort);
  put('icmpType', packet.icmpType);
  put('icmpCode', packet.icmpCode);
  put('tcpFlags', packet.tcpFlags === undefined ? undefined : writeTcpFlags(packet.tcpFlags));
  put('inInterface', packet.inInterface);
  put('outInterface', packet.outInterface);
  put('mark', packet.mark);
  put('tos', packet.tos);
  put('ttl', packet.ttl);
  put('length', packet.length);
  put('fragment', packet.fragment);
  put('packetType', packet.packetType);
  put('sourceMac', packet.sourceMac === undefined ? undefined : writeMac(packet.sourceMac));
  put('uid', packet.uid);
  put('gid', packet.gid);
  return written;
}
