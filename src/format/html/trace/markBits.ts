import { writeMark } from '../../../netfilter/marks.js';
import { harmlessSentence } from '../../sentence.js';
import { markup, type Content, type Markup } from '../markup.js';
import type { MarkName, WayOptions } from './options.js';

/** A mark before and after: all 32 bits, those that changed marked, and what the bits mean that are set in either. */
export function markBits(
  name: 'mark' | 'connectionMark',
  { from, to }: { readonly from: number; readonly to: number },
  options: WayOptions,
): Markup {
  const words = name === 'mark' ? 'mark' : 'connmark';
  const rows = bitRows(from, to, options);
  return markup`<div class="bits"><table><caption>${`${words} ${writeMark(from)} → ${writeMark(to)}`}, bit by bit</caption>
<thead><tr><th scope="col">bits</th><th scope="col">name</th><th scope="col">${'before → after'}</th></tr></thead>
<tbody>${rows}</tbody></table>
<p class="binary"><span class="r-label">before</span> <code>${binary(from, from ^ to)}</code></p>
<p class="binary"><span class="r-label">after</span> <code>${binary(to, from ^ to)}</code></p></div>`;
}

function bitRows(from: number, to: number, { ruleset, describeMark }: WayOptions): readonly Markup[] {
  const used = (from | to) >>> 0;
  const names = describeMark(ruleset, used);
  const isNamed = (mask: number): boolean => names.some((name) => (name.mask & mask) !== 0);
  const fields = [...new Set(names.map(({ mask }) => mask))];
  const bare = Array.from({ length: 32 }, (_, bit) => (1 << bit) >>> 0).filter(
    (mask) => (mask & used) !== 0 && !isNamed(mask),
  );
  return [...fields, ...bare]
    .sort((one, other) => other - one)
    .map((mask) =>
      bitRow(
        mask,
        from,
        to,
        names.filter((name) => name.mask === mask),
      ),
    );
}

function bitRow(mask: number, from: number, to: number, names: readonly MarkName[]): Markup {
  const before = (from & mask) >>> 0;
  const after = (to & mask) >>> 0;
  const single = (mask & (mask - 1)) === 0;
  const show = (value: number): string => (single ? (value === 0 ? '0' : '1') : writeMark(value));
  const said = names.filter(({ value }) => value === undefined || value === before || value === after);
  const shown = said.length > 0 ? said : names;
  const value =
    before === after ? show(after) : markup`<b class="r-change">${`${show(before)} → ${show(after)}`}</b>`;
  return markup`<tr><th scope="row"><code>${writeMark(mask)}</code></th><td>${nameCell(shown)}</td><td class="value">${value}</td></tr>`;
}

function nameCell(names: readonly MarkName[]): Content {
  if (names.length === 0) return markup`<span class="r-dim">no known name</span>`;
  return names.map(
    ({ name, owner, meaning }, index) =>
      markup`${index === 0 ? '' : markup`<br/>`}<b>${harmlessSentence(name)}</b> <span class="r-dim">${harmlessSentence(owner)}: ${harmlessSentence(meaning)}</span>`,
  );
}

/** Eight groups of four bits; runs of those that changed are marked. */
function binary(value: number, changed: number): Content {
  const parts: Content[] = [];
  for (let bit = 31; bit >= 0; bit--) {
    const digit = (value >>> bit) & 1;
    parts.push((changed >>> bit) & 1 ? markup`<mark>${digit}</mark>` : digit);
    if (bit % 4 === 0 && bit > 0) parts.push(' ');
  }
  return parts;
}
