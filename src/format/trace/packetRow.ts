import type { Problem } from '../../ast/problem.js';
import type { Path, Trace } from '../../trace/trace.js';
import { asIs, type Beside } from '../describe.js';
import type { Colour } from '../colour.js';
import { formatPacket } from '../packetLine.js';
import { harmlessSentence } from '../sentence.js';
import { dispositionRole, dispositionWord, verdictWords } from './verdict.js';

/**
 * A trace in one line, for those who trace many packets: the line of the packet in its file, the packet, how it ends and what decided.
 * `beside` puts names of the cluster beside what a text mentions. With a final newline.
 */
export function formatPacketRow(
  trace: Trace,
  packetLine: number,
  colour: Colour,
  beside: Beside = asIs,
): string {
  const parts = [
    beside(formatPacket(trace.packet), false),
    `${beside(endWords(trace, colour), true)}${answerWords(trace.paths, colour)}`,
  ];
  const { logged } = trace.sighting ?? {};
  if (logged !== undefined && logged.rules.length > 0 && logged.visit?.differences.length !== 0) {
    parts.push(colour('unsure', 'not as logged'));
  }
  if (!trace.complete) parts.push(colour('ended', 'INCOMPLETE'));
  return `${colour('dim', `${packetLine}:`)} ${parts.join('  ')}\n`;
}

/** The same of a line that describes no packet. */
export function formatPacketFault(problem: Problem, packetLine: number, colour: Colour): string {
  return `${colour('dim', `${packetLine}:`)} ${colour('ended', 'ERROR')}  ${harmlessSentence(problem.message)}\n`;
}

function endWords({ paths }: Trace, colour: Colour): string {
  const [first] = paths;
  if (first === undefined) return 'no path';
  const verdicts = verdictsOf(paths);
  if (verdicts.length === 1) {
    const many = paths.length === 1 ? '' : ` (${paths.length} paths)`;
    return `${label(first, colour)}  ${verdictWords(first)}${many}`;
  }
  const kinds = new Map(paths.map((path) => [path.disposition.kind, path]));
  if (kinds.size === 1) {
    const deciders = verdicts.length > mostDeciders ? '' : `, ${verdicts.join(' or ')}`;
    return `${label(first, colour)}  on all ${paths.length} paths${deciders}`;
  }
  const counted = [...kinds].map(([kind, path]) => {
    const alike = paths.filter(({ disposition }) => disposition.kind === kind);
    const deciders = verdictsOf(alike);
    const told = dispositionRole(kind) !== 'through' && deciders.length <= mostDeciders;
    return `${label(path, colour)} on ${alike.length}${told ? ` (${deciders.join(' or ')})` : ''}`;
  });
  return `${colour('unsure', 'DIFFERS')}  ${counted.join(', ')} of ${paths.length} paths`;
}

/** A line names so many deciders; of more it says that there are several ways alone. */
const mostDeciders = 2;

function verdictsOf(paths: readonly Path[]): readonly string[] {
  return [...new Set(paths.map(verdictWords))];
}

function label(path: Path, colour: Colour): string {
  const { kind } = path.disposition;
  return colour(dispositionRole(kind), dispositionWord(kind));
}

/** With `--reply`: how the answers of all paths end. */
function answerWords(paths: readonly Path[], colour: Colour): string {
  const ends = new Set(
    paths.flatMap(({ reply }) => {
      if (reply === undefined) return [];
      return reply.kind === 'none' ? ['none'] : reply.trace.paths.map((path) => label(path, colour));
    }),
  );
  return ends.size === 0 ? '' : `  answer: ${[...ends].join(' or ')}`;
}
