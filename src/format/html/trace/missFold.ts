import type { PassingStep } from '../../../trace/trace.js';
import { fold } from '../fold.js';
import { markup, type Content } from '../markup.js';
import type { WayOptions } from './options.js';
import { missLine } from './stepMarkup.js';

/** So many rules are listed before one step, and on a page; with `-v` more. */
const limits = {
  quiet: { step: 0, page: 0 },
  normal: { step: 12, page: 600 },
  verbose: { step: 500, page: 6000 },
} as const;

/** How many rules a page has listed that did not match. Added to. */
export interface Listed {
  misses: number;
}

/** The rules that a step passed over, folded: how many, and the first of them each with what failed. Those with a question stand elsewhere. */
export function missFold(step: PassingStep, listed: Listed, options: WayOptions): Content {
  const looked = step.looked ?? step.misses;
  const count = (step.runs ?? []).reduce((sum, run) => sum + run.count, looked.length);
  const asked = looked.filter(({ assumptions }) => assumptions.length > 0).length;
  const plain = count - asked;
  if (plain === 0) return undefined;
  const limit = limits[options.detail];
  const most = Math.min(limit.step, limit.page - listed.misses);
  const all = count <= most || options.detail === 'verbose' ? step.misses : looked;
  const shown = all.filter(({ assumptions }) => assumptions.length === 0).slice(0, Math.max(0, most));
  listed.misses += shown.length;
  const left = plain - shown.length;
  const words = `${plain} ${plain === 1 ? 'rule' : 'rules'} passed over, no match`;
  if (shown.length === 0) return markup`<p class="passed">${words}</p>`;
  const more = left > 0 ? markup`<li class="left">and ${left} more, not listed here</li>` : undefined;
  return fold(
    words,
    markup`<ol class="misses">${shown.map((miss) => markup`<li>${missLine(miss, false, options)}</li>`)}${more}</ol>`,
    'passed',
  );
}
