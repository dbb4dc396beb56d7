import { tracePacket } from '../engine/tracePacket.js';
import { describePacket } from '../packet/describePacket.js';
import type { Description } from '../packetset/describedSet.js';
import { BudgetExceeded } from '../packetset/diagrams.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { witnessOf } from '../packetset/witness.js';
import type { Witness } from '../packetset/witness.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Path } from '../trace/trace.js';
import { asDescribed } from './asDescribed.js';
import type { Shows } from './shows.js';
import { candidatesOf } from './witnessCandidate.js';
import type { Candidate } from './witnessCandidate.js';
import { differences, ordinary, unlike } from './ordinaryPackets.js';
import type { Difference } from './ordinaryPackets.js';
import { optionsOf } from './witnessOptions.js';
import type { Workshop } from '../packetset/workshop.js';

/** A packet that shows what is said of a set of packets. */
export interface WitnessPacket {
  /** Options of `calitrace trace` that describe it: `['--src', '10.0.0.1', …]`. */
  readonly options: readonly string[];
  /** What happens to it, in a few words: `dropped by filter cali-pi-x rule 2`. */
  readonly end: string;
}

export interface WitnessSearch {
  readonly ruleset: Ruleset;
  readonly workshop: Workshop;
  /** As they came to a built-in chain of one table; what the packets are by now does not matter. */
  readonly packets: PacketSet;
  /** How all of them were described: of what no rule asks the packet has this as well. */
  readonly among?: Description;
  /** What the packet is to show. */
  readonly shows: Shows;
  /** Other rules, and what the same packet is to show there. */
  readonly also?: { readonly ruleset: Ruleset; readonly shows: Shows };
  /** How many traces may still be made; counted down. */
  readonly traces?: { left: number };
}

/**
 * So many traces as may be made to find packets for all findings about a ruleset: of a long one fewer, since each takes longer.
 */
export function traceBudget({ tables }: Ruleset): { left: number } {
  let rules = 0;
  for (const { chains } of tables) for (const chain of chains.values()) rules += chain.rules.length;
  return { left: Math.min(5000, Math.max(100, Math.floor(20_000_000 / Math.max(rules, 1)))) };
}

/** A trace that has more paths than this is no example of anything. */
const mostPaths = 64;

/**
 * A packet of the set of which the engine confirms, on the whole ruleset, that it shows what it is to show. Undefined where none was
 * found: a set is about one table, and what stands before it may never let such a packet come there.
 */
export function witnessPacket(search: WitnessSearch): WitnessPacket | undefined {
  const { workshop, packets, among } = search;
  try {
    const first = witnessOf(workshop, ordinary(workshop, packets));
    if (first === undefined) return undefined;
    for (const field of [undefined, ...differences]) {
      const found = field === undefined ? first : anotherThan(search, first, field);
      if (found === undefined) continue;
      const witness = among === undefined ? found : asDescribed(found, among);
      for (const candidate of candidatesOf(workshop, witness, among)) {
        const confirmed = confirm(search, candidate, answersOf(witness));
        if (confirmed !== undefined) return confirmed;
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}

/** A packet of the set that differs from another in a field, whatever else that takes. */
function anotherThan(
  { workshop, packets }: WitnessSearch,
  packet: Witness,
  field: Difference,
): Witness | undefined {
  const others = unlike(workshop, packets, packet, field);
  return others === nothing ? undefined : witnessOf(workshop, ordinary(workshop, others));
}

/** A packet with answers, followed by the engine: the paths that show it, and the answers that some question asked for. */
interface Followed {
  readonly showing: readonly (readonly [Path, string])[];
  readonly asked: ReadonlyMap<string, string>;
  /** Whatever else is not known, it shows it. */
  readonly surely: boolean;
}

function follow(
  { ruleset, shows, traces }: WitnessSearch,
  { description, state, tracking, outInterface }: Candidate,
  answers: ReadonlyMap<string, string>,
): Followed {
  if (traces !== undefined && traces.left-- <= 0) return { showing: [], asked: new Map(), surely: false };
  const { trace, unasked } = tracePacket({
    ruleset,
    node: { locals: [] },
    described: describePacket(description, state === 'ESTABLISHED'),
    tracking: { ...tracking, state, entry: undefined },
    outInterface,
    answers,
    mostPaths,
  });
  const showing = trace.paths.flatMap((path) => {
    const end = shows(path);
    return end === undefined ? [] : [[path, end] as const];
  });
  return {
    showing,
    surely: trace.complete && showing.length === trace.paths.length,
    asked: new Map([...answers].filter(([subject]) => !unasked.includes(subject))),
  };
}

/** So many paths that show it are tried, until one has answers with which the packet shows the other thing on the other rules. */
const mostTried = 8;

function confirm(
  search: WitnessSearch,
  candidate: Candidate,
  expected: ReadonlyMap<string, string>,
): WitnessPacket | undefined {
  let first = follow(search, candidate, expected);
  if (first.showing.length === 0 && expected.size > 0) first = follow(search, candidate, new Map());
  const likeliest = [...first.showing].sort(([a], [b]) => a.assumptions.length - b.assumptions.length);
  for (const [path, end] of likeliest.slice(0, search.also === undefined ? 1 : mostTried)) {
    const found = settle(search, candidate, new Map([...first.asked, ...assumedOn(path)]));
    const { answers, words } = found ?? { answers: first.asked, words: end };
    if (showsThere(search, candidate, answers)) return { options: optionsOf(candidate, answers), end: words };
  }
  return undefined;
}

/** Follows a packet again, with the answers on which a path stands: those that it takes, and how it ends then. */
function settle(
  search: WitnessSearch,
  candidate: Candidate,
  answers: ReadonlyMap<string, string>,
): { readonly answers: ReadonlyMap<string, string>; readonly words: string } | undefined {
  const second = follow(search, candidate, answers);
  const [settled] = second.showing;
  if (settled === undefined) return undefined;
  const needed = second.surely ? neededOf(search, candidate, second) : second.asked;
  return { answers: needed, words: settled[1] };
}

/** So many answers at most are tried to be spared. */
const mostSpared = 12;

/** Of answers with which a packet surely shows it, those without which it does not surely end so. */
function neededOf(
  search: WitnessSearch,
  candidate: Candidate,
  followed: Followed,
): ReadonlyMap<string, string> {
  let needed = followed.asked;
  if (needed.size > mostSpared) return needed;
  const end = followed.showing[0]?.[1];
  for (const subject of followed.asked.keys()) {
    const without = new Map([...needed].filter(([other]) => other !== subject));
    const { surely, showing } = follow(search, candidate, without);
    if (surely && showing.every(([, words]) => words === end)) needed = without;
  }
  return needed;
}

function showsThere(
  { also, ...search }: WitnessSearch,
  candidate: Candidate,
  answers: ReadonlyMap<string, string>,
): boolean {
  return also === undefined || follow({ ...search, ...also }, candidate, answers).showing.length > 0;
}

/** Answers that `--assume` can give: a subject that is asked again, with another answer, stays open. */
function assumedOn({ assumptions }: Path): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  const open = new Set<string>();
  for (const { subject, answer } of assumptions) {
    if ((answers.get(subject) ?? answer) !== answer) open.add(subject);
    answers.set(subject, answer);
  }
  return new Map([...answers].filter(([subject]) => !open.has(subject)));
}

/** What the set says of free questions, by the subjects under which the engine asks them. */
function answersOf({ answers }: Witness): ReadonlyMap<string, string> {
  return new Map(
    [...answers].flatMap(([key, answer]) => {
      const subject = subjectOf(key);
      return subject === undefined ? [] : [[subject, answer ? 'yes' : 'no'] as const];
    }),
  );
}

/** @see src/packetset/conditionSets.ts flagSets, src/engine/nodeFacts.ts memberFact */
function subjectOf(key: string): string | undefined {
  // One option answers a question for the packet as it came and for what has become of it.
  if (/ (?:of a template|translated|routed)$/.test(key)) return undefined;
  if (key.startsWith('ask ')) return key.slice('ask '.length);
  if (!key.startsWith('member ')) return undefined;
  const [set, sides, returnNomatch] = JSON.parse(key.slice('member '.length)) as [
    string,
    readonly string[],
    boolean,
  ];
  return `set:${set}:${sides.join(',')}${returnNomatch ? ':nomatch' : ''}`;
}
