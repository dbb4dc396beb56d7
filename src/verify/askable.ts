import type { Packet } from '../packet/packet.js';
import type { Trace } from '../trace/trace.js';
import { addPacket, type AskedSet } from './setText.js';

/** Answers of `--assume` that a node can be built for, and the others. */
export interface SortedAnswers {
  readonly kept: ReadonlyMap<string, string>;
  readonly left: readonly string[];
}

/** Which answers the kernel can be made to give: own addresses, the interface out, members of sets that are made up. */
export function sortAnswers(
  answers: ReadonlyMap<string, string>,
  madeSets: readonly AskedSet[],
): SortedAnswers {
  const kept = new Map<string, string>();
  const left: string[] = [];
  for (const [subject, answer] of answers) {
    if (/^(?:local|outInterface):/.test(subject) || setOf(subject, madeSets) !== undefined)
      kept.set(subject, answer);
    else left.push(`--assume ${subject}=${answer}: the kernel decides that itself`);
  }
  return { kept, left };
}

/** The set and sides that a subject names: `set:pods:src,dst`. A set's name may have colons. */
function setOf(
  subject: string,
  sets: readonly AskedSet[],
): { readonly name: string; readonly sides: readonly string[] } | undefined {
  const [, name, sides] = /^set:(.+):((?:src|dst)(?:,(?:src|dst))*)$/.exec(subject) ?? [];
  if (name === undefined || sides === undefined || !sets.some((set) => set.name === name)) return undefined;
  return { name, sides: sides.split(',') };
}

/** Lines for ipset that put the packet, as it is at each table of the trace, into the sets that were assumed to hold it. */
export function assumedMembers(
  answers: ReadonlyMap<string, string>,
  madeSets: readonly AskedSet[],
  trace: Trace,
): string {
  const lines = new Set<string>();
  for (const [subject, answer] of answers) {
    const asked = setOf(subject, madeSets);
    if (asked === undefined || answer !== 'yes') continue;
    for (const packet of packetsOf(trace)) lines.add(addPacket(asked.name, asked.sides, packet));
  }
  return [...lines].join('');
}

function packetsOf(trace: Trace): readonly Packet[] {
  return trace.paths.flatMap(({ hops }) => hops.flatMap((hop) => (hop.kind === 'table' ? [hop.packet] : [])));
}
