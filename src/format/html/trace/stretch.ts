import type { Hook } from '../../../netfilter/hooks.js';
import { endWords, hopLabel, hopRuns, runKey, shortestAgain } from '../../trace/hopRows.js';
import type { HopRun } from '../../trace/hopRows.js';
import type { Section } from '../../trace/pathTree.js';
import { harmless } from '../../harmless.js';
import { heading } from '../heading.js';
import { joinPieces, markup, type Content, type Markup } from '../markup.js';
import { sectionAnchor } from './anchor.js';
import { againBlock, hopBlock } from './hopBlock.js';
import type { Listed } from './missFold.js';
import type { WayOptions } from './options.js';
import { stationOf, type Station } from './station.js';

/** What the stretches of one way have in common. `printed` and `listed` are added to. */
export interface WayPage {
  /** Before each id. */
  readonly prefix: string;
  /** Both backends are in the trace. */
  readonly mixed: boolean;
  /** Whole tables by what happened in them, with the stretch that showed them. */
  readonly printed: Map<string, Section>;
  readonly listed: Listed;
}

export interface Stretch {
  readonly stations: readonly Station[];
  readonly content: Markup;
  /** Chains that are open where it ends, the built-in one first; for what goes on from there. */
  readonly open: readonly string[];
}

/** What a section of the tree of paths went through, hook by hook. `open`: the chains that are open where it begins. */
export function stretch(
  section: Section,
  place: {
    readonly level: number;
    readonly branch: boolean;
    readonly id: string;
    readonly open: readonly string[];
  },
  page: WayPage,
  options: WayOptions,
): Stretch {
  const stations: Station[] = [];
  const hooks: { hook: Hook; continued: boolean; blocks: Markup[] }[] = [];
  const runs = hopRuns(section.items);
  for (const [index, run] of runs.entries()) {
    const first = index === 0;
    const continued = first && place.branch && run.hop.hook === section.after;
    const { hook } = run.hop;
    if (hooks.at(-1)?.hook !== hook) hooks.push({ hook, continued, blocks: [] });
    const station = stationOf(run, `${place.id}-h${index + 1}`, hopLabel(run.hop, page.mixed));
    stations.push(station);
    const level = place.level + 1;
    const again = shownBefore(run, section, page);
    const within = first ? withinWords(place.open) : undefined;
    hooks
      .at(-1)
      ?.blocks.push(
        again === undefined
          ? hopBlock(run, station, { level, told: place.branch && first, within }, page.listed, options)
          : againBlock(station, level, againWords(run, again, page)),
      );
  }
  const content = markup`${hooks.map(
    ({
      hook,
      continued,
      blocks,
    }) => markup`<section class="hook-block">${heading(place.level, [hook, continued ? ', continued' : ''])}
${blocks}</section>
`,
  )}`;
  return { stations, content, open: openChains(runs.at(-1), place.open, runs.length === 1) };
}

/** The stretch of another path that showed this whole table before, if one did. */
function shownBefore(run: HopRun, section: Section, { printed }: WayPage): Section | undefined {
  if (run.hop.kind !== 'table' || !run.whole || run.items.length < shortestAgain) return undefined;
  const key = runKey(run);
  const known = printed.get(key);
  if (known !== undefined && known.firstPath !== section.firstPath) return known;
  printed.set(key, section);
  return undefined;
}

function againWords(run: HopRun, as: Section, { prefix }: WayPage): Content {
  return markup`step by step as on <a href="#${sectionAnchor(as, prefix)}">path ${as.firstPath + 1}</a>${endWords(run)}`;
}

function withinWords(open: readonly string[]): Content {
  if (open.length === 0) return undefined;
  return markup`<p class="within"><span class="r-label">in</span> ${joinPieces(
    open.map((chain) => markup`<span class="at">${harmless(chain)}</span>`),
    ' › ',
  )}</p>`;
}

/** The chain at each depth behind the last step of a run. */
function openChains(run: HopRun | undefined, before: readonly string[], goesOn: boolean): readonly string[] {
  if (run?.hop.kind !== 'table') return [];
  const open = goesOn ? [...before] : [];
  for (const item of run.items) {
    if (item.kind !== 'step') continue;
    const { step } = item;
    if (step.kind === 'policy') return [];
    if (step.kind === 'return') {
      open.length = step.depth;
      continue;
    }
    open.length = step.depth;
    open.push(step.rule.chain);
    if (step.verdict === 'JUMP') open.push(step.to ?? '');
    else if (step.verdict === 'GOTO') open[step.depth] = step.to ?? '';
  }
  return open;
}
