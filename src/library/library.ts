import { lintFormats, runLint, type LintOptions } from '../cli/lintRun.js';
import { runParse } from '../cli/parseRun.js';
import { runTrace, traceFormats, type TraceOptions } from '../cli/traceRun.js';
import { UsageError } from '../cli/usageError.js';
import { encodeUtf8 } from '../document/utf8.js';
import { defaultMostPaths } from '../engine/tracePacket.js';
import type { JsonDump } from '../format/parse/json.js';
import type { JsonTrace } from '../format/trace/jsonTrace.js';
import {
  keysOf,
  type Content,
  type Family,
  type LintGiven,
  type LintText,
  type Packet,
  type TraceGiven,
  type TraceText,
} from './given.js';
import { InputError } from './inputError.js';
import type { JsonLint } from '../format/lint/jsonLint.js';
import { memoryIo, type MemoryIo } from './memoryIo.js';

export type { Content, Family, LintGiven, LintText, Packet, TraceGiven, TraceText } from './given.js';
export { InputError } from './inputError.js';
export type { JsonDump } from '../format/parse/json.js';
export type { JsonLint } from '../format/lint/jsonLint.js';
export type { JsonTrace } from '../format/trace/jsonTrace.js';

/**
 * What a dump says, and what is wrong with it: what `calitrace parse --format json` prints.
 * @throws InputError where it is no dump
 */
export async function parse(dump: Content): Promise<JsonDump> {
  const io = memoryIo(new Map([['dump', bytesOf(dump, 'the dump')]]));
  await run(io, [0], () => runParse(io, 'dump', { memo: true, format: 'json', color: 'never' }));
  return JSON.parse(io.written()) as JsonDump;
}

/**
 * What happens to a packet: what `calitrace trace --format json` prints. `dump`: output of iptables-save, or a snapshot.
 * @throws InputError where the dump, the packet or something beside them cannot be used
 */
export async function trace(dump: Content, packet: Packet, given: TraceGiven = {}): Promise<JsonTrace> {
  refuseOthers(given, keysOf.trace, 'a trace is given');
  return JSON.parse(await traced(dump, packet, given, 'json')) as JsonTrace;
}

/**
 * The same for people: text of 100 columns, a table, a page of HTML that needs nothing from elsewhere, or Markdown for a comment.
 * @throws InputError as `trace` does
 */
export async function formatTrace(dump: Content, packet: Packet, given: TraceText): Promise<string> {
  refuseOthers(given, keysOf.trace, 'a trace is given');
  return traced(dump, packet, given, given.format);
}

/**
 * What is wrong with the rules of a dump: what `calitrace lint --format json` prints.
 * @throws InputError where it is no dump
 */
export async function lint(dump: Content, given: LintGiven = {}): Promise<JsonLint> {
  refuseOthers(given, keysOf.lint, 'lint is given');
  return JSON.parse(await linted(dump, given, 'json')) as JsonLint;
}

/**
 * The same for people or for a program of theirs.
 * @throws InputError as `lint` does
 */
export async function formatLint(dump: Content, given: LintText): Promise<string> {
  refuseOthers(given, keysOf.lint, 'lint is given');
  return linted(dump, given, given.format);
}

async function traced(
  dump: Content,
  packet: Packet,
  given: TraceGiven,
  format: TraceOptions['format'],
): Promise<string> {
  refuseFormat(format, traceFormats);
  if (given.local !== undefined) refuseOtherThanList(given.local, 'local');
  const most = given.maxPaths ?? defaultMostPaths;
  if (!Number.isInteger(most) || most < 1)
    throw new InputError(`maxPaths: "${most}" is not a number from 1 on`);
  const { ipset, addrs, routes, rules, ipvs } = given;
  const files = new Map([['dump', bytesOf(dump, 'the dump')]]);
  const beside = Object.entries({ ipset, addrs, routes, rules, ipvs }).flatMap(([name, content]) => {
    if (content === undefined) return [];
    files.set(name, bytesOf(content, name));
    return [[name, name] as const];
  });
  const io = memoryIo(files);
  const options: TraceOptions = {
    ...optionsOf(packet),
    ...Object.fromEntries(beside),
    ...namesIn(given.names, files),
    ...familyOf(given.family),
    ...(given.local === undefined ? {} : { local: given.local }),
    ...(given.assume === undefined
      ? {}
      : { assume: Object.entries(given.assume).map(([subject, answer]) => `${subject}=${answer}`) }),
    ...(given.backend === undefined ? {} : { backend: given.backend }),
    ...(given.reply === true ? { reply: true } : {}),
    ...(given.verbose === true ? { verbose: true } : {}),
    maxPaths: most,
    memo: true,
    color: 'never',
    format,
  };
  await run(io, [0], () => runTrace(io, 'dump', options));
  return io.written();
}

/** Values as they are typed. */
function optionsOf(packet: Packet): Readonly<Record<string, string>> {
  refuseOthers(packet, keysOf.packet, 'a packet has');
  const all = Object.entries(packet) as readonly (readonly [string, string | number | undefined])[];
  return Object.fromEntries(
    all.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

/** What is misspelled would pass unseen: a caller in JavaScript has no types. */
function refuseOthers(given: unknown, known: ReadonlySet<string>, of: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new InputError(`what ${of} is an object, such as { ${[...known].slice(0, 2).join(', ')} }`);
  }
  const other = Object.keys(given).find((key) => !known.has(key));
  if (other !== undefined) throw new InputError(`"${other}" is nothing that ${of}`);
}

function refuseOtherThanList(given: unknown, key: string): void {
  if (!Array.isArray(given)) throw new InputError(`"${key}" is no list`);
}

function refuseFormat(format: string, known: readonly string[]): void {
  if (!known.includes(format)) throw new InputError(`format "${format}" is none of ${known.join(', ')}`);
}

async function linted(dump: Content, given: LintGiven, format: LintOptions['format']): Promise<string> {
  refuseFormat(format, lintFormats);
  const files = new Map([['dump', bytesOf(dump, 'the dump')]]);
  const io = memoryIo(files);
  const options: LintOptions = {
    ...namesIn(given.names, files),
    ...(given.family === 6 ? { ipv6: true } : {}),
    ...(given.backend === undefined ? {} : { backend: given.backend }),
    ...(given.verbose === true ? { verbose: true } : {}),
    rule: Object.entries(given.severities ?? {}).map(([name, severity]) => `${name}=${severity}`),
    config: false,
    baseline: false,
    memo: true,
    color: 'never',
    format,
  };
  await run(io, [0, 1], () => runLint(io, ['dump'], options));
  return io.written();
}

/** Runs what a command does. What it says is wrong with the input, beyond its exit codes, is thrown. */
async function run(io: MemoryIo, good: readonly number[], command: () => Promise<number>): Promise<void> {
  const status = await command().catch((error: unknown) => {
    if (error instanceof UsageError) throw new InputError(error.message);
    throw error;
  });
  if (!good.includes(status)) throw new InputError(io.errors().trim());
}

function namesIn(
  contents: readonly Content[] | undefined,
  files: Map<string, string>,
): { readonly names?: readonly string[] } {
  if (contents === undefined) return {};
  refuseOtherThanList(contents, 'names');
  const names = contents.map((content, index) => {
    const name = `names ${index + 1}`;
    files.set(name, bytesOf(content, name));
    return name;
  });
  return { names };
}

function familyOf(family: Family | undefined): { readonly ipv4?: true; readonly ipv6?: true } {
  if (family === undefined) return {};
  return family === 4 ? { ipv4: true } : { ipv6: true };
}

/** One character a byte, as texts of dumps are kept. A file that was not waited for would pass as an empty one. */
function bytesOf(content: Content, called: string): string {
  if (typeof content === 'string') return encodeUtf8(content);
  // Of another realm, too, where it is no instance of what is called Uint8Array here.
  const kind = Object.prototype.toString.call(content);
  if (kind !== '[object Uint8Array]') {
    const promised = kind === '[object Promise]' ? ', but a promise: await it' : '';
    throw new InputError(`${called} is neither text nor bytes${promised}`);
  }
  const pieces: string[] = [];
  for (let at = 0; at < content.length; at += pieceLength) {
    pieces.push(String.fromCharCode(...content.subarray(at, at + pieceLength)));
  }
  return pieces.join('');
}

/** So many arguments a call can take everywhere. */
const pieceLength = 8192;
