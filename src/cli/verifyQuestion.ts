import { sameAddress } from '../address/address.js';
import { explainCondition } from '../condition/explain.js';
import { traceToJson } from '../format/trace/json.js';
import type { JsonTrace } from '../format/trace/jsonTrace.js';
import { decodeText } from '../format/sentence.js';
import { findAccess, type Access } from '../kernel/access.js';
import { askKernel, type KernelAnswer } from '../kernel/askKernel.js';
import { ProgramFailure, type Programs } from '../kernel/programs.js';
import { TCP } from '../netfilter/protocols.js';
import type { Packet } from '../packet/packet.js';
import type { Trace } from '../trace/trace.js';
import { assumedMembers, sortAnswers } from '../verify/askable.js';
import { compare } from '../verify/compare.js';
import { compareAnswer } from '../verify/compareAnswer.js';
import { decodeKernelTrace } from '../verify/decodeKernelTrace.js';
import { firewallText, type FirewallText } from '../verify/firewallText.js';
import { kernelPacket } from '../verify/kernelPacket.js';
import { makeNode } from '../verify/makeNode.js';
import { isUsableName } from '../verify/nodeLines.js';
import { askedSets, givenSets, madeSets, type AskedSet } from '../verify/setText.js';
import type { ToldTrace } from '../verify/told.js';
import { cutPaths } from '../verify/cutPaths.js';
import { scoreOf, type Verification } from '../verify/verification.js';
import type { Io } from './io.js';
import { traceQuestion, type AskedQuestion } from './question.js';
import type { QuestionOptions } from './questionOptions.js';
import { UsageError } from './usageError.js';

/** A trace with what the kernel says of it. */
export interface VerifiedTrace {
  readonly trace: Trace;
  /** The trace as it was compared. */
  readonly told: JsonTrace;
  readonly verification: Verification;
}

/** Walks the packet, sends it through the kernel, compares. Throws a UsageError where the kernel cannot be asked. */
export async function verifyQuestion(
  io: Io,
  question: AskedQuestion,
  options: QuestionOptions,
): Promise<VerifiedTrace> {
  refuseUnaskable(question, options);
  const firewall = firewallText(question.ruleset, question.dump);
  if (typeof firewall === 'string') throw new UsageError(firewall);
  const sets = askedSets(question.dump);
  const programs = await io.programs();
  const access = await accessFor(io, programs, question, sets);
  const made = sets.filter(({ name }) => question.node.sets?.has(name) !== true);
  const { asked, left } = askableOf(question, options, access.kind, made);
  const { described, state } = asked.request;
  const { reply, ...others } = options;
  const answered = reply === true && state !== 'ESTABLISHED';
  const trace = traceQuestion(asked, answered ? options : others);
  const node = makeNode({
    node: asked.node,
    trace,
    outInterface: asked.request.outInterface,
    answers: asked.answers,
  });
  const given = givenSets(question.setText, sets);
  const { family } = question.ruleset;
  const members = assumedMembers(asked.answers, made, trace);
  const ipsets = madeSets(made, family) + given + members;
  const answer = await askOrExplain(question.name, firewall, ipsets, () =>
    askKernel(programs, {
      family,
      asUser: access.kind === 'user',
      interfaces: node.interfaces,
      settings: node.settings,
      lines: node.lines,
      lastLines: node.lastLines,
      dump: firewall.text,
      ...(ipsets === '' ? {} : { ipsets }),
      ...(described.packet.fragment === 'none' ? {} : { conntrack: false }),
      packet: kernelPacket({ ...described, packet: trace.packet }, state === 'ESTABLISHED'),
      untracked: state === 'UNTRACKED',
      answer: answered,
      ownTtl: ownTtlOf(trace),
    }),
  );
  const told = traceToJson(trace, question.problems(), { verbose: false, explainCondition });
  const { paths, cut } = cutPaths(told);
  const madeUp = [...node.madeUp, ...setWords(made, members), ...portWords(trace)];
  const refused = answer.refused.map(({ line, said }) => `${line}: ${said}`);
  const compared = { ...told, paths };
  const notAsked = [...left, ...cut, ...node.left, ...refused];
  const verification = verificationOf(compared, answer, madeUp, notAsked);
  if (!trace.complete && !scoreOf(verification).agrees) {
    const { paths: number } = verification.comparison;
    throw new UsageError(
      `the trace was cut at ${number} paths, and the kernel went none of these: --max-paths follows more`,
    );
  }
  return { trace, told, verification };
}

function setWords(made: readonly AskedSet[], members: string): readonly string[] {
  if (made.length === 0) return [];
  const names = made.map(({ name }) => name);
  const shown =
    names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
  return [`sets: ${shown}, ${members === '' ? 'empty' : 'empty but for what is assumed'} (--ipset)`];
}

/** Where a trace has no destination port, the packet that is sent has one all the same. */
function portWords({ packet }: Trace): readonly string[] {
  if (packet.sourcePort === undefined || packet.destinationPort !== undefined) return [];
  return ['destination port 80 (--dport)'];
}

function verificationOf(
  told: ToldTrace,
  answer: KernelAnswer,
  madeUp: readonly string[],
  notAsked: readonly string[],
): Verification {
  const { release, iptables } = answer;
  if (answer.there === undefined) {
    throw new UsageError(
      'the kernel kept no such connection: its first packet, or the answer to that, does not get through the rules (verify those without --ctstate, and with --reply)',
    );
  }
  const there = decodeKernelTrace(answer.there, decodeText);
  const back = answer.back === undefined ? undefined : decodeKernelTrace(answer.back, decodeText);
  const comparison = compare(there, told);
  if (comparison === undefined) throw new UsageError('the trace has no path that could be compared');
  const path = told.paths[comparison.path];
  const looked = path?.reply !== undefined && path.cut !== true;
  return {
    comparison,
    answer:
      comparison.agrees && looked && 'packet' in there.end ? compareAnswer(there, back, told) : undefined,
    kernel: { release, iptables, there, back },
    madeUp,
    notAsked,
  };
}

/** What no packet that is really sent can be told to be. */
function refuseUnaskable({ request, tracking }: AskedQuestion, options: QuestionOptions): void {
  const { state, described } = request;
  const { inInterface } = described.packet;
  const instead = 'calitrace trace follows such a packet';
  if (tracking.entry !== undefined) {
    const said = options.ctEntry === undefined ? '--from-log' : '--ct-entry';
    const first = options.ctEntry === undefined ? ', and --ctstate NEW verifies its first one' : '';
    throw new UsageError(`${said}: a connection cannot be put into the kernel; ${instead}${first}`);
  }
  if (state === 'INVALID' || state === 'RELATED') {
    throw new UsageError(`--ctstate ${state}: the kernel decides that itself; ${instead}`);
  }
  if (tracking.direction === 'REPLY') {
    throw new UsageError(`--ctdir REPLY: verify the packet that is answered, with --reply; ${instead}`);
  }
  if (state === 'ESTABLISHED' && isToItself(described.packet)) {
    throw new UsageError(
      `--ctstate ESTABLISHED: TCP from a port to the same needs a socket that is both ends, which is not made; ${instead}`,
    );
  }
  if (inInterface === 'lo') {
    throw new UsageError('--iif lo: what comes in by lo was sent by the node itself; leave --iif out');
  }
  if (inInterface !== '' && !isUsableName(inInterface)) {
    throw new UsageError(`--iif ${inInterface}: no network interface can be made with that name`);
  }
}

function isToItself({ protocol, source, destination, sourcePort, destinationPort }: Packet): boolean {
  return protocol === TCP && sameAddress(source, destination) && sourcePort === destinationPort;
}

async function accessFor(
  io: Io,
  programs: Programs,
  { ruleset, request }: AskedQuestion,
  sets: readonly AskedSet[],
): Promise<Exclude<Access, { kind: 'none' }>> {
  const { uid, gid } = request.described.packet;
  const needs = {
    family: ruleset.family,
    sets: sets.length > 0,
    users: uid !== undefined || gid !== undefined,
  };
  const access = await findAccess(programs, needs, (path) => {
    try {
      return io.readFile(path);
    } catch {
      return undefined;
    }
  });
  if (access.kind === 'none') throw new UsageError(`the kernel cannot be asked here: ${access.because}`);
  return access;
}

/** The question without what the kernel cannot be told, and what that is. */
function askableOf(
  question: AskedQuestion,
  options: QuestionOptions,
  access: 'root' | 'user',
  made: readonly AskedSet[],
): { readonly asked: AskedQuestion; readonly left: readonly string[] } {
  const { request, tracking } = question;
  const { virtualServers, ...node } = question.node;
  const { kept, left } = sortAnswers(question.answers, made);
  const { uid, gid, ...packet } = request.described.packet;
  const users = access === 'user' && ((uid ?? 0) !== 0 || (gid ?? 0) !== 0);
  const state = request.state === 'NEW' ? undefined : request.state;
  const dropped: readonly (readonly [given: boolean, words: string])[] = [
    [request.moment !== undefined, '--time: the kernel has its own clock'],
    [request.connectionMark !== 0, '--connmark: the kernel starts a connection with mark 0'],
    [options.ctstatus !== undefined, '--ctstatus: the kernel decides that itself'],
    [request.state === 'NEW', '--ctstate NEW: the kernel decides that itself'],
    [virtualServers !== undefined, '--ipvs: no IPVS runs in the namespace'],
    [users, '--uid, --gid: a user namespace has no other users; root can verify them'],
    [
      options.reply === true && state === 'ESTABLISHED',
      '--reply: of a later packet of a connection, the answer is not sent',
    ],
  ];
  const described = users ? { ...request.described, packet } : request.described;
  return {
    asked: {
      ...question,
      answers: kept,
      node,
      request: { ...request, described, state, moment: undefined },
      tracking: { ...tracking, state, status: undefined, mark: 0 },
    },
    left: [...dropped.flatMap(([given, words]) => (given ? [words] : [])), ...left, ...unreadWords(question)],
  };
}

function unreadWords({ bound }: AskedQuestion): readonly string[] {
  const { unreadLines: lines } = bound;
  if (lines.length === 0) return [];
  const which = lines.length === 1 ? 'line' : 'lines';
  return [
    `${which} ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ' …' : ''} of the dump: not readable`,
  ];
}

/** Says in one sentence what a program refused. */
async function askOrExplain<T>(
  dump: string,
  firewall: FirewallText,
  ipsets: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof ProgramFailure)) {
      throw new UsageError(`the kernel cannot be asked here: ${error.message}`);
    }
    throw new UsageError(refusalWords(error, dump, firewall, ipsets));
  }
}

function refusalWords(failure: ProgramFailure, dump: string, firewall: FirewallText, ipsets: string): string {
  const program = failure.words.find((word) => /^(?:ip6?tables-nft-restore|ipset|nft|ip)$/.test(word)) ?? '';
  const number = Number(/line:? (\d+)/.exec(failure.said)?.[1] ?? 0);
  const said = plainWords(failure.said);
  if (program.endsWith('-restore')) {
    const line = firewall.lines[number - 1] ?? 0;
    return `the kernel here does not take ${line === 0 ? dump : `line ${line} of ${dump}`}: ${said}`;
  }
  if (program === 'ipset') {
    const line = ipsets.split('\n')[number - 1];
    return `the kernel here does not take a set${line === undefined ? '' : ` (${line})`}: ${said}`;
  }
  return `the kernel cannot be asked here: ${program === '' ? failure.message : `${program}: ${said}`}`;
}

/** What a program said, on one line and without its own line numbers. */
function plainWords(said: string): string {
  return said
    .split('\n')
    .filter((line) => !/^(?:Try `|Error occurred at line|\s*$)/.test(line))
    .map((line) => line.replace(/^\S*tables\S* v[\d.]+ \(nf_tables\): */, '').replace(/^line \d+: /, ''))
    .filter((line) => line !== '')
    .join('; ');
}

/** The ttl of an answer of the node itself. */
function ownTtlOf({ paths }: Trace): number | undefined {
  for (const { reply } of paths)
    if (reply?.kind === 'answer' && reply.trace.packet.inInterface === '') return reply.trace.packet.ttl;
  return undefined;
}
