import type { Role } from '../colour.js';
import type { Segment } from '../layout.js';
import { markup, type Markup } from './markup.js';

/** A piece of text by what it is for; what that looks like stands in the style sheet. */
export function painted({ role, text }: Segment): Markup {
  return role === 'plain' ? markup`${text}` : markup`<span class="${classOf(role)}">${text}</span>`;
}

/** The class of a role in the style sheet. */
export function classOf(role: Role): string {
  return `r-${role}`;
}

/** The sign of a role, so that it is not told by colour alone: a reader's voice passes over it, as the word says the same. */
export function signOf(role: Role): Markup {
  const sign = role === 'through' ? '✓' : role === 'ended' ? '✕' : role === 'unsure' ? '?' : '';
  return sign === '' ? markup`` : markup`<span class="sign" aria-hidden="true">${sign}</span> `;
}
