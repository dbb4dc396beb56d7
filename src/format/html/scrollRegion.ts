import { markup, type Content, type Markup } from './markup.js';

/** What may be wider than a page: it scrolls on its own, by the keyboard as well. `name`: what a reader's voice calls it. */
export function scrollRegion(name: string, content: Content): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${name}">${content}</div>`;
}
