import { blank } from '../../grammar/characters.js';
import type { Shape } from './rememberedLine.js';

/** A place between two words of a rule: what may come. */
export interface Place {
  /** Words that have to be as they are: options, `!`, and names. No two begin with the same word. */
  readonly fixed: Edge[];
  /** Where a value leads. */
  value: Place | undefined;
  /** The shape of a line that ends here. */
  shape: Shape | undefined;
}

/** Words that always stand together, so far. */
export interface Edge {
  words: readonly string[];
  /** As they are written, with one blank between them, and the code of the first character. */
  text: string;
  readonly first: number;
  to: Place;
}

/** A word as it is written, and whether it has to be the same in all lines of a shape. */
export interface Piece {
  readonly raw: string;
  readonly isFixed: boolean;
}

export function newPlace(): Place {
  return { fixed: [], value: undefined, shape: undefined };
}

/** The words that stand at `at`, whose first character's code is `first`, if they may come here. */
export function edgeAt({ fixed }: Place, text: string, at: number, first: number): Edge | undefined {
  for (let index = 0; index < fixed.length; index += 1) {
    const edge = fixed[index];
    if (edge?.first !== first || !text.startsWith(edge.text, at)) continue;
    const end = at + edge.text.length;
    if (end === text.length || text.charCodeAt(end) <= blank) return edge;
  }
  return undefined;
}

/** The place behind these words, made where it is new. */
export function follow(start: Place, pieces: readonly Piece[]): Place {
  let place = start;
  for (let from = 0; from < pieces.length;) {
    const next = pieces.findIndex(({ isFixed }, index) => index >= from && !isFixed);
    const end = next < 0 ? pieces.length : next;
    place = followWords(
      place,
      pieces.slice(from, end).map(({ raw }) => raw),
    );
    if (next >= 0) place = place.value ??= newPlace();
    from = end + 1;
  }
  return place;
}

function followWords(start: Place, words: readonly string[]): Place {
  let place = start;
  let rest = words;
  while (rest.length > 0) {
    const [word = ''] = rest;
    let edge = place.fixed.find((known) => known.words[0] === word);
    if (edge === undefined) {
      edge = { words: rest, text: rest.join(' '), first: word.charCodeAt(0), to: newPlace() };
      place.fixed.push(edge);
    }
    const { words: known } = edge;
    const unlike = known.findIndex((each, index) => each !== rest[index]);
    if (unlike > 0) splitEdge(edge, unlike);
    rest = rest.slice(edge.words.length);
    place = edge.to;
  }
  return place;
}

/** Puts a place behind the first `count` words of an edge. */
function splitEdge(edge: Edge, count: number): void {
  const rest = edge.words.slice(count);
  const [word = ''] = rest;
  const behind: Edge = { words: rest, text: rest.join(' '), first: word.charCodeAt(0), to: edge.to };
  edge.words = edge.words.slice(0, count);
  edge.text = edge.words.join(' ');
  edge.to = newPlace();
  edge.to.fixed.push(behind);
}
