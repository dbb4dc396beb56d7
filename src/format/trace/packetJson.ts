import type { Family } from '../../netfilter/hooks.js';
import type { FragmentKind, PacketType } from '../../netfilter/states.js';
import type { Packet } from '../../packet/packet.js';
import { packetKeys, writeField } from '../../packet/writePacket.js';
import type { Count, Unsigned16, Unsigned32, Unsigned8 } from '../jsonNumbers.js';
import { decodeText } from '../sentence.js';

/** A packet as JSON has it. What it does not have is absent; addresses and the port that nat rewrote to something nobody can tell are, too. */
export type JsonPacket = {
  readonly family: Family;
  /** Its name, else its number. */
  readonly protocol: string;
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: Unsigned16;
  readonly destinationPort?: Unsigned16;
  readonly icmpType?: Unsigned8;
  readonly icmpCode?: Unsigned8;
  /** `SYN,ACK`, or `NONE`. */
  readonly tcpFlags?: string;
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly mark: Unsigned32;
  /** The mark of its conntrack entry, where it has one. */
  readonly connectionMark?: Unsigned32;
  /** The whole byte. */
  readonly tos: Unsigned8;
  /** IPv6: its hop limit. */
  readonly ttl: Unsigned8;
  /** In bytes: IPv4 total length, IPv6 40 + payload. */
  readonly length: Count;
  readonly fragment: FragmentKind;
  /** Of IPv6, in the order in which they stand: `hop-by-hop,dst`; absent where there is none. */
  readonly extensionHeader?: string;
  readonly packetType: PacketType;
  /** `aa:bb:cc:dd:ee:ff` */
  readonly sourceMac?: string;
  /** The user of the sending socket; only of a packet that the node makes. */
  readonly uid?: Unsigned32;
  readonly gid?: Unsigned32;
};

/** `connectionMark`: of its conntrack entry, where it has one. */
export function packetToJson(packet: Packet, connectionMark?: number): JsonPacket {
  const json: Record<string, string | number> = {};
  for (const key of packetKeys) {
    const value = writeField(packet, key);
    if (value === undefined) continue;
    json[key] = typeof value === 'string' ? decodeText(value) : value;
    if (key === 'mark' && connectionMark !== undefined) json['connectionMark'] = connectionMark;
  }
  // The tests hold every packet that is printed to the schema, which is made of JsonPacket.
  return json as unknown as JsonPacket;
}
