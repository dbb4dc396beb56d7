import { sameAddress } from '../address/address.js';
import { isIcmpError } from '../netfilter/protocols.js';
import type { CtStatus } from '../netfilter/states.js';
import type { PacketDescription } from '../packet/describePacket.js';
import { isOwnAnswer } from '../packet/ownAnswer.js';
import type { Connection, Packet, Tuple } from '../packet/packet.js';
import { readConntrackEntry, type ConntrackEntry } from './readConntrackEntry.js';

/**
 * Reads a line of `conntrack -L` as the connection of `packet`, which must be of one of its two directions, or of what the ICMP error
 * `packet` is about. A sentence where it cannot be read or does not fit.
 * @see linux net/netfilter/nf_conntrack_core.c resolve_normal_ct, conntrack-tools src/conntrack.c, libnetfilter_conntrack src/conntrack/snprintf_default.c
 */
export function readConnection(line: string, packet: Packet): Connection | string {
  const read = readConntrackEntry(line);
  if (read === undefined) {
    return 'this is no line of conntrack -L: it needs two times src= dst= (and sport= dport=)';
  }
  const { name, protocol, original, reply, others: rest, words, replied } = read;
  const error = isIcmpError(packet.protocol, packet.icmpType ?? 0);
  if (!error && protocol !== packet.protocol) return `the entry is of protocol ${name}, the packet is not`;
  const belongs = error ? isAbout : fits;
  const [forth, back] = [belongs(original, packet), belongs(reply, packet)];
  if (!forth && !back)
    return error
      ? 'the error goes to neither end of the entry'
      : 'the packet is of neither direction of the entry';
  // An error that may go to either end most likely goes to the one that began.
  const isForth = forth && !(error && back) && !isOwnAnswer(protocol, original, reply);
  const direction = isForth ? 'ORIGINAL' : 'REPLY';
  const status: CtStatus[] = [
    ...(replied ? (['SEEN_REPLY'] as const) : []),
    ...(words.includes('[ASSURED]') ? (['ASSURED'] as const) : []),
    'CONFIRMED',
  ];
  return {
    entry: true,
    // Until an answer was seen, each packet of the one that began is NEW.
    state: error ? 'RELATED' : direction === 'ORIGINAL' && !replied ? 'NEW' : 'ESTABLISHED',
    ...(error && protocol !== undefined ? { protocol } : {}),
    status,
    direction,
    mark: Number(rest.get('mark') ?? 0),
    ...zoneOf(rest),
    original,
    reply,
    sourceTranslated: differs(original.source, original.sourcePort, reply.destination, reply.destinationPort),
    destinationTranslated: differs(
      original.destination,
      original.destinationPort,
      reply.source,
      reply.sourcePort,
    ),
    sourceDone: true,
    destinationDone: true,
  };
}

/** What a line of `conntrack -L` tells of a packet of its connection. */
export interface ToldByEntry extends Pick<ConntrackEntry, 'replied'> {
  readonly ports: Pick<Tuple, 'sourcePort' | 'destinationPort'>;
}

/** Undefined where the packet, as far as it is described, is of neither direction of the connection. */
export function toldByEntry(line: string, packet: TupleOf): ToldByEntry | undefined {
  const read = readConntrackEntry(line);
  if (read === undefined || read.protocol !== packet.protocol) return undefined;
  const tuple = [read.original, read.reply].find((each) => fits(each, packet));
  if (tuple === undefined) return undefined;
  const { sourcePort, destinationPort } = tuple;
  return {
    ports: {
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(destinationPort === undefined ? {} : { destinationPort }),
    },
    replied: read.replied,
  };
}

type TupleOf = Pick<
  PacketDescription,
  'source' | 'destination' | 'protocol' | 'sourcePort' | 'destinationPort'
>;

function fits(tuple: Tuple, packet: TupleOf): boolean {
  const port = (ofTuple: number | undefined, ofPacket: number | undefined): boolean =>
    ofTuple === undefined || ofPacket === undefined || ofTuple === ofPacket;
  return (
    sameAddress(tuple.source, packet.source) &&
    sameAddress(tuple.destination, packet.destination) &&
    port(tuple.sourcePort, packet.sourcePort) &&
    port(tuple.destinationPort, packet.destinationPort)
  );
}

/** `zone=3`, or of one direction alone: `zone-orig=3`, `zone-reply=3`. */
function zoneOf(words: ReadonlyMap<string, string>): Pick<Connection, 'zone' | 'zoneDirection'> {
  const [original, reply] = [words.get('zone-orig'), words.get('zone-reply')];
  if (original !== undefined) return { zone: Number(original), zoneDirection: 'ORIGINAL' };
  if (reply !== undefined) return { zone: Number(reply), zoneDirection: 'REPLY' };
  return { zone: Number(words.get('zone') ?? 0) };
}

/**
 * An ICMP error goes where the packets of its direction go, from whomever it comes.
 * @see linux net/netfilter/nf_conntrack_proto_icmp.c nf_conntrack_inet_error
 */
function isAbout(tuple: Tuple, packet: Packet): boolean {
  return sameAddress(tuple.destination, packet.destination);
}

function differs(
  address: Tuple['source'],
  port: number | undefined,
  answer: Tuple['source'],
  answerPort: number | undefined,
): boolean {
  return !sameAddress(address, answer) || port !== answerPort;
}
