import { harmlessSentence } from '../format/sentence.js';
import { nearest } from '../document/nearest.js';
import { tracePacket, type TraceRequest } from '../engine/tracePacket.js';
import type { KnownWays } from '../engine/knownWay.js';
import type { Tracking } from '../engine/walk.js';
import { readConnection } from '../node/readConnection.js';
import { likeliest, type Guess, type Likeliest, type Open } from '../observed/likeliest.js';
import { loggedBy } from '../observed/loggedBy.js';
import { isFromRule, type Observation } from '../observed/observation.js';
import type { Logged, Trace } from '../trace/trace.js';
import { endsFiller, hasNamedEnd } from './cluster.js';
import { dumpPremises } from './dumpPremises.js';
import { inOtherOrder, otherOrderPremise } from './otherOrder.js';
import { groundOf, readDump, type Ground } from './ground.js';
import type { Io } from './io.js';
import { liveConnection } from './liveConnection.js';
import { observedOptions } from './observedOptions.js';
import { readPacketOptions, type PacketRequest } from './packetOptions.js';
import type { QuestionOptions } from './questionOptions.js';
import { readCluster } from './readCluster.js';
import { readNode } from './readNode.js';
import { screenOf } from './screen.js';
import { showProblems } from './showProblems.js';
import { toldSoFar, type ToldOfDump } from './toldOfDump.js';
import { encodeUtf8 } from '../document/utf8.js';
import { UsageError } from './usageError.js';

/** A question with all that was given for it, read. */
export interface AskedQuestion extends Ground {
  readonly request: PacketRequest;
  /** `--assume`: subject to answer. */
  readonly answers: ReadonlyMap<string, string>;
  readonly tracking: Tracking;
  /** The packet's connection as this machine told it, a line of `conntrack -L`. */
  readonly connection?: string | undefined;
  /** How other packets went through the same ground. */
  readonly ways?: KnownWays | undefined;
}

/** Reads everything that the options name; `partly`: of a large dump only what the packet needs. Undefined where that cannot be used, which stands on stderr then. */
export async function readQuestion(
  io: Io,
  path: string | undefined,
  given: QuestionOptions,
  partly = false,
): Promise<AskedQuestion | undefined> {
  const screen = screenOf(io, given.color);
  const { fromLog, fromPcap } = given;
  if (fromPcap === '-' && (path === undefined || path === '-')) {
    throw new UsageError('standard input can be read once: the dump or the capture has to be a file');
  }
  const isPartly = partly && given.strict !== true && given.memo;
  const isFirst = hasNamedEnd(given) || fromPcap !== undefined;
  const readFirst = isFirst ? await readDump(screen, path, given, isPartly) : undefined;
  if (isFirst && readFirst === undefined) return undefined;
  const asked =
    fromLog !== undefined
      ? await observedOptions(screen, given, fromLog, path)
      : fromPcap !== undefined && readFirst !== undefined
        ? await (await import('./capturedOptions.js')).capturedOptions(screen, given, fromPcap, readFirst)
        : given;
  if (asked === undefined) return undefined;
  const cluster = await readCluster(screen, given);
  const options = readFirst === undefined ? asked : endsFiller(cluster, readFirst, asked)(asked);
  const described = readPacketOptions(options);
  const { family } = described.described.packet;
  const answers = readAnswers(options.assume ?? []);
  const connection = await liveConnection(io, options, described.described.packet);
  const known = connection === undefined ? options : { ...options, ctEntry: connection };
  const request = connection === undefined ? described : readPacketOptions(known);
  const tracking = trackingOf(known, request);
  const read = readFirst ?? (await readDump(screen, path, options, isPartly));
  if (read === undefined) return undefined;
  const reading = readNode(io, options, family, read.snapshot);
  const ground = groundOf(screen, read, family, reading, options, cluster?.namesOf);
  return ground === undefined
    ? undefined
    : settleSighting({ ...ground, request, answers, tracking, connection }, options);
}

/** Walks the packet. What was wrong with the input, and what was not asked, is told on stderr. */
export function traceQuestion(question: AskedQuestion, options: QuestionOptions): Trace {
  const { trace, unasked } = walkQuestion(question, options);
  const { screen, name } = question;
  showProblems(screen, question.problems(), name, options.verbose === true);
  const left = question.chainsNotRead();
  if (left > 0) screen.io.writeError(chainsNotRead(left, name, 'where the packet does not come'));
  for (const subject of unasked) {
    screen.io.writeError(
      `calitrace: --assume ${subject}: this trace did not ask that${meantOf(subject, trace)}\n`,
    );
  }
  return withSighting(question, trace);
}

/** The subject of a question that the trace asked, where somebody may have meant that. */
function meantOf(subject: string, { paths }: Trace): string {
  const asked = paths.flatMap(({ assumptions }) => assumptions.map((each) => each.subject));
  const near = nearest(subject, [...new Set(asked)]);
  return near === undefined ? '' : `: did you mean ${harmlessSentence(near)}?`;
}

/** The sentence about chains that were not read. */
export function chainsNotRead(count: number, name: string, where: string): string {
  return `calitrace: ${count} ${count === 1 ? 'chain' : 'chains'} of ${name} not read, ${where} (--strict reads all)\n`;
}

/** A question's trace, without how its packet was seen. */
export interface WalkedQuestion {
  readonly trace: Trace;
  /** Subjects of `--assume` for which no question arose. */
  readonly unasked: readonly string[];
}

/**
 * Walks the packet. `told`: what the trace says of the dump, asked behind the walk.
 * @throws UsageError where an answer is none of those that its question accepts
 */
export function walkQuestion(
  question: AskedQuestion,
  options: QuestionOptions,
  told: () => ToldOfDump = () => toldSoFar(question),
): WalkedQuestion {
  const { answers, bound, ruleset } = question;
  const request = traceRequestOf(question, options);
  const { trace: walked, unasked, refused } = tracePacket(request);
  for (const [subject, accepts] of refused) throw refusedAnswer(answers.get(subject), subject, accepts);
  const reordered = inOtherOrder(ruleset);
  const given = [...answers].filter(([subject]) => !unasked.includes(subject));
  const trace: Trace = {
    ...walked,
    premises: [
      ...walked.premises,
      ...(reordered === undefined
        ? []
        : [otherOrderPremise(walked, tracePacket({ ...request, ruleset: reordered }).trace)]),
      ...(question.connection === undefined
        ? []
        : [
            {
              text: `its connection is as conntrack on this machine has it: ${question.connection.trim().replaceAll(/\s+/g, ' ')}`,
              settle: '--ctstate',
            },
          ]),
      ...dumpPremises(bound, ruleset, told(), question.node),
      ...given.map(([subject, answer]) => ({ text: `${subject}=${answer}`, settle: '--assume' })),
    ],
  };
  return { trace, unasked };
}

/** The error that a question does not accept an answer of `--assume`. */
export function refusedAnswer(
  answer: string | undefined,
  subject: string,
  accepts: readonly string[],
): UsageError {
  const others = accepts.length > 0 ? accepts.join(' or ') : 'no answer';
  return new UsageError(`--assume: "${answer ?? ''}" does not answer ${subject}, which accepts ${others}`);
}

function traceRequestOf(
  { ruleset, node, allTables, request, tracking, answers, ways }: AskedQuestion,
  { reply, maxPaths: mostPaths }: Pick<QuestionOptions, 'reply' | 'maxPaths'>,
): TraceRequest {
  const { described, outInterface, moment } = request;
  return {
    ruleset,
    node,
    allTables,
    described,
    tracking,
    outInterface,
    moment,
    answers,
    reply: reply === true,
    mostPaths,
    ways,
  };
}

/** What was found out of packets that rules told of. */
export interface SeenBefore {
  readonly likeliest: (
    question: AskedQuestion,
    observation: Observation,
    open: Open,
    find: () => Likeliest,
  ) => Likeliest;
  readonly logged: (
    question: AskedQuestion,
    observation: Observation,
    trace: Trace,
    find: () => Logged,
  ) => Logged;
}

/** Of one packet alone nothing is kept. */
const seenOnce: SeenBefore = {
  likeliest: (_question, _observation, _open, find) => find(),
  logged: (_question, _observation, _trace, find) => find(),
};

/**
 * The question with what a line of a log leaves open and its place in the dump tells: with which mark the packet came in, and whether its connection
 * was there. Anything else is as it was.
 */
export function settleSighting(
  question: AskedQuestion,
  options: QuestionOptions,
  before: SeenBefore = seenOnce,
): AskedQuestion {
  const { seen } = question.request;
  if (seen === undefined || !isFromRule(seen.observation)) return question;
  const { mark, ctstate, ctEntry, dst, dport, maxPaths } = options;
  const open = {
    mark: mark === undefined,
    state: ctstate === undefined && ctEntry === undefined,
    destination: dst === undefined && dport === undefined,
  };
  const { observation, sighting } = seen;
  const { guess, notes } = before.likeliest(question, observation, open, () =>
    likeliest(
      question.ruleset,
      observation,
      open,
      (one) => tracePacket(traceRequestOf(guessing(question, one), { maxPaths })).trace,
    ),
  );
  const settled = guessing(question, guess);
  const said = { ...sighting, notes: [...sighting.notes, ...notes] };
  return { ...settled, request: { ...settled.request, seen: { ...seen, sighting: said } } };
}

function guessing(question: AskedQuestion, { mark, established }: Guess): AskedQuestion {
  const { request, tracking } = question;
  const { packet, assumed } = request.described;
  const described =
    mark === undefined
      ? request.described
      : { packet: { ...packet, mark }, assumed: assumed.filter((field) => field !== 'mark') };
  if (established === undefined) return { ...question, request: { ...request, described } };
  const state = 'ESTABLISHED';
  return {
    ...question,
    request: { ...request, described, state, direction: established },
    tracking: { ...tracking, state, direction: established },
  };
}

/** The trace with how the packet was seen, and whether the trace comes by there. */
export function withSighting(question: AskedQuestion, trace: Trace, before: SeenBefore = seenOnce): Trace {
  const { request, ruleset } = question;
  const { seen } = request;
  if (seen === undefined) return trace;
  const { sighting, observation } = seen;
  if (!isFromRule(observation)) return { ...trace, sighting };
  const logged = before.logged(question, observation, trace, () => loggedBy(ruleset, trace, observation));
  return { ...trace, sighting: { ...sighting, logged } };
}

/** `--assume`: subject to answer. */
export function readAnswers(pairs: readonly string[]): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.lastIndexOf('=');
    if (cut < 1 || cut === pair.length - 1) throw new UsageError(`--assume: "${pair}" is not SUBJECT=ANSWER`);
    answers.set(encodeUtf8(pair.slice(0, cut)), pair.slice(cut + 1));
  }
  return answers;
}

/** What the options say of the packet's connection. */
export function trackingOf(options: QuestionOptions, request: PacketRequest): Tracking {
  const { state, status, direction, connectionMark, described } = request;
  // A packet that is said to be new begins its connection: what conntrack knew later is not there yet.
  const line = options.ctEntry ?? (state === 'NEW' ? undefined : options.observed?.entry);
  if (line === undefined) {
    return { state, status, direction, mark: connectionMark, entry: undefined };
  }
  const read = readConnection(line, described.packet);
  if (typeof read === 'string') throw new UsageError(`--ct-entry: ${read}`, '--ct-entry');
  const known = options.connmark === undefined ? read : { ...read, mark: connectionMark };
  const entry = options.ctdir === undefined ? known : { ...known, direction };
  return {
    state: state ?? entry.state,
    status: status ?? entry.status,
    direction: entry.direction,
    mark: entry.mark,
    entry,
  };
}
