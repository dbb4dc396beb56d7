import type { Family } from '../../../netfilter/hooks.js';
import type { Reach } from '../../../reach/reach.js';
import { asIs, type ShownNames } from '../../describe.js';
import { traceCommand, type RulesSource } from '../../lint/findingWords.js';
import { noneWords, unreadWords } from '../../reach/reachWords.js';
import { harmlessSentence } from '../../sentence.js';
import { commandLine } from '../command.js';
import { markup, type Content } from '../markup.js';
import { writePage } from '../page.js';
import { classOf, signOf } from '../role.js';
import { rowsMarkup, rowsNames } from '../rowsMarkup.js';

export interface ReachPageOptions {
  readonly family: Family;
  /** The target as people say it: `come to filter FORWARD rule 3`. Text of the dump in it is not yet made harmless. */
  readonly target: string;
  /** Its path, or `stdin`. */
  readonly dump: string;
  /** Missing of a dump. */
  readonly origin?: RulesSource['origin'];
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
  /** Of calitrace. */
  readonly version: string;
}

/** Which packets come somewhere as a page: a table of ranges for each hook, and a packet that shows it. */
export function formatReachPage(reach: Reach, options: ReachPageOptions): string {
  const { hooks, witness } = reach;
  const { family, dump, names, version } = options;
  const beside = names?.beside ?? asIs;
  const target = beside(harmlessSentence(options.target), true);
  const none = hooks.length === 0;
  const open = unreadWords(reach);
  const role = none ? (open === undefined ? 'ended' : 'unsure') : 'through';
  const head = none ? noneWords(reach) : 'packets';
  const words = `${head} ${target}`;
  const shown: Content =
    witness === undefined
      ? markup`<p>No single packet was confirmed by a trace: what other tables do may keep it away.</p>`
      : markup`<p>${beside(harmlessSentence(witness.end), true)}:</p>${commandLine(traceCommand(witness, { name: dump, origin: options.origin }))}`;
  return writePage({
    title: words,
    command: 'reach',
    about: harmlessSentence(dump),
    head: markup`<div class="verdict ${classOf(role)}"><h1>${signOf(role)}${head.replace(/^./, (first) => first.toUpperCase())} <span class="by">${target}</span></h1>${
      none ? undefined : markup`<p>as they come to this node or leave a socket of it</p>`
    }${open === undefined ? undefined : markup`<p>${open}</p>`}</div>`,
    body: none
      ? []
      : [
          ...hooks.map(
            ({
              hook,
              packets,
            }) => markup`<section><h2>${hook}</h2>${rowsMarkup(packets, family, `packets in ${hook}`)}</section>
`,
          ),
          markup`<section><h2>For example</h2>${shown}</section>
`,
          markup`${rowsNames(
            hooks.map(({ packets }) => packets),
            family,
            names,
          )}`,
        ],
    version,
  });
}
