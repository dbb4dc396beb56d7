import { DCCP, ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../netfilter/protocols.js';
import { crc32c, internetChecksum } from './checksum.js';

/** What stands behind the IP header. Sequence numbers matter to conntrack once a connection has begun. */
export interface Transport {
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly tcpFlags: number;
  readonly sequence: number;
  readonly acknowledge: number;
  readonly icmpType: number;
  readonly icmpCode: number;
  readonly icmpIdentifier: number;
  /** What an ICMP error quotes: the packet that it is about, from its IP header on. */
  readonly quoted?: Buffer;
}

const windowSize = 64000;
/** Bytes of the header. */
const dccpRequest = 20;
const AH = 51;

/** Writes the transport header and zeros behind it, `length` bytes where that is longer; `pseudo` is the pseudo header but for protocol and length. */
export function writeTransport(transport: Transport, pseudo: Buffer, length: number): Buffer {
  const body = Buffer.alloc(Math.max(length, shortest(transport)));
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(transport.protocol, 0);
  tail.writeUInt16BE(body.length, 2);
  switch (transport.protocol) {
    case TCP:
      writePorts(body, transport);
      body.writeUInt32BE(transport.sequence, 4);
      body.writeUInt32BE(transport.acknowledge, 8);
      body.writeUInt16BE(0x5000 | transport.tcpFlags, 12);
      body.writeUInt16BE(windowSize, 14);
      body.writeUInt16BE(internetChecksum(pseudo, tail, body), 16);
      break;
    case UDP:
    case UDPLITE:
      writePorts(body, transport);
      body.writeUInt16BE(body.length, 4);
      body.writeUInt16BE(internetChecksum(pseudo, tail, body) || 0xffff, 6);
      break;
    case SCTP:
      writePorts(body, transport);
      // An INIT chunk that fills the packet: initiate tag, window, one stream each way.
      body.writeUInt8(1, 12);
      body.writeUInt16BE(body.length - 12, 14);
      body.writeUInt32BE(7, 16);
      body.writeUInt32BE(windowSize, 20);
      body.writeUInt32BE(0x00010001, 24);
      body.writeUInt32LE(crc32c(body), 8);
      break;
    case DCCP:
      writePorts(body, transport);
      // A REQUEST with the long sequence number, as it must have, that asks for service 0: five words.
      body.writeUInt8(dccpRequest / 4, 4);
      body.writeUInt8(1, 8);
      body.writeUInt16BE(internetChecksum(pseudo, tail, body), 6);
      break;
    case ICMP:
    case ICMPV6:
      body.writeUInt8(transport.icmpType, 0);
      body.writeUInt8(transport.icmpCode, 1);
      if (transport.quoted === undefined) {
        body.writeUInt16BE(transport.icmpIdentifier, 4);
        body.writeUInt16BE(1, 6);
      } else {
        // Where an error has it, the MTU.
        body.writeUInt16BE(1280, 6);
        transport.quoted.copy(body, 8);
      }
      body.writeUInt16BE(
        transport.protocol === ICMP ? internetChecksum(body) : internetChecksum(pseudo, tail, body),
        2,
      );
      break;
  }
  return body;
}

function shortest(transport: Transport): number {
  switch (transport.protocol) {
    case TCP:
      return 20;
    case SCTP:
      return 32;
    case DCCP:
      return dccpRequest;
    case AH:
      return 12;
    default:
      return 8 + (transport.quoted?.length ?? 0);
  }
}

function writePorts(body: Buffer, transport: Transport): void {
  body.writeUInt16BE(transport.sourcePort, 0);
  body.writeUInt16BE(transport.destinationPort, 2);
}
