import { andAddress, familyOf, maskOfLength, sameAddress, writeAddress } from '../address/address.js';
import { writeMark } from '../netfilter/marks.js';
import type { Packet } from '../packet/packet.js';
import { pathEndsAs, type EndWord } from '../trace/endsAs.js';
import type { Decider, Path, Trace } from '../trace/trace.js';
import type { DeciderPattern, EndpointPattern, Expectation, Odds, PlacePattern } from './expectation.js';

/** What may be not as expected, as the file of flows calls it; `paths`: not all were followed. */
export type FailedPart =
  | 'end'
  | 'possible'
  | 'odds'
  | 'nat destination'
  | 'nat source'
  | 'by'
  | 'passes'
  | 'avoids'
  | 'mark'
  | 'out'
  | 'paths';

/** One thing that is not as expected. Text of the dump in it is not yet made harmless. */
export interface Failure {
  readonly what: FailedPart;
  readonly expected: string;
  readonly seen: string;
  /** Questions on whose answers it depends: none, where it is so whatever they are. */
  readonly undecided: readonly Undecided[];
}

export interface Undecided {
  readonly asks: string;
  /** The options that answer it. */
  readonly settle: string;
}

/** How far a chance may be off what was expected. */
const tolerance = 0.005;

/** What in a finished trace is not as expected; empty where everything is. */
export function compareTrace(trace: Trace, expectation: Expectation): readonly Failure[] {
  const { ends, possible, odds, destination, source, by, passes, avoids, mark, outInterface } = expectation;
  const followed: readonly Failure[] = trace.complete
    ? []
    : [failure('paths', 'every path', 'more paths than were followed (--max-paths)')];
  const each = (
    what: FailedPart,
    expected: string,
    holds: (path: Path) => boolean,
    seen: (path: Path) => string,
  ): readonly Failure[] => onEachPath(trace.paths, { what, expected, holds, seen });
  return [
    ...followed,
    ...(ends === undefined
      ? []
      : each('end', ends.join(' or '), (path) => ends.some((end) => pathEndsAs(path, end)), endText)),
    ...(possible ?? []).flatMap((end) => checkPossible(trace.paths, end)),
    ...(odds ?? []).flatMap((each) => checkOdds(trace.paths, each)),
    ...(destination === undefined
      ? []
      : each(
          'nat destination',
          texts(destination),
          ({ packet }) => destination.some((pattern) => isAt(pattern, 'destination', packet, trace.packet)),
          ({ packet }) => endpointText(packet, 'destination'),
        )),
    ...(source === undefined
      ? []
      : each(
          'nat source',
          texts(source),
          ({ packet }) => source.some((pattern) => isAt(pattern, 'source', packet, trace.packet)),
          ({ packet }) => endpointText(packet, 'source'),
        )),
    ...(by === undefined
      ? []
      : each(
          'by',
          texts(by),
          ({ disposition }) => by.some((pattern) => decides(pattern, disposition.by)),
          endText,
        )),
    ...(passes ?? []).flatMap((place) =>
      each(
        'passes',
        place.text,
        (path) => isPassed(place, path),
        () => 'not passed',
      ),
    ),
    ...(avoids ?? []).flatMap((place) =>
      each(
        'avoids',
        `no ${place.text}`,
        (path) => !isPassed(place, path),
        () => 'passed',
      ),
    ),
    ...(mark === undefined
      ? []
      : each(
          'mark',
          texts(mark),
          ({ packet }) => mark.some(({ value, mask }) => (packet.mark & mask) >>> 0 === value),
          ({ packet }) => writeMark(packet.mark),
        )),
    ...(outInterface === undefined
      ? []
      : each(
          'out',
          outInterface.join(' or '),
          ({ packet }) => outInterface.includes(packet.outInterface),
          ({ packet }) => (packet.outInterface === '' ? 'none' : packet.outInterface),
        )),
  ];
}

function failure(
  what: FailedPart,
  expected: string,
  seen: string,
  undecided: readonly Undecided[] = [],
): Failure {
  return { what, expected, seen, undecided };
}

interface PathCheck {
  readonly what: FailedPart;
  readonly expected: string;
  readonly holds: (path: Path) => boolean;
  readonly seen: (path: Path) => string;
}

function onEachPath(paths: readonly Path[], { what, expected, holds, seen }: PathCheck): readonly Failure[] {
  const [holding, failing]: readonly [Path[], Path[]] = [[], []];
  for (const path of paths) (holds(path) ? holding : failing).push(path);
  if (failing.length === 0) return paths.length === 0 ? [failure(what, expected, 'no path')] : [];
  const counts = new Map<string, number>();
  for (const text of failing.map(seen)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const words = [...counts].map(([text, count]) =>
    paths.length === 1
      ? text
      : `${text} on ${count === paths.length ? 'all' : `${count} of`} ${paths.length} paths`,
  );
  return [failure(what, expected, words.join(', '), questionsBetween(holding, failing))];
}

/** The questions that were answered otherwise on the paths that hold than on those that fail. */
function questionsBetween(holding: readonly Path[], failing: readonly Path[]): readonly Undecided[] {
  const answers = new Map<string, Set<string>>();
  for (const { assumptions } of holding) {
    for (const { subject, answer } of assumptions) {
      const known = answers.get(subject) ?? new Set<string>();
      answers.set(subject, known.add(answer));
    }
  }
  const found = new Map<string, Undecided>();
  for (const { assumptions } of failing) {
    for (const { subject, answer, chance, asks, settle } of assumptions) {
      const others = [...(answers.get(subject) ?? [])].some((other) => other !== answer);
      if (others && chance === undefined) found.set(subject, { asks, settle });
    }
  }
  return [...found.values()];
}

function checkPossible(paths: readonly Path[], end: EndWord): readonly Failure[] {
  if (paths.some((path) => pathEndsAs(path, end))) return [];
  const seen = [...new Set(paths.map(endText))].join(', ');
  return [failure('possible', end, seen === '' ? 'no path' : `only ${seen}`)];
}

function checkOdds(paths: readonly Path[], { end, chance, text }: Odds): readonly Failure[] {
  const ending = paths.filter((path) => pathEndsAs(path, end));
  const unknown = ending.filter((path) => path.chance === undefined);
  if (unknown.length > 0) {
    const undecided = unknown.flatMap(({ assumptions }) =>
      assumptions.filter((each) => each.chance === undefined).map(({ asks, settle }) => ({ asks, settle })),
    );
    const once = new Map(undecided.map((each) => [each.asks, each]));
    return [failure('odds', `${end} ${text}`, 'no known chance', [...once.values()])];
  }
  const sum = ending.reduce((total, path) => total + (path.chance ?? 0), 0);
  if (Math.abs(sum - chance) <= tolerance) return [];
  return [failure('odds', `${end} ${text}`, `${end} ${Number((sum * 100).toFixed(2))} %`)];
}

function texts(patterns: readonly { readonly text: string }[]): string {
  return patterns.map(({ text }) => text).join(' or ');
}

/** `dropped by filter/FORWARD:3`, as the file of flows writes places. */
function endText({ disposition: { kind, by }, reply }: Path): string {
  const answer =
    reply === undefined
      ? ''
      : reply.kind === 'none'
        ? ', without an answer'
        : `, its answer ${answerText(reply.trace)}`;
  return `${kind} by ${deciderText(by)}${answer}`;
}

function answerText({ paths }: Trace): string {
  return [...new Set(paths.map(({ disposition: { kind, by } }) => `${kind} by ${deciderText(by)}`))].join(
    ' or ',
  );
}

/** What decided, as `by` names it. */
export function deciderText(by: Decider): string {
  switch (by.kind) {
    case 'rule':
      return `${by.rule.table}/${by.rule.chain}:${by.rule.number}`;
    case 'policy':
      return `${by.table}/${by.chain}:policy`;
    case 'kernel':
      return `kernel (${by.reason})`;
  }
}

function decides(pattern: DeciderPattern, by: Decider): boolean {
  switch (pattern.kind) {
    case 'kernel':
      return by.kind === 'kernel';
    case 'policy':
      return by.kind === 'policy' && by.table === pattern.table && by.chain === pattern.chain;
    case 'place':
      if (by.kind === 'kernel') return false;
      return by.kind === 'policy'
        ? by.table === pattern.place.table && by.chain === pattern.place.whole
        : isPlace(pattern.place, by.rule.table, by.rule.chain, by.rule.number);
  }
}

function isPlace(place: PlacePattern, table: string, chain: string, rule: number): boolean {
  if (table !== place.table) return false;
  return chain === place.whole || (chain === place.chain && rule === place.rule);
}

/** Whether a path matches the rule, or comes to the chain: also to one of which no rule matches. */
function isPassed(place: PlacePattern, { hops }: Path): boolean {
  return hops.some(
    (hop) =>
      hop.kind === 'table' &&
      hop.table === place.table &&
      hop.steps.some((step) =>
        step.kind === 'rule'
          ? isPlace(place, step.rule.table, step.rule.chain, step.rule.number) || step.to === place.whole
          : step.chain === place.whole,
      ),
  );
}

function isAt(
  pattern: EndpointPattern,
  side: 'source' | 'destination',
  packet: Packet,
  first: Packet,
): boolean {
  const unknown = packet.unknown ?? [];
  const port = side === 'source' ? 'sourcePort' : 'destinationPort';
  const isUnknown = unknown.includes(side);
  const isPortUnknown = port === 'sourcePort' && unknown.includes(port);
  switch (pattern.kind) {
    case 'unchanged':
    case 'translated': {
      const same =
        !isUnknown &&
        !isPortUnknown &&
        sameAddress(packet[side], first[side]) &&
        packet[port] === first[port];
      return same === (pattern.kind === 'unchanged');
    }
    case 'at': {
      const { prefix } = pattern;
      if (pattern.port !== undefined && (isPortUnknown || packet[port] !== pattern.port)) return false;
      if (prefix === undefined) return true;
      const family = familyOf(prefix.address);
      if (isUnknown || familyOf(packet[side]) !== family) return false;
      return sameAddress(andAddress(packet[side], maskOfLength(prefix.length, family)), prefix.address);
    }
  }
}

/** `10.0.0.1:80`, `[2001:db8::1]:80`; what nat rewrote to something that nothing tells is `unknown`. */
export function endpointText(packet: Packet, side: 'source' | 'destination'): string {
  const unknown = packet.unknown ?? [];
  if (unknown.includes(side)) return 'translated to what nothing tells';
  const port = side === 'source' ? packet.sourcePort : packet.destinationPort;
  const text = writeAddress(packet[side]);
  if (port === undefined || (side === 'source' && unknown.includes('sourcePort'))) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}
