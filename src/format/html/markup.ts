import { hiddenClass } from '../harmless.js';
import { escapeXml } from '../xml.js';

const finished = Symbol('markup');

/** A piece of a page. Only `markup` makes one, so that no text becomes markup by mistake. */
export interface Markup {
  readonly [finished]: string;
}

/** What may stand in a piece of a page: text and numbers, which are escaped; pieces, which are not; lists of them; nothing. */
export type Content = string | number | Markup | undefined | readonly Content[];

/**
 * A piece of a page, as a tag of a template: what is written in the program is markup (ASCII alone: it is the only
 * text of a bundle that cannot be escaped there), every value is text, in an element or in the
 * quotes of an attribute. Text of a dump was made harmless before; what a reader could not see is written out once more.
 */
export function markup(program: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = program[0] ?? '';
  for (const [index, value] of values.entries()) text += textOf(value) + (program[index + 1] ?? '');
  return { [finished]: text };
}

/** The markup as text. */
export function writeMarkup(piece: Markup): string {
  return piece[finished];
}

/** Pieces with a text between them. */
export function joinPieces(pieces: readonly Content[], between: string): readonly Content[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

const unseen = new RegExp(`[\\0-\\u{1f}\\u{7f}-\\u{9f}${hiddenClass}]`, 'gu');

function textOf(value: Content): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeXml(value.replace(unseen, written));
  if (finished in value) return value[finished];
  return value.map(textOf).join('');
}

function written(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
