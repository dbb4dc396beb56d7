import { writeAddress } from '../../address/address.js';
import { protocolName } from '../../netfilter/protocols.js';
import { writeTcpFlags } from '../../netfilter/tcpflags.js';
import type { Packet } from '../../packet/packet.js';
import { decodeText } from '../sentence.js';
import { writeMac } from '../writeMac.js';

/**
 * A packet as JSON has it; its keys are those of a step's changes. What the packet does not have is absent.
 * Marks are unsigned 32-bit, `tos` the whole byte, `length` in bytes.
 */
export interface JsonPacket {
  readonly family: 4 | 6;
  /** By name where it has one: `tcp`; else its number as text. */
  readonly protocol: string;
  /** RFC 5952 form. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** `SYN,ACK` or `NONE`. */
  readonly tcpFlags?: string;
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly mark: number;
  /** The mark of its connection's entry. */
  readonly connectionMark?: number;
  readonly tos: number;
  readonly ttl: number;
  readonly length: number;
  readonly fragment: string;
  readonly packetType: string;
  /** `02:00:0a:f4:01:02`. */
  readonly sourceMac?: string;
  readonly uid?: number;
  readonly gid?: number;
}

export function packetToJson(packet: Packet, connectionMark?: number): JsonPacket {
  const { sourcePort, destinationPort, icmpType, icmpCode, tcpFlags, sourceMac, uid, gid } = packet;
  return {
    family: packet.family,
    protocol: protocolName(packet.protocol),
    source: writeAddress(packet.source),
    destination: writeAddress(packet.destination),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(icmpType === undefined ? {} : { icmpType }),
    ...(icmpCode === undefined ? {} : { icmpCode }),
    ...(tcpFlags === undefined ? {} : { tcpFlags: writeTcpFlags(tcpFlags) }),
    ...(packet.inInterface === '' ? {} : { inInterface: decodeText(packet.inInterface) }),
    ...(packet.outInterface === '' ? {} : { outInterface: decodeText(packet.outInterface) }),
    mark: packet.mark,
    ...(connectionMark === undefined ? {} : { connectionMark }),
    tos: packet.tos,
    ttl: packet.ttl,
    length: packet.length,
    fragment: packet.fragment,
    packetType: packet.packetType,
    ...(sourceMac === undefined ? {} : { sourceMac: writeMac(sourceMac) }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}
