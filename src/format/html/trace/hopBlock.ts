import { joinWords, markWords } from '../../trace/stepWords.js';
import { questionRows } from '../../trace/stepRows.js';
import type { HopRun } from '../../trace/hopRows.js';
import { changePhrases } from '../../trace/changes.js';
import { asIs } from '../../describe.js';
import { harmlessSentence } from '../../sentence.js';
import { heading } from '../heading.js';
import { markup, type Content, type Markup } from '../markup.js';
import { classOf, signOf } from '../role.js';
import type { Listed } from './missFold.js';
import type { WayOptions } from './options.js';
import type { Station } from './station.js';
import { bitsOf, questionLines } from './stepMarkup.js';
import { stepTree } from './stepTree.js';

/** A table with its steps, or a decision of the kernel: its heading with what came of it, then what happened. */
export function hopBlock(
  run: HopRun,
  station: Station,
  place: { readonly level: number; readonly told: boolean; readonly within: Content },
  listed: Listed,
  options: WayOptions,
): Markup {
  const content =
    run.hop.kind !== 'table'
      ? decision(run, place.told, options)
      : isPolicyAlone(run)
        ? undefined
        : stepTree(run, place.told, listed, options);
  return block(station, place.level, [place.within, content]);
}

/** A table whose chain has no rules: the heading has told the policy. */
function isPolicyAlone({ items }: HopRun): boolean {
  const [only] = items;
  if (only?.kind !== 'step' || items.length > 1 || only.step.kind !== 'policy') return false;
  return (only.step.looked ?? only.step.misses).length === 0 && only.step.runs === undefined;
}

/** A table through which an earlier path went in the very same way. */
export function againBlock(station: Station, level: number, words: Content): Markup {
  return block(station, level, markup`<p class="again">${words}</p>`);
}

function block({ id, label, words, role }: Station, level: number, content: Content): Markup {
  const came =
    words === '' ? '' : markup` <span class="came ${classOf(role)}">${signOf(role)}${words}</span>`;
  return markup`<section class="hop" id="${id}" aria-labelledby="${id}-name">${heading(level, [label, came], `${id}-name`)}
${content}</section>
`;
}

/** Conntrack, routing, IPVS: what happened, what it rewrote, what it assumed. */
function decision({ items }: HopRun, told: boolean, options: WayOptions): Content {
  const beside = options.describe.beside ?? asIs;
  return items.map((item) => {
    if (item.kind !== 'hop') return undefined;
    const { hop, before } = item;
    const phrases = changePhrases(hop.changes, before);
    const changes = phrases.map(
      (phrase) =>
        markup`<li class="r-change">${beside(joinWords([phrase.text, markWords(phrase, options)]), false)}</li>`,
    );
    const bits = bitsOf(hop.changes, options);
    return [
      markup`<p>${beside(harmlessSentence(hop.text), false)}</p>`,
      changes.length === 0 ? undefined : markup`<ul class="changes">${changes}</ul>`,
      bits.length === 0 ? undefined : markup`<dl class="more">${bits}</dl>`,
      told ? undefined : questionLines(questionRows(hop.assumptions ?? [], 0)),
    ];
  });
}
