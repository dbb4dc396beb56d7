import { writeAddress } from '../address/address.js';
import { writeMark } from '../netfilter/marks.js';
import { isIcmp, protocolName } from '../netfilter/protocols.js';
import { writeTcpFlags } from '../netfilter/tcpflags.js';
import { describePacket } from '../packet/describePacket.js';
import type { PacketDescription } from '../packet/describePacket.js';
import type { Packet } from '../packet/packet.js';
import { writeMac } from '../packet/writePacket.js';
import type { Candidate } from './witnessCandidate.js';

/** The options of `calitrace trace` that describe a packet, without those that say what it has by default. */
export function optionsOf(candidate: Candidate, answers: ReadonlyMap<string, string>): readonly string[] {
  const { description, state, tracking, outInterface } = candidate;
  const { source, destination, protocol, inInterface } = description;
  const { packet } = describePacket(description, state === 'ESTABLISHED');
  const plain = describePacket(
    { source, destination, ...(protocol === undefined ? {} : { protocol }) },
    state === 'ESTABLISHED',
  ).packet;
  const told = (
    field: keyof PacketDescription & keyof Packet,
    option: string,
    words: string,
  ): readonly string[] =>
    description[field] === undefined || packet[field] === plain[field] ? [] : [option, words];
  const usualDirection = state === 'RELATED' && isIcmp(packet.protocol) ? 'REPLY' : 'ORIGINAL';
  return [
    ...['--src', writeAddress(source), '--dst', writeAddress(destination)],
    ...(protocolName(packet.protocol) === 'tcp' ? [] : ['--proto', protocolName(packet.protocol)]),
    ...told('sourcePort', '--sport', String(packet.sourcePort)),
    ...told('destinationPort', '--dport', String(packet.destinationPort)),
    ...(packet.icmpType === plain.icmpType && packet.icmpCode === plain.icmpCode
      ? []
      : ['--icmp-type', `${packet.icmpType ?? 0}/${packet.icmpCode ?? 0}`]),
    ...told('tcpFlags', '--tcp-flags', writeTcpFlags(packet.tcpFlags ?? 0)),
    ...(inInterface === undefined ? [] : ['--iif', inInterface]),
    ...(outInterface === undefined ? [] : ['--oif', outInterface]),
    ...told('mark', '--mark', writeMark(packet.mark)),
    ...told('tos', '--tos', String(packet.tos)),
    ...told('ttl', '--ttl', String(packet.ttl)),
    ...told('length', '--length', String(packet.length)),
    ...told('fragment', '--fragment', packet.fragment),
    ...told('extensionHeader', '--headers', (packet.extensionHeader ?? []).join(',')),
    ...told('packetType', '--pkt-type', packet.packetType),
    ...told('sourceMac', '--mac-src', writeMac(packet.sourceMac ?? 0)),
    ...told('uid', '--uid', String(packet.uid)),
    ...told('gid', '--gid', String(packet.gid)),
    ...(state === undefined ? [] : ['--ctstate', state]),
    ...(tracking.status === undefined ? [] : ['--ctstatus', tracking.status.join(',')]),
    ...(tracking.direction === usualDirection ? [] : ['--ctdir', tracking.direction]),
    ...(tracking.mark === 0 ? [] : ['--connmark', writeMark(tracking.mark)]),
    ...[...answers].flatMap(([subject, answer]) => ['--assume', `${subject}=${answer}`]),
  ];
}
