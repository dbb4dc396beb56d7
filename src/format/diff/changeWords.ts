import type { Assumed, Diff, Difference, NatApart, Translation, Undecided } from '../../diff/difference.js';
import type { State } from '../../diff/stateOf.js';
import { effectWords, whereWords } from '../../explain/effectWords.js';
import type { Family } from '../../netfilter/hooks.js';
import { writeMark } from '../../netfilter/marks.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import { harmless } from '../harmless.js';

/** What was compared: the families whose rules both dumps have, or that alone which was asked for. */
export interface Compared {
  readonly families: readonly Family[];
  /** Both dumps have rules of the other family, too. */
  readonly others: boolean;
}

/** From what to what: `forwarded → dropped`; of those that end alike, what is otherwise. Where both families were compared, of which. */
export function changeWords(difference: Difference, { families }: Compared): string {
  const change = wordsOf(difference);
  return families.length > 1 ? `${change} (IPv${difference.family})` : change;
}

function wordsOf(difference: Difference): string {
  const { kind, before, after, what } = difference;
  switch (kind) {
    case 'end':
      return `${before.kind} → ${after.kind}`;
    case 'translated':
      return `${before.kind}, with other addresses or ports`;
    case 'answer':
      return `${before.kind}, ${before.kind === 'queued' ? 'for another queue' : 'with another answer'}`;
    case 'effect':
      return what?.kind === 'field'
        ? `${before.kind}, with another ${what.field}`
        : `${before.kind}, and something else is done`;
  }
}

/** What is done with packets that end alike: what it is, and by which rules of which side, or what nat makes of them. */
export function doneWords({ what, nat }: Difference): readonly (readonly [side: string, words: string])[] {
  if (nat !== undefined) return natSides(nat);
  if (what?.kind !== 'done') return [];
  const words = harmless(effectWords(what.effect));
  return [['what', words], ...bySides(what.before, what.after)];
}

/** A side that does nothing but what the other does, too, is not told. */
function natSides({ before, after, others }: NatApart): readonly (readonly [side: string, words: string])[] {
  const told = [
    ['before', before],
    ['after', after],
  ] as const;
  return told.flatMap(([side, alone]) => {
    if (alone.length === 0) return others ? [] : [[side, 'translates nothing']];
    return [[side, `${others ? 'also ' : ''}${translationWords(alone)}`]];
  });
}

/** `translates the destination to 10.0.0.1 port 80, to 10.0.0.2 port 80; of some the source to 10.0.0.3`. */
function translationWords(translations: readonly Translation[]): string {
  const bySide = (['destination', 'source'] as const).flatMap((side) => {
    const ofSide = translations.filter((one) => one.side === side);
    if (ofSide.length === 0) return [];
    const some = ofSide.some(({ ofAll }) => ofAll) ? '' : 'of some ';
    const wheres = ofSide.slice(0, mostNamed).map(({ to }) => whereWords(to));
    const more = ofSide.length - wheres.length;
    return [`${some}the ${side}${wheres.join(',')}${more > 0 ? ` and ${more} more` : ''}`];
  });
  return `translates ${bySide.join('; ')}`;
}

function bySides(
  before: readonly BoundRule[],
  after: readonly BoundRule[],
): readonly (readonly [side: string, words: string])[] {
  return [
    ['before', rulesWords(before)],
    ['after', rulesWords(after)],
  ];
}

function rulesWords(rules: readonly BoundRule[]): string {
  if (rules.length === 0) return 'by no rule';
  const shown = rules
    .slice(0, mostNamed)
    .map(({ table, chain, number, line }) => `${table} ${harmless(chain)} rule ${number}, line ${line}`);
  const more = rules.length - shown.length;
  return `by ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** What could not be decided, and where one of both families, of which. */
export function openWords(open: Undecided, { families }: Compared): string {
  const words = `not decided: ${questionWords(open)}`;
  return families.length > 1 ? `${words} (IPv${open.family})` : words;
}

function questionWords({ kind, states }: Undecided): string {
  switch (kind) {
    case 'chance':
      return 'packets whose treatment depends on what is drawn, counted or not known';
    case 'fragments':
      return 'fragments, which are joined before any rule sees them in one of the dumps alone';
    case 'state': {
      const [first] = states;
      return first === undefined ? 'later packets' : `later packets, as ${stateWords(first, states)}`;
    }
  }
}

/** Of all that are of one kind. */
function stateWords(state: State, states: readonly State[]): string {
  switch (state.kind) {
    case 'recent':
      return `what recent lists hold depends on other rules: ${namesOf(states)}`;
    case 'set':
      return `other rules change ipsets: ${namesOf(states)}`;
    case 'object':
      return `other rules write ${namesOf(states)}`;
    case 'connection mark':
      return 'other rules mark connections';
    case 'tracking':
      return 'other rules tell conntrack how to treat connections';
    case 'own':
      return `other packets come to rules that count: ${namesOf(states)}`;
  }
}

/** So many at most are named. */
const mostNamed = 3;

function namesOf(states: readonly State[]): string {
  const shown = states.slice(0, mostNamed).map((state) => {
    if ('name' in state) return harmless(state.name);
    return state.kind === 'own'
      ? `${state.rule.table} ${harmless(state.rule.chain)} rule ${state.rule.number}`
      : state.kind;
  });
  const more = states.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Which rules it comes from. */
export function openSides({ before, after }: Undecided): readonly (readonly [side: string, words: string])[] {
  return bySides(before, after);
}

export function assumedWords(assumed: Assumed): string {
  switch (assumed.kind) {
    case 'marks':
      return `packets are routed, or leave, with other marks (bits ${writeMark(assumed.bits)}): nothing but these rules is taken to ask for these (ip rule, tc)`;
    case 'node':
      return `rules alone are compared: the snapshots differ in ${assumed.parts.join(', ')} as well`;
  }
}

/** How many differences there are, and how much is open; that there is no difference, and of which packets, where that is not all that the dumps tell of. */
export function sumWords({ differences, undecided }: Diff): string {
  const open = undecided.length === 0 ? '' : `, ${undecided.length} not decided`;
  if (differences.length === 0) return undecided.length === 0 ? 'equivalent' : `no difference found${open}`;
  return `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}${open}`;
}

/** More differences than this are counted by what they are. */
const manyDifferences = 10;

/** `46 delivered → dropped; 14 dropped → forwarded`, most first; nothing where there are few, or all are alike. */
export function changeCounts({ differences }: Diff, compared: Compared): string | undefined {
  const counts = new Map<string, number>();
  for (const words of differences.map((difference) => changeWords(difference, compared)))
    counts.set(words, (counts.get(words) ?? 0) + 1);
  if (differences.length <= manyDifferences || counts.size === 1) return undefined;
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([words, count]) => `${count} ${words}`)
    .join('; ');
}

/** Of which packets there is no difference. */
export function sameWords({ families, others }: Compared): string {
  return `every ${others ? `IPv${families.join(' and IPv')} ` : ''}packet is treated the same`;
}
