import { compareAddress } from '../address/address.js';
import { writeMark } from '../netfilter/marks.js';
import { TCP } from '../netfilter/protocols.js';
import type { CtDirection } from '../netfilter/states.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import type { PacketDescription } from '../packet/describePacket.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { Logged, LogVisit, Trace } from '../trace/trace.js';
import { connectionNote } from './connectionNote.js';
import { loggedBy } from './loggedBy.js';
import { logView, type TranslatingRule } from './logRules.js';
import type { Observation } from './observation.js';

/** What no line of a log tells of a packet as it came in. */
export interface Guess {
  /** Its mark, other than 0. */
  readonly mark?: number;
  /** It belongs to a connection that exists, in this direction; else conntrack judges it by itself. */
  readonly established?: CtDirection;
}

/** What the user has not settled, so that the line may. */
export interface Open {
  readonly mark: boolean;
  readonly state: boolean;
  readonly destination: boolean;
}

/** A trace of the packet by the likeliest guess, and what is to be said of it. */
export interface Likeliest {
  readonly guess: Guess;
  readonly notes: readonly string[];
}

/**
 * Finds out with which of the things that a line of a log does not tell the packet comes to the rule that wrote it as the line says. `walk` traces the
 * packet with a guess. First comes what most packets have: mark 0, and a state that conntrack finds by itself. Where none fits, that stays.
 */
export function likeliest(
  ruleset: Ruleset,
  observation: Observation,
  open: Open,
  walk: (guess: Guess) => Trace,
): Likeliest {
  let first: Logged | undefined;
  for (const guess of guessesFor(observation.seen, open)) {
    const logged = loggedBy(ruleset, walk(guess), observation);
    first ??= logged;
    if (logged.rules.length === 0) break;
    if (logged.visit?.differences.length === 0) {
      return { guess, notes: notesOf(ruleset, observation, open, guess, logged) };
    }
  }
  const logged = first ?? { rules: [] };
  return { guess: {}, notes: notesOf(ruleset, observation, open, {}, logged) };
}

function guessesFor({ mark = 0, protocol, tcpFlags }: PacketDescription, open: Open): readonly Guess[] {
  const marks = open.mark && mark !== 0 ? [{}, { mark }] : [{}];
  const { SYN, ACK } = tcpFlagBits;
  const begun = protocol === TCP ? (tcpFlags ?? SYN) & (SYN | ACK) : 0;
  const states: readonly Guess[] =
    !open.state || begun === SYN
      ? [{}]
      : begun === (SYN | ACK)
        ? [{}, { established: 'REPLY' }]
        : [{}, { established: 'ORIGINAL' }, { established: 'REPLY' }];
  return states.flatMap((state) => marks.map((own) => ({ ...own, ...state })));
}

function notesOf(
  ruleset: Ruleset,
  { seen, form }: Observation,
  open: Open,
  guess: Guess,
  logged: Logged,
): readonly string[] {
  const { visit } = logged;
  const place =
    visit === undefined ? '' : `${visit.rule.table} ${visit.rule.chain} rule ${visit.rule.number}`;
  const direction = guess.established === 'REPLY' ? ', an answer' : '';
  return [
    ...markNotes(seen, open, guess, visit, place),
    ...(guess.established === undefined
      ? open.state
        ? [connectionNote(seen) ?? []].flat()
        : []
      : [
          `its connection is taken as ESTABLISHED${direction}: only so the packet comes to ${place} as the ${form === 'nflog' ? 'frame' : 'line'} tells it (--ctstate)`,
        ]),
    ...(open.destination ? destinationNotes(ruleset, seen, logged) : []),
  ];
}

function markNotes(
  { mark = 0 }: PacketDescription,
  open: Open,
  guess: Guess,
  visit: LogVisit | undefined,
  place: string,
): readonly string[] {
  if (!open.mark || mark === 0) return [];
  const written = `mark ${writeMark(mark)}`;
  if (guess.mark !== undefined) {
    return [`${written} is taken as the one it came in with: only so the packet has it at ${place} (--mark)`];
  }
  const told = visit?.differences.every(({ field }) => field !== 'mark') === true;
  return told ? [] : [`${written}: the packet had it there, and need not have come in with it (--mark)`];
}

/** So many rules are named. */
const named = 2;

/** A packet that has passed nat may have come in for another destination: one that a rule translates to this one. */
function destinationNotes(ruleset: Ruleset, seen: PacketDescription, { rules }: Logged): readonly string[] {
  const { hooksOf, translatingTo } = logView(ruleset);
  const fromInput = rules.some((rule) => hooksOf.get(rule)?.has('INPUT') === true);
  if (seen.outInterface === undefined && !fromInput) return [];
  const found = translatingTo(seen.destination)
    .filter((rule) => leadsTo(rule, seen))
    .map(({ rule }) => rule);
  if (found.length === 0) return [];
  const more = found.length > named ? ` and ${found.length - named} more rules` : '';
  const verb = found.length === 1 ? 'translates' : 'translate';
  return [
    `the destination: ${found.slice(0, named).map(placeWords).join(', ')}${more} ${verb} to it, so the packet may have come in for another (--dst, --dport)`,
  ];
}

function placeWords({ table, chain, number, line }: BoundRule): string {
  return `${table} ${chain} rule ${number} (line ${line})`;
}

function leadsTo(
  { to }: TranslatingRule,
  { destination, destinationPort, source }: PacketDescription,
): boolean {
  if (to.kind !== 'range' || to.addresses === undefined) return false;
  const [low, high] = to.addresses;
  const family = typeof source;
  if (typeof low !== family || compareAddress(low, destination) > 0 || compareAddress(destination, high) > 0)
    return false;
  const [first, last] = to.ports ?? [0, 0xffff];
  return destinationPort === undefined || (first <= destinationPort && destinationPort <= last);
}
