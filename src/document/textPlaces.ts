import type { Place } from './document.js';
import { encodeUtf8 } from './utf8.js';

/** Tells where in a text something stands. Offsets are 0-based, in characters. */
export interface TextPlaces {
  /** From one offset up to another. */
  between(from: number, to: number): Place;
  /** Of the word that begins at an offset: a key, or a value up to the end of its line. */
  ofWord(at: number): Place;
}

/**
 * The ends of lines are looked for once, since a long text may be asked for as many places as it has lines; and a line is written once in a row of
 * places, since a program may write all of its text in one.
 */
export function textPlaces(text: string): TextPlaces {
  let ends: readonly number[] | undefined;
  let last: WrittenLine | undefined;
  const between = (from: number, to: number): Place => {
    ends ??= endsOf(text);
    const before = countBelow(ends, from);
    const start = before === 0 ? 0 : (ends[before - 1] ?? 0) + 1;
    const broken = ends[before] ?? text.length;
    const end = broken > start && text[broken - 1] === '\r' ? broken - 1 : broken;
    const marked = encodeUtf8(text.slice(from, Math.min(to, end)));
    last = last?.start === start ? last : writtenLine(text, start, end);
    return {
      line: before + 1,
      column: last.bytesBefore(Math.min(from, end)) + 1,
      length: Math.max(marked.length, 1),
      excerpt: last.excerpt,
    };
  };
  return {
    between,
    ofWord: (at) => {
      const word = /^(?:"(?:[^"\\\n]|\\.)*"|[^\s:,[\]{}]+)/.exec(text.slice(at, at + 200))?.[0] ?? ' ';
      return between(at, at + word.length);
    },
  };
}

/** A line in bytes. */
interface WrittenLine {
  /** Offset in characters. */
  readonly start: number;
  readonly excerpt: string;
  /** How many bytes of it stand before an offset of the text. */
  bytesBefore(offset: number): number;
}

function writtenLine(text: string, start: number, end: number): WrittenLine {
  let [known, bytes] = [start, 0];
  return {
    start,
    excerpt: encodeUtf8(text.slice(start, end)),
    bytesBefore(offset) {
      // Most ask for one place behind the other.
      if (offset < known) [known, bytes] = [start, 0];
      bytes += encodeUtf8(text.slice(known, offset)).length;
      known = offset;
      return bytes;
    },
  };
}

function endsOf(text: string): readonly number[] {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  return ends;
}

/** How many of these ascending numbers are below another. */
function countBelow(numbers: readonly number[], bound: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
