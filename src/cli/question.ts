import type { Dump } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import { tracePacket } from '../engine/tracePacket.js';
import type { Tracking } from '../engine/walk.js';
import { extensions, parse } from '../index.js';
import type { Node } from '../node/node.js';
import { readConnection } from '../node/readConnection.js';
import { bindProblems, bindRuleset, type BoundDump } from '../ruleset/bindRuleset.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Trace } from '../trace/trace.js';
import { dumpPremises } from './dumpPremises.js';
import type { Io } from './io.js';
import { readPacketOptions, type PacketRequest } from './packetOptions.js';
import type { QuestionOptions } from './questionOptions.js';
import { foreignInput, readDumpInput } from './readInput.js';
import { readNode } from './readNode.js';
import { screenOf, type Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

/** A question with all that was given for it, read. */
export interface AskedQuestion {
  readonly screen: Screen;
  /** Of the dump, as messages call it. */
  readonly name: string;
  readonly request: PacketRequest;
  /** `--assume`: subject to answer. */
  readonly answers: ReadonlyMap<string, string>;
  readonly tracking: Tracking;
  readonly node: Node;
  readonly dump: Dump;
  readonly bound: BoundDump;
  /** Of the packet's family. */
  readonly ruleset: Ruleset;
  readonly problems: readonly Problem[];
}

/** Reads everything that the options name. Undefined where that cannot be used, which stands on stderr then. */
export async function readQuestion(
  io: Io,
  path: string | undefined,
  options: QuestionOptions,
): Promise<AskedQuestion | undefined> {
  const screen = screenOf(io, options.color);
  const request = readPacketOptions(options);
  const { family } = request.described.packet;
  const answers = readAnswers(options.assume ?? []);
  const { node, problems: nodeProblems } = readNode(io, options, family);
  const tracking = trackingOf(options, request);
  const input = await readDumpInput(io, path);
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return undefined;
  }
  const { dump, problems: readProblems } = parse(input.text, options);
  const bound = bindRuleset(dump, {
    extensions,
    family: options.ipv4 === true ? 4 : options.ipv6 === true ? 6 : family,
  });
  const problems: readonly Problem[] = [...readProblems, ...bindProblems(bound), ...nodeProblems];
  const ruleset = bound.rulesets.get(family);
  if (
    bound.rulesets.size === 0 ||
    (options.strict === true && problems.some(({ severity }) => severity === 'error'))
  ) {
    showProblems(screen, problems, input.name, true);
    if (bound.rulesets.size === 0)
      screen.io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return undefined;
  }
  if (ruleset === undefined) {
    const other = family === 4 ? 6 : 4;
    throw new UsageError(
      `the packet is IPv${family}, and ${input.name} has only IPv${other} tables: give the output of ip${family === 6 ? '6' : ''}tables-save`,
    );
  }
  return { screen, name: input.name, request, answers, tracking, node, dump, bound, ruleset, problems };
}

/** Walks the packet. What was wrong with the input, and what was not asked, is told on stderr. */
export function traceQuestion(question: AskedQuestion, options: QuestionOptions): Trace {
  const { request, answers, bound, ruleset, problems, screen } = question;
  const {
    trace: walked,
    unasked,
    refused,
  } = tracePacket({
    ruleset,
    node: question.node,
    described: request.described,
    tracking: question.tracking,
    outInterface: request.outInterface,
    moment: request.moment,
    answers,
    reply: options.reply === true,
    mostPaths: options.maxPaths,
  });
  for (const [subject, accepts] of refused) {
    const others = accepts.length > 0 ? accepts.join(' or ') : 'no answer';
    throw new UsageError(
      `--assume: "${answers.get(subject) ?? ''}" does not answer ${subject}, which accepts ${others}`,
    );
  }
  const given = [...answers].filter(([subject]) => !unasked.includes(subject));
  const trace: Trace = {
    ...walked,
    premises: [
      ...walked.premises,
      ...dumpPremises(bound, ruleset, problems),
      ...given.map(([subject, answer]) => ({ text: `${subject}=${answer}`, settle: '--assume' })),
    ],
  };
  showProblems(screen, problems, question.name, options.verbose === true);
  for (const subject of unasked)
    screen.io.writeError(`calitrace: --assume ${subject}: this trace did not ask that\n`);
  return trace;
}

function readAnswers(pairs: readonly string[]): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.lastIndexOf('=');
    if (cut < 1 || cut === pair.length - 1) throw new UsageError(`--assume: "${pair}" is not SUBJECT=ANSWER`);
    answers.set(Buffer.from(pair.slice(0, cut), 'utf8').toString('latin1'), pair.slice(cut + 1));
  }
  return answers;
}

function trackingOf(options: QuestionOptions, request: PacketRequest): Tracking {
  const { state, status, direction, connectionMark, described } = request;
  if (options.ctEntry === undefined) {
    return { state, status, direction, mark: connectionMark, entry: undefined };
  }
  const read = readConnection(options.ctEntry, described.packet);
  if (typeof read === 'string') throw new UsageError(`--ct-entry: ${read}`);
  const entry = options.ctdir === undefined ? read : { ...read, direction };
  return {
    state: state ?? entry.state,
    status: status ?? entry.status,
    direction: entry.direction,
    mark: entry.mark,
    entry,
  };
}
