import {
  LineError,
  packetOption,
  unknownOption,
  type PacketOption,
  type SaidOption,
} from './packetLineOption.js';
import { packetOptionValue, type OptionScalar } from './packetOptionValue.js';

interface Token<T> {
  readonly value: T;
  readonly at: number;
  readonly length: number;
}

/**
 * Reads a line that is one JSON object: names of options to text, numbers, true, false or null. Read here rather than by JSON.parse,
 * which does not say where something is wrong, nor that a key is there twice.
 */
export function readPacketObject(line: string): readonly SaidOption[] {
  const said: SaidOption[] = [];
  const seen = new Set<string>();
  let at = skipBlanks(line, 1 + skipBlanks(line, 0));
  for (let first = true; first || line[at] !== '}'; first = false) {
    if (first && line[at] === '}') break;
    if (!first) at = skipBlanks(line, expect(line, at, ',', '"," or "}"'));
    const key = keyAt(line, at);
    const option = packetOption(`--${key.value}`);
    if (option === undefined) throw unknownOption(key.value, '', key);
    if (seen.has(key.value)) throw fault(key, `"${key.value}" is there twice`);
    seen.add(key.value);
    const colon = skipBlanks(line, key.at + key.length);
    const value = scalarAt(line, skipBlanks(line, expect(line, colon, ':', '":"')), key.value);
    said.push({ option, value: valueOf(option, value), at: value.at, length: value.length });
    at = skipBlanks(line, value.at + value.length);
  }
  const behind = skipBlanks(line, at + 1);
  if (behind < line.length) throw syntax(behind, 'something stands behind the object', 'one object a line');
  return said;
}

function valueOf(option: PacketOption, token: Token<OptionScalar>): string | true | null {
  const read = packetOptionValue(option, token.value);
  if ('wrong' in read) throw fault(token, read.wrong, read.expected);
  return read.value;
}

/** No JSON text holds a control character as it is; U+007F and beyond it does not call so. */
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const otherScalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

function keyAt(line: string, at: number): Token<string> {
  const raw = match(string, line, at);
  if (raw === undefined)
    throw syntax(at, 'a key should stand here', 'the name of an option in double quotes');
  return { value: JSON.parse(raw) as string, at, length: raw.length };
}

function scalarAt(line: string, at: number, key: string): Token<OptionScalar> {
  const raw = match(string, line, at) ?? match(otherScalar, line, at);
  if (raw !== undefined) return { value: JSON.parse(raw) as OptionScalar, at, length: raw.length };
  const nested = line[at] === '{' || line[at] === '[';
  throw syntax(
    at,
    nested ? `the value of "${key}" is an object or a list` : `the value of "${key}" is no JSON`,
    'text in double quotes, a number, true, false or null',
  );
}

function match(pattern: RegExp, line: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0];
}

/** The offset behind a character that has to stand at `at`. */
function expect(line: string, at: number, character: string, expected: string): number {
  if (line[at] !== character) throw syntax(at, 'this is not JSON', expected);
  return at + 1;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

function syntax(at: number, message: string, expected: string): LineError {
  return new LineError({ code: 'packet-syntax', message, at, length: 1, expected });
}

function fault({ at, length }: Token<unknown>, message: string, expected?: string): LineError {
  return new LineError({
    code: 'packet-value',
    message,
    at,
    length,
    ...(expected === undefined ? {} : { expected }),
  });
}
