import { markup, type Content, type Markup } from './markup.js';

const deepest = 6;

/** A heading; below the sixth level there is none in HTML, so those stay there. */
export function heading(level: number, content: Content, id?: string): Markup {
  const at = Math.min(level, deepest);
  return id === undefined
    ? markup`<h${at}>${content}</h${at}>`
    : markup`<h${at} id="${id}">${content}</h${at}>`;
}
