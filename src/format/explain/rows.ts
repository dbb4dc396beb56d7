import type { BitName, RuleInWords, RulePlace, Story } from '../../explain/explanation.js';
import type { Role } from '../colour.js';
import { harmless } from '../harmless.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';

/** How much is shown: everything, or what a screen holds. */
export interface ExplainLimits {
  readonly rules: number;
  readonly callers: number;
  readonly places: number;
  readonly members: number;
}

export const usualLimits: ExplainLimits = { rules: 60, callers: 8, places: 6, members: 20 };
export const noLimits: ExplainLimits = {
  rules: Infinity,
  callers: Infinity,
  places: Infinity,
  members: Infinity,
};

/** A comment of kilobytes would fill the screen. */
const longestText = 600;

/** A line with its label; `text` is not yet harmless. */
export function line(label: string, text: string, role: Role = 'plain'): Extract<Row, { kind: 'text' }> {
  return {
    kind: 'text',
    label: { role: 'label', text: label },
    indent: 0,
    text: { role, text: clip(harmlessSentence(text), longestText) },
  };
}

export function storyRows(story: Story | undefined, builtIn: string): readonly Row[] {
  if (story === undefined) return [line('owner', builtIn, 'dim')];
  const { owner, purpose, detail } = story;
  return [line('owner', `${owner}: ${purpose}`), ...(detail === undefined ? [] : [line('', detail, 'dim')])];
}

/** A rule in one line: what stands before, what it does, when, and what that means. */
export function ruleRow(label: string, place: string, rule: RuleInWords): Row {
  const { meaning, comments, changes, action } = rule;
  return row(label, place, action, rule, meaning === undefined ? [...changes, ...comments] : [meaning]);
}

/** A rule that leads to the chain that is explained. */
function callerRow(label: string, rule: RuleInWords): Row {
  const [action = ''] = rule.action.split(' ');
  return row(label, `${rule.chain} ${rule.number}`, action, rule, rule.comments);
}

function row(
  label: string,
  place: string,
  action: string,
  { asks, counters }: RuleInWords,
  said: readonly string[],
): Row {
  const when = asks.length === 0 ? 'every packet' : asks.map(({ words }) => words).join(' and ');
  const counted = counters === undefined ? [] : [`${counters.packets} packets`];
  return {
    kind: 'step',
    label,
    indent: 0,
    place: harmless(place),
    action: { role: 'strong', text: harmless(action) },
    meaning: clip([when, ...said, ...counted].map(harmlessSentence).join(' · '), longestText),
  };
}

/** The rules that lead to a chain. */
export function callerRows(callers: readonly RuleInWords[], most: number): readonly Row[] {
  const shown = callers.slice(0, most);
  return [
    ...shown.map((rule, index) => callerRow(index === 0 ? 'called by' : '', rule)),
    ...moreRow(callers.length - shown.length, 'callers'),
  ];
}

export function moreRow(left: number, what: string): readonly Row[] {
  return left > 0 ? [line('', `and ${left} more ${what} (-v shows them)`, 'dim')] : [];
}

/** `filter/FORWARD:3`, as explain takes it. */
export function placeWords({ table, chain, number }: RulePlace): string {
  return `${table}/${chain}:${number}`;
}

/** `accept of Calico: a policy or profile accepted the packet`. */
export function nameWords({ owner, name, meaning }: BitName): string {
  return `${name} of ${owner}: ${meaning}`;
}
