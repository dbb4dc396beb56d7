import type { Problem } from '../ast/problem.js';
import { readObservation } from '../observed/readObservation.js';
import { observedDirection, observedProblem } from './observedOptions.js';
import { LineError, type LineFault, type SaidOption } from './packetLineOption.js';
import { longestLine, type PacketText } from './packetLines.js';
import { readPacketObject } from './packetObject.js';
import { readPacketWords } from './packetWords.js';
import type { QuestionOptions } from './questionOptions.js';
import type { UsageError } from './usageError.js';

/** A packet of a file, as its line says it. */
export interface PacketLine<Options extends QuestionOptions> {
  readonly kind: 'packet';
  /** The options of the command line with those of the line over them. */
  readonly options: Options;
  /** What is wrong with the line, where its options cannot be used for this reason. */
  problemOf(error: UsageError): Problem;
}

/** What a line of a file of packets is, if it is none. `other`: it tells of something else, as a log or a capture does between packets. */
export type NoPacketLine =
  { readonly kind: 'problem'; readonly problem: Problem } | { readonly kind: 'other'; readonly what: string };

/**
 * Reads a line of a file of packets: a JSON object, options as on the command line, or what a LOG rule, tcpdump or conntrack printed of a packet.
 * Undefined where it says nothing.
 */
export function readPacketLine<Options extends QuestionOptions>(
  line: PacketText,
  defaults: Options,
): PacketLine<Options> | NoPacketLine | undefined {
  const bytes = line.text;
  if (/^[ \t]*(?:#|$)/.test(bytes) && !line.tooLong) return undefined;
  try {
    const seen = /^[ \t]*[-{"']/.test(bytes) || line.tooLong ? undefined : readSeen(line, defaults);
    if (seen !== undefined) return seen;
    const text = textOf(line);
    const said = /^[ \t]*\{/.test(text) ? readPacketObject(text) : readPacketWords(text);
    return {
      kind: 'packet',
      options: optionsWith(defaults, said),
      problemOf: (error) => {
        const own = said.findLast(({ option }) => option.long === error.option);
        const { at, length } = own ?? { at: text.search(/[^ \t]/), length: 1 };
        return problemAt(line, text, { code: 'packet-value', message: error.message, at, length });
      },
    };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { kind: 'problem', problem: problemAt(line, decode(bytes), error.fault) };
  }
}

function readSeen<Options extends QuestionOptions>(
  line: PacketText,
  defaults: Options,
): PacketLine<Options> | NoPacketLine | undefined {
  const read = readObservation(line.text, observedDirection(defaults));
  switch (read?.kind) {
    case undefined:
      return undefined;
    case 'other':
      return read;
    case 'fault':
      return { kind: 'problem', problem: observedProblem(read.fault, line) };
    case 'packet':
      return {
        kind: 'packet',
        options: { ...defaults, observed: read.observation },
        problemOf: ({ message }) => observedProblem({ message, at: 0, length: line.text.length }, line),
      };
  }
}

/** Options with what is said over them. */
export function optionsWith<Options extends object>(
  defaults: Options,
  said: readonly Pick<SaidOption, 'option' | 'value'>[],
): Options {
  // Keys are those of options alone, whatever a line says.
  const options = { ...defaults } as Record<string, unknown>;
  for (const { option, value } of said) {
    if (value === null) Reflect.deleteProperty(options, option.key);
    else options[option.key] = value;
  }
  return options as Options;
}

const utf8 =
  /(?:[\0-\u007f]|[\u00c2-\u00df][\u0080-\u00bf]|\u00e0[\u00a0-\u00bf][\u0080-\u00bf]|[\u00e1-\u00ec\u00ee\u00ef][\u0080-\u00bf]{2}|\u00ed[\u0080-\u009f][\u0080-\u00bf]|\u00f0[\u0090-\u00bf][\u0080-\u00bf]{2}|[\u00f1-\u00f3][\u0080-\u00bf]{3}|\u00f4[\u0080-\u008f][\u0080-\u00bf]{2})*/y;

/** The line as text; a LineError where that is none. */
function textOf({ text, tooLong }: PacketText): string {
  if (tooLong) {
    throw new LineError({
      code: 'packet-syntax',
      message: `this line is longer than ${longestLine} bytes: it describes no packet`,
      at: 0,
      length: 1,
      expected: 'one packet a line',
    });
  }
  utf8.lastIndex = 0;
  const valid = utf8.exec(text)?.[0].length ?? 0;
  if (valid === text.length) return decode(text);
  throw new LineError({
    code: 'packet-syntax',
    message: 'this is not UTF-8',
    at: decode(text.slice(0, valid)).length,
    length: 1,
  });
}

function decode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Offsets of a fault count characters, those of a problem bytes. */
function problemAt({ line, text: bytes }: PacketText, text: string, fault: LineFault): Problem {
  const { at, length, code, message, expected, hint } = fault;
  const before = encode(text.slice(0, at)).length;
  return {
    severity: 'error',
    code,
    message: encode(message),
    line,
    column: before + 1,
    length: Math.max(1, encode(text.slice(at, at + length)).length),
    excerpt: bytes,
    ...(expected === undefined ? {} : { expected: encode(expected) }),
    ...(hint === undefined ? {} : { hint: encode(hint) }),
  };
}
