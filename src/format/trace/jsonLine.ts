import type { Problem } from '../../ast/problem.js';
import type { Hop, Path, Step, Trace } from '../../trace/trace.js';
import { writeJsonPart } from '../jsonText.js';
import {
  hopToJson,
  noReplyToJson,
  pathBegin,
  stepToJson,
  traceBegin,
  traceEnd,
  walkBegin,
  walkEnd,
  type JsonOptions,
} from './json.js';

/** Writes a trace as `traceToJson` has it in one line, behind all else `packetLine`: which line of a file describes the packet. */
export type WriteTraceLine = (trace: Trace, problems: readonly Problem[], packetLine: number) => string;

/** Texts of what was written before. */
interface Written {
  get(key: object): string | undefined;
  set(key: object, text: string): unknown;
}

/**
 * A writer of many traces through one dump. It puts their text together from parts, and makes once what comes again: hops that are like those of a
 * packet before, and what paths of one trace have in common.
 */
export function traceLineWriter(options: JsonOptions): WriteTraceLine {
  const likeBefore = new WeakMap<object, string>();
  return (trace, problems, packetLine) => {
    const shared = new Map<object, string>();
    const stepText = (step: Step): string =>
      once(shared, step, () => writeJsonPart(stepToJson(step, options)));
    const hopText = (hop: Hop): string => {
      const whole = (): string => writeJsonPart(hopToJson(hop, options));
      if (hop.kind !== 'table') return once(shared, hop, whole);
      if (hop.like !== undefined && !options.verbose) return once(likeBefore, hop.like, whole);
      const { hook, table, backend, packet, steps } = hop;
      const begin = hopToJson({ kind: 'table', hook, table, backend, packet, steps: [] }, options);
      // It ends with the empty list.
      return `${writeJsonPart(begin).slice(0, -2)}${inRow(steps.map(stepText))}]}`;
    };
    const pathText = (path: Path): string => {
      const reply = path.reply === undefined ? '' : `"reply":{${replyMembers(path.reply)}}`;
      return `{${inRow([membersOf(pathBegin(path)), list('hops', path.hops.map(hopText)), reply])}}`;
    };
    const replyMembers = (reply: NonNullable<Path['reply']>): string =>
      reply.kind === 'answer' ? walkMembers(reply.trace) : membersOf(noReplyToJson(reply));
    const walkMembers = (walk: Trace): string =>
      inRow([membersOf(walkBegin(walk)), list('paths', walk.paths.map(pathText)), membersOf(walkEnd(walk))]);
    const told = membersOf({ ...traceEnd(problems, options), packetLine });
    return `{${inRow([membersOf(traceBegin), walkMembers(trace), told])}}\n`;
  };
}

function once(written: Written, key: object, write: () => string): string {
  const known = written.get(key);
  if (known !== undefined) return known;
  const text = write();
  written.set(key, text);
  return text;
}

/** An object's text without its braces. */
function membersOf(part: object): string {
  return writeJsonPart(part).slice(1, -1);
}

function list(key: string, texts: readonly string[]): string {
  return `"${key}":[${inRow(texts)}]`;
}

/** With commas between. A long line is put together at each of its levels: `+` copies its text once, at the end, `join` each time. */
function inRow(texts: readonly string[]): string {
  let row = '';
  for (const text of texts) {
    if (text !== '') row += row === '' ? text : `,${text}`;
  }
  return row;
}
