import { markup, type Content, type Markup } from './markup.js';

/** A text behind a fold, with what stands on the fold. */
export function fold(summary: Content, content: Content, kind: string, open = false): Markup {
  return markup`<details class="${kind}"${open ? markup` open=""` : markup``}><summary>${summary}</summary>${content}</details>`;
}
