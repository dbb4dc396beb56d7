import type { Diff, Difference, Undecided } from '../../../diff/difference.js';
import type { Ending } from '../../../diff/side.js';
import { asIs, type ShownNames } from '../../describe.js';
import {
  assumedWords,
  changeWords,
  doneWords,
  openSides,
  openWords,
  sameWords,
  sumWords,
  type Compared,
} from '../../diff/changeWords.js';
import { endingWords } from '../../diff/endingWords.js';
import { harmless } from '../../harmless.js';
import { traceCommand, type RulesSource } from '../../lint/findingWords.js';
import { harmlessSentence } from '../../sentence.js';
import { dispositionRole } from '../../trace/verdict.js';
import { clip } from '../../wrap.js';
import { commandLine } from '../command.js';
import { joinPieces, markup, type Content, type Markup } from '../markup.js';
import { writePage } from '../page.js';
import { classOf, signOf } from '../role.js';
import { rowsMarkup, rowsNames } from '../rowsMarkup.js';

export interface DiffPageOptions extends Compared {
  /** Paths of both dumps, or `stdin`. */
  readonly before: string;
  readonly after: string;
  readonly origins?: { readonly before: RulesSource['origin']; readonly after: RulesSource['origin'] };
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
  /** Of calitrace. */
  readonly version: string;
}

/** A rule of kilobytes is cut here; it stands in the dump. */
const longestRule = 2000;

/** Which packets are treated differently as a page: from what to what, by which rules, the packets as ranges, one that shows it. */
export function formatDiffPage(found: Diff, options: DiffPageOptions): string {
  const { differences, undecided, assumed } = found;
  const { before, after, families, names, version } = options;
  const isSame = differences.length + undecided.length === 0;
  const words = sumWords(found);
  const sign = isSame ? signOf('through') : markup`<span class="sign" aria-hidden="true">${'≠'}</span> `;
  const role = isSame ? 'through' : 'change';
  const said = isSame
    ? markup`<p>${capitalised(sameWords(options))}.</p>`
    : markup`<ol class="contents">${differences.map((one, index) => contentsItem(one, index, options))}${undecided.map((one, index) => markup`<li><a href="#open${index + 1}">${openWords(one, options)}</a></li>`)}</ol>`;
  const taken = assumed.map(
    (one) => markup`<p><span class="r-label">assumed</span> ${assumedWords(one)}</p>`,
  );
  const dumps = `${harmlessSentence(before)} → ${harmlessSentence(after)}`;
  return writePage({
    title: `${words}: ${dumps}`,
    command: 'diff',
    about: dumps,
    head: markup`<div class="verdict ${classOf(role)}"><h1>${sign}${words}</h1>${said}${taken}</div>`,
    body: [
      ...differences.map((one, index) => differencePart(one, index, options)),
      ...undecided.map((one, index) => openPart(one, index, options)),
      ...families.map(
        (family) =>
          markup`${rowsNames(
            [...differences, ...undecided].flatMap((each) =>
              each.family === family && each.packets !== undefined ? [each.packets] : [],
            ),
            family,
            names,
          )}`,
      ),
    ],
    version,
  });
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function contentsItem(difference: Difference, index: number, options: DiffPageOptions): Markup {
  const beside = options.names?.beside ?? asIs;
  const by = (ending: Ending): Content =>
    ending.by === undefined ? undefined : beside(endingWords(ending), true);
  const details = [by(difference.before), by(difference.after)].filter((words) => words !== undefined);
  return markup`<li><a href="#difference${index + 1}">${changeWords(difference, options)}</a>${details.length === 0 ? undefined : [': ', joinPieces(details, ` → `)]}</li>`;
}

function differencePart(difference: Difference, index: number, options: DiffPageOptions): Markup {
  const { kind, before, after, packets, witness } = difference;
  const isAnswer = kind === 'answer';
  const id = `difference${index + 1}`;
  return markup`<section class="difference" id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${changeWords(difference, options)}</h2>
<div class="sides">${side('before', before, isAnswer, options)}${side('after', after, isAnswer, options)}</div>${sidesMarkup(doneWords(difference), options)}
<h3>These packets</h3>
${rowsMarkup(packets, difference.family, `packets that are ${changeWords(difference, options)}`)}
${
  witness === undefined
    ? undefined
    : markup`<h3>For example</h3>${commandLine(traceCommand(witness, { name: options.before, origin: options.origins?.before }))}${commandLine(traceCommand(witness, { name: options.after, origin: options.origins?.after }))}`
}</section>
`;
}

function openPart(open: Undecided, index: number, options: DiffPageOptions): Markup {
  const id = `open${index + 1}`;
  const words = openWords(open, options);
  return markup`<section class="difference" id="${id}" aria-labelledby="${id}-name"><h2 id="${id}-name">${words}</h2>
${sidesMarkup(openSides(open), options)}${
    open.packets === undefined
      ? undefined
      : markup`<h3>These packets</h3>
${rowsMarkup(open.packets, open.family, words)}`
  }</section>
`;
}

function sidesMarkup(
  sides: readonly (readonly [side: string, words: string])[],
  { names }: DiffPageOptions,
): Content {
  const beside = names?.beside ?? asIs;
  return sides.map(
    ([name, words]) => markup`<p><span class="r-label">${name}</span> ${beside(words, true)}</p>`,
  );
}

function side(name: string, ending: Ending, isAnswer: boolean, { names }: DiffPageOptions): Markup {
  const role = dispositionRole(ending.kind);
  const words = (names?.beside ?? asIs)(endingWords(ending, isAnswer), true);
  return markup`<div class="side ${classOf(role)}"><p class="r-label">${name}</p><p>${signOf(role)}<b>${words}</b></p>${ruleOf(ending)}</div>`;
}

function ruleOf({ by }: Ending): Content {
  if (by === undefined || !('text' in by)) return undefined;
  return markup`<p><code class="decider">${clip(harmless(by.text), longestRule)}</code></p>`;
}
