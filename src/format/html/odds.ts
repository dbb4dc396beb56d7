import { writeChance } from '../chance.js';
import { markup, type Markup } from './markup.js';

const width = 60;

/** A chance (0 to 1) in words with a bar as long; `unknown` where nobody knows it. */
export function odds(chance: number | undefined, words = 'chance '): Markup {
  if (chance === undefined) return markup`<span class="odds r-dim">${words}unknown</span>`;
  const filled = Math.max(1, Math.round(chance * width));
  return markup`<span class="odds"><svg class="bar" viewBox="0 0 ${width} 8" width="${width}" height="8" aria-hidden="true"><rect class="bar-all" width="${width}" height="8" rx="2"/><rect class="bar-part" width="${filled}" height="8" rx="2"/></svg> ${words}${writeChance(chance)}</span>`;
}
