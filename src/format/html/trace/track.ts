import type { Hook } from '../../../netfilter/hooks.js';
import type { Path } from '../../../trace/trace.js';
import { dispositionRole, dispositionWord } from '../../trace/verdict.js';
import { markup, type Content, type Markup } from '../markup.js';
import { classOf, signOf } from '../role.js';
import type { Station } from './station.js';

/** Where a stretch leads: the end of a path, or so many ways. */
export type TrackEnd =
  { readonly kind: 'end'; readonly path: Path } | { readonly kind: 'fork'; readonly ways: number };

/** Hooks as stations on a line, each with its tables; every station leads to what happened there. */
export function track(name: string, stations: readonly Station[], end: TrackEnd): Markup {
  const hooks: { hook: Hook; stations: Station[] }[] = [];
  for (const station of stations) {
    const last = hooks.at(-1);
    if (last?.hook === station.hop.hook) last.stations.push(station);
    else hooks.push({ hook: station.hop.hook, stations: [station] });
  }
  const missed = notReached(hooks.at(-1)?.hook, end);
  return markup`<nav class="track" aria-label="${name}"><ol>
${hooks.map(
  ({
    hook,
    stations: own,
  }) => markup`<li class="hook"><span class="hook-name">${hook}</span><ol>${own.map(stationItem)}</ol></li>
`,
)}${endItem(end)}${missed}</ol></nav>`;
}

function stationItem({ id, label, words, role }: Station): Markup {
  return markup`<li class="station ${classOf(role)}"><a href="#${id}"><span class="label">${label}</span> <span class="words">${signOf(role)}${words}</span></a></li>`;
}

function endItem(end: TrackEnd): Content {
  if (end.kind === 'fork') {
    return markup`<li class="end r-unsure"><svg class="fork-sign" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M6 12V7L2 1M6 7L10 1"/></svg> ${end.ways} ways from here</li>
`;
  }
  const { kind } = end.path.disposition;
  const role = dispositionRole(kind);
  return markup`<li class="end ${classOf(role)}">${signOf(role)}${dispositionWord(kind)}</li>
`;
}

/** Hooks that a packet would have come to for certain, had it not ended. */
function notReached(hook: Hook | undefined, end: TrackEnd): Content {
  if (end.kind === 'fork' || dispositionRole(end.path.disposition.kind) === 'through') return undefined;
  if (hook !== 'FORWARD' && hook !== 'OUTPUT') return undefined;
  return markup`<li class="hook missed"><span class="hook-name">POSTROUTING</span> <span class="words">not reached</span></li>
`;
}
