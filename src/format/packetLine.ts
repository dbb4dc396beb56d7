import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { writeMark } from '../netfilter/marks.js';
import { ICMP, isIcmp, protocolName, TCP } from '../netfilter/protocols.js';
import type { PacketState } from '../netfilter/states.js';
import { tcpFlagBits, writeTcpFlags } from '../netfilter/tcpflags.js';
import type { Packet } from '../packet/packet.js';
import { writeMac } from '../packet/writePacket.js';
import { harmlessSentence } from './sentence.js';

/** An address with its port, as in a URL: `10.0.0.1:80`, `[2001:db8::1]:80`, or the address alone. */
export function writeEndpoint(address: Address | string, port?: number | string): string {
  const text = typeof address === 'string' ? address : writeAddress(address);
  if (port === undefined) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

const usualTtl = 64;

/**
 * A packet in one line: `tcp 10.244.2.9:40000 → 10.244.1.2:80  in eth0  NEW`. What most packets have (ttl 64, mark 0, a
 * lone SYN, unicast …) is left out.
 */
export function formatPacket(packet: Packet, state?: PacketState): string {
  const parts = [`${protocolName(packet.protocol)} ${sourceWords(packet)} → ${destinationWords(packet)}`];
  if (isIcmp(packet.protocol) && packet.icmpType !== undefined) parts.push(icmpWords(packet));
  if (packet.inInterface !== '') parts.push(`in ${harmlessSentence(packet.inInterface)}`);
  if (packet.outInterface !== '') parts.push(`out ${harmlessSentence(packet.outInterface)}`);
  if (state !== undefined) parts.push(state);
  if (packet.protocol === TCP && packet.tcpFlags !== undefined && packet.tcpFlags !== tcpFlagBits.SYN) {
    parts.push(`flags ${writeTcpFlags(packet.tcpFlags)}`);
  }
  if (packet.mark !== 0) parts.push(`mark ${writeMark(packet.mark)}`);
  if (packet.tos !== 0) parts.push(`tos ${writeMark(packet.tos)}`);
  if (packet.ttl !== usualTtl) parts.push(`${packet.family === 4 ? 'ttl' : 'hop limit'} ${packet.ttl}`);
  if (packet.fragment !== 'none') parts.push(`${packet.fragment} fragment`);
  if (packet.extensionHeader !== undefined) parts.push(`with ${packet.extensionHeader.join(', ')} header`);
  if (packet.packetType !== 'unicast') parts.push(packet.packetType);
  if (packet.sourceMac !== undefined) parts.push(`from MAC ${writeMac(packet.sourceMac)}`);
  if (packet.uid !== undefined) parts.push(`uid ${packet.uid}`);
  if (packet.gid !== undefined) parts.push(`gid ${packet.gid}`);
  return parts.join('  ');
}

function sourceWords({ source, sourcePort, unknown = [] }: Packet): string {
  const port = unknown.includes('sourcePort') ? undefined : sourcePort;
  return writeEndpoint(unknown.includes('source') ? 'unknown' : source, port);
}

function destinationWords({ destination, destinationPort, unknown = [] }: Packet): string {
  return writeEndpoint(unknown.includes('destination') ? 'unknown' : destination, destinationPort);
}

const icmpNames: ReadonlyMap<number, string> = new Map([
  [0, 'echo reply'],
  [3, 'destination unreachable'],
  [8, 'echo request'],
  [11, 'time exceeded'],
]);
const icmp6Names: ReadonlyMap<number, string> = new Map([
  [1, 'destination unreachable'],
  [2, 'packet too big'],
  [3, 'time exceeded'],
  [128, 'echo request'],
  [129, 'echo reply'],
  [133, 'router solicitation'],
  [134, 'router advertisement'],
  [135, 'neighbour solicitation'],
  [136, 'neighbour advertisement'],
]);

function icmpWords(packet: Packet): string {
  const type = packet.icmpType ?? 0;
  const name = (packet.protocol === ICMP ? icmpNames : icmp6Names).get(type);
  const numbers = `${type}/${packet.icmpCode ?? 0}`;
  return name === undefined ? `type ${numbers}` : `${name} (${numbers})`;
}
