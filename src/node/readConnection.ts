import { readAddress, sameAddress } from '../address/address.js';
import { protocolNumber } from '../netfilter/protocols.js';
import type { CtStatus } from '../netfilter/states.js';
import type { Connection, Packet, Tuple } from '../packet/packet.js';

/**
 * Reads a line of `conntrack -L` as the connection of `packet`, which must be of one of its two directions. A sentence
 * where it cannot be read or does not fit.
 * @see conntrack-tools src/conntrack.c, libnetfilter_conntrack src/conntrack/snprintf_default.c
 */
export function readConnection(line: string, packet: Packet): Connection | string {
  const words = line.trim().split(/\s+/);
  const tuples: Map<string, string>[] = [];
  const rest = new Map<string, string>();
  for (const word of words) {
    const [key = '', value] = word.split('=', 2);
    if (value === undefined) continue;
    if (key === 'src') tuples.push(new Map());
    const tuple = tuples.at(-1);
    if (tupleKeys.has(key) && tuple !== undefined) tuple.set(key, value);
    else rest.set(key, value);
  }
  const [original, reply] = tuples.map(readTuple);
  if (original === undefined || reply === undefined) {
    return 'this is no line of conntrack -L: it needs two times src= dst= (and sport= dport=)';
  }
  const [name = '', number = ''] = words;
  const protocol = /^\d+$/.test(number) ? Number(number) : protocolNumber(name);
  if (protocol !== packet.protocol) return `the entry is of protocol ${name}, the packet is not`;
  const forward = fits(original, packet);
  if (!forward && !fits(reply, packet)) return 'the packet is of neither direction of the entry';
  const replied = !words.includes('[UNREPLIED]');
  const status: CtStatus[] = [
    ...(replied ? (['SEEN_REPLY'] as const) : []),
    ...(words.includes('[ASSURED]') ? (['ASSURED'] as const) : []),
    'CONFIRMED',
  ];
  return {
    entry: true,
    state: 'ESTABLISHED',
    status,
    direction: forward ? 'ORIGINAL' : 'REPLY',
    mark: Number(rest.get('mark') ?? 0),
    zone: Number(rest.get('zone') ?? 0),
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

const tupleKeys: ReadonlySet<string> = new Set(['src', 'dst', 'sport', 'dport', 'type', 'code', 'id']);

function readTuple(words: ReadonlyMap<string, string>): Tuple | undefined {
  const source = readAddress(words.get('src') ?? '');
  const destination = readAddress(words.get('dst') ?? '');
  if (source === undefined || destination === undefined) return undefined;
  const sourcePort = words.get('sport');
  const destinationPort = words.get('dport');
  return {
    source,
    destination,
    ...(sourcePort === undefined ? {} : { sourcePort: Number(sourcePort) }),
    ...(destinationPort === undefined ? {} : { destinationPort: Number(destinationPort) }),
  };
}

function fits(tuple: Tuple, packet: Packet): boolean {
  const port = (ofTuple: number | undefined, ofPacket: number | undefined): boolean =>
    ofTuple === undefined || ofPacket === undefined || ofTuple === ofPacket;
  return (
    sameAddress(tuple.source, packet.source) &&
    sameAddress(tuple.destination, packet.destination) &&
    port(tuple.destinationPort, packet.destinationPort)
  );
}

function differs(
  address: Tuple['source'],
  port: number | undefined,
  answer: Tuple['source'],
  answerPort: number | undefined,
): boolean {
  return !sameAddress(address, answer) || port !== answerPort;
}
