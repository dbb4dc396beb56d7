import { writeAddress } from '../address/address.js';
import type { PacketOptions } from '../kernel/scenario.js';
import { writeTcpFlags } from '../netfilter/tcpflags.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import { writeMac } from '../packet/writePacket.js';

/** A described packet as the kernel's judge is told it. `established`: the second packet of its connection. */
export function kernelPacket({ packet, assumed }: DescribedPacket, established: boolean): PacketOptions {
  const { sourcePort, destinationPort, icmpType, icmpCode = 0, tcpFlags, packetType } = packet;
  return {
    src: writeAddress(packet.source),
    dst: writeAddress(packet.destination),
    proto: String(packet.protocol),
    ...(sourcePort === undefined ? {} : { sport: sourcePort }),
    ...(destinationPort === undefined ? {} : { dport: destinationPort }),
    ...(packet.inInterface === '' ? {} : { iif: packet.inInterface }),
    ...(icmpType === undefined ? {} : { 'icmp-type': `${icmpType}/${icmpCode}` }),
    ...(tcpFlags === undefined || assumed.includes('tcpFlags')
      ? {}
      : { 'tcp-flags': writeTcpFlags(tcpFlags) }),
    mark: String(packet.mark),
    tos: String(packet.tos),
    ttl: packet.ttl,
    length: packet.length,
    ...(established ? { ctstate: 'ESTABLISHED' } : {}),
    ...(packet.sourceMac === undefined ? {} : { 'mac-src': writeMac(packet.sourceMac) }),
    ...(packet.uid === undefined ? {} : { uid: packet.uid }),
    ...(packet.gid === undefined ? {} : { gid: packet.gid }),
    ...(packetType === 'broadcast' || packetType === 'multicast' ? { 'pkt-type': packetType } : {}),
    ...(packet.extensionHeader === undefined ? {} : { headers: packet.extensionHeader.join(',') }),
    ...(packet.fragment === 'first' || packet.fragment === 'later' ? { fragment: packet.fragment } : {}),
  };
}
