import { familyOf, writeAddress } from '../address/address.js';
import { harmlessSentence } from '../format/sentence.js';
import { hasPorts, protocolName } from '../netfilter/protocols.js';
import type { Packet } from '../packet/packet.js';
import { linesOf } from '../snapshot/snapshot.js';
import type { Io } from './io.js';
import type { QuestionOptions } from './questionOptions.js';

const limits = { milliseconds: 10_000, bytes: 1_000_000 };

/**
 * The packet's connection as conntrack on this machine has it, as a line of `conntrack -L`. Undefined where it has none, where nobody can be
 * asked, where the command line says something of the connection, or does not tell the flow: both ports have to be given.
 * @see conntrack-tools src/conntrack.c: `-L` with a filter prints the entries that fit, and changes nothing
 */
export async function liveConnection(
  io: Io,
  options: QuestionOptions,
  packet: Packet,
): Promise<string | undefined> {
  const { live, ctEntry, ctstate, ctstatus, ctdir, connmark, observed } = options;
  const said = [ctEntry, ctstate, ctstatus, ctdir, connmark, observed].some((each) => each !== undefined);
  if (live !== true || said || !hasPorts(packet.protocol)) return undefined;
  if (options.sport === undefined || options.dport === undefined) return undefined;
  const programs = await io.programs();
  if (!programs.has('conntrack') || !isTracked(io)) return undefined;
  for (const words of commandsFor(packet)) {
    if (options.verbose === true) io.writeError(`calitrace: runs ${words.join(' ')}\n`);
    const end = await programs.finish(words, limits);
    if (end.kind === 'failed' || end.status !== 0) {
      const why = end.kind === 'failed' ? end.said : (linesOf(end.errors)[0] ?? 'no reason');
      const sentence = `conntrack -L failed (${why}): the packet's connection is not known`;
      io.writeError(`calitrace: ${harmlessSentence(sentence)}\n`);
      return undefined;
    }
    const [line] = linesOf(end.output);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The flow as the entry's first direction, and as its answer's. */
function commandsFor(packet: Packet): readonly (readonly string[])[] {
  const { source, destination, sourcePort = 0, destinationPort = 0 } = packet;
  const family = familyOf(source) === 4 ? 'ipv4' : 'ipv6';
  const flow = (...names: readonly [string, string, string, string]): readonly string[] => {
    const values = [
      writeAddress(source),
      writeAddress(destination),
      String(sourcePort),
      String(destinationPort),
    ];
    return names.flatMap((name, index) => [name, values[index] ?? '']);
  };
  const list = ['conntrack', '-L', '-f', family, '-p', protocolName(packet.protocol)];
  return [
    [...list, ...flow('--orig-src', '--orig-dst', '--sport', '--dport')],
    [...list, ...flow('--reply-src', '--reply-dst', '--reply-port-src', '--reply-port-dst')],
  ];
}

/** Whether conntrack is part of this kernel by now; asking it would bring it in. */
function isTracked(io: Io): boolean {
  try {
    return io.readFile('/proc/sys/net/netfilter/nf_conntrack_count') !== '';
  } catch {
    return false;
  }
}
