import type {
  BitsExplanation,
  ChainExplanation,
  Explanation,
  MarkExplanation,
  RuleExplanation,
  SetExplanation,
} from '../../explain/explanation.js';
import { writeMark } from '../../netfilter/marks.js';
import type { Colour } from '../colour.js';
import type { Beside } from '../describe.js';
import { writeRows, type Row } from '../layout.js';
import { namedRows } from '../namedRows.js';
import {
  callerRows,
  line,
  moreRow,
  nameWords,
  noLimits,
  placeWords,
  ruleRow,
  storyRows,
  usualLimits,
  type ExplainLimits,
} from './rows.js';

export interface ExplainTextOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly colour: Colour;
  /** All rules, callers and members instead of the first few. */
  readonly verbose: boolean;
  /** Missing where no names were given. */
  readonly beside?: Beside | undefined;
}

const blank: Row = { kind: 'blank' };

/** Explanations as people read them, one behind the other. */
export function formatExplanations(
  explanations: readonly Explanation[],
  { width, colour, verbose, beside }: ExplainTextOptions,
): string {
  const limits = verbose ? noLimits : usualLimits;
  const write = (rows: readonly Row[]): string => writeRows(withNames(rows, beside), width, colour);
  const backends = new Set(explanations.flatMap((each) => ('backend' in each ? [each.backend] : [])));
  const isMixed = backends.size > 1;
  return explanations.map((each) => sectionsOf(each, limits, isMixed).map(write).join('')).join('\n');
}

/** Chains are named as well; that which a rule calls behind what the rule is for, as its own column is looked for in the dump. */
function withNames(rows: readonly Row[], beside: Beside | undefined): readonly Row[] {
  if (beside === undefined) return rows;
  const named = namedRows(rows, (text) => beside(text, true));
  return named.map((row) => {
    if (row.kind !== 'step') return row;
    const { text } = row.action;
    const said = beside(text, true);
    const called = said.startsWith(text) ? said.slice(text.length) : '';
    return row.meaning.includes(called) ? row : { ...row, meaning: `${row.meaning}${called}` };
  });
}

/** Each section has columns of its own. */
function sectionsOf(
  explanation: Explanation,
  limits: ExplainLimits,
  isMixed: boolean,
): readonly (readonly Row[])[] {
  switch (explanation.kind) {
    case 'chain':
      return chainSections(explanation, limits, isMixed);
    case 'rule':
      return [ruleRows(explanation, limits, isMixed)];
    case 'mark':
      return [markRows(explanation, limits)];
    case 'ipset':
      return [setRows(explanation, limits)];
  }
}

const nobody = 'nobody who is known here';
const builtIn = 'built in: the kernel calls it';

function chainSections(
  explanation: ChainExplanation,
  { rules: mostRules, callers: mostCallers }: ExplainLimits,
  isMixed: boolean,
): readonly (readonly Row[])[] {
  const { table, chain, policy, story, callers, entrances, end, rules } = explanation;
  const shown = rules.slice(0, mostRules);
  const counted = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  const head = [
    line('chain', `${table} ${chain} (${kindWords(explanation, isMixed)}, ${counted})`, 'strong'),
    ...storyRows(story, policy === undefined ? nobody : builtIn),
    ...(policy === undefined ? callersOf(callers, entrances, mostCallers) : []),
    line('end', end),
  ];
  if (rules.length === 0) return [head];
  return [
    head,
    [
      blank,
      ...shown.map((rule) => ruleRow('', String(rule.number), rule)),
      ...moreRow(rules.length - shown.length, 'rules'),
    ],
  ];
}

/** `IPv4`; where things of both backends are told, also of which its table is. */
function kindWords(
  { family, backend }: Pick<ChainExplanation, 'family' | 'backend'>,
  isMixed: boolean,
): string {
  return `IPv${family}${isMixed ? `, iptables-${backend}` : ''}`;
}

function callersOf(
  callers: ChainExplanation['callers'],
  entrances: ChainExplanation['entrances'],
  most: number,
): readonly Row[] {
  if (callers.length === 0) return [line('called by', 'no rule: no packet comes here', 'unsure')];
  const from =
    entrances.length === 0 ? 'no built-in chain: no packet comes here' : `packets of ${entrances.join(', ')}`;
  return [...callerRows(callers, most), line('gets', from, entrances.length === 0 ? 'unsure' : 'plain')];
}

function ruleRows(explanation: RuleExplanation, limits: ExplainLimits, isMixed: boolean): readonly Row[] {
  const { rule, policy, story, does, marks, matched, passed, callers } = explanation;
  const { counters, meaning, comments, asks } = rule;
  return [
    line(
      'rule',
      `${rule.table} ${rule.chain} rule ${rule.number}, line ${rule.line} (${kindWords(explanation, isMixed)})`,
      'strong',
    ),
    { ...line('', rule.text), unnamed: true },
    ...(meaning === undefined ? [] : [line('meaning', meaning)]),
    ...(comments.length === 0
      ? []
      : comments.map((words, index) => line(index === 0 ? 'comment' : '', words))),
    ...storyRows(story, policy === undefined ? `of the chain: ${nobody}` : `the chain is ${builtIn}`),
    ...(asks.length === 0
      ? [line('asks', 'nothing: it takes every packet')]
      : asks.map(({ match, words }, index) =>
          line(index === 0 ? 'asks' : '', `${words}${match === 'rule' ? '' : ` (-m ${match})`}`),
        )),
    ...does.map((words, index) => line(index === 0 ? 'does' : '', words)),
    ...marks.flatMap(({ words, names }, index) => [
      line(index === 0 ? 'mark' : '', names.length === 0 ? `${words}: ${nobody} uses that` : words),
      ...names.map((name) => line('', `  ${writeMark(name.mask)} is ${nameWords(name)}`, 'dim')),
    ]),
    ...thenRows(matched, passed),
    ...(counters === undefined
      ? []
      : [line('counted', `${counters.packets} packets, ${counters.bytes} bytes`)]),
    ...callerRows(callers, limits.callers),
  ];
}

function thenRows(matched: string, passed: string | undefined): readonly Row[] {
  if (passed === undefined) return [line('then', matched)];
  if (passed === matched) return [line('then', `whether it matches or not: ${matched}`)];
  return [line('then', `a packet that matches: ${matched}`), line('', `any other: ${passed}`)];
}

function markRows(
  { family, value, mask, bits, doubts }: MarkExplanation,
  limits: ExplainLimits,
): readonly Row[] {
  const what =
    value === undefined
      ? 'all bits that the dump uses'
      : mask === value
        ? writeMark(value)
        : `${writeMark(value)}/${writeMark(mask)}`;
  return [
    line('mark', `${what} (IPv${family})`, 'strong'),
    ...(bits.length === 0 ? [line('', 'no bit is set', 'dim')] : []),
    ...bits.flatMap((each) => bitRows(each, limits)),
    ...doubts.map((words, index) => line(index === 0 ? 'doubt' : '', words, 'unsure')),
  ];
}

function bitRows({ mask, set, names, uses }: BitsExplanation, { places }: ExplainLimits): readonly Row[] {
  const clear = set === false ? 'not set: ' : '';
  const [first, ...others] = names.map(nameWords);
  const unknown = uses.length === 0 ? 'no rule of the dump uses it' : nobody;
  return [
    blank,
    line(writeMark(mask), `${clear}${first ?? unknown}`, first === undefined ? 'dim' : 'plain'),
    ...others.map((words) => line('', words)),
    ...uses.map(({ kind, rules }) => {
      const shown = rules.slice(0, places).map(placeWords);
      const left = rules.length - shown.length;
      return line('', `${kind} ${shown.join(', ')}${left > 0 ? ` and ${left} more rules (-v)` : ''}`, 'dim');
    }),
  ];
}

function setRows(explanation: SetExplanation, limits: ExplainLimits): readonly Row[] {
  const { family, name, holds, askedBy, changedBy } = explanation;
  const group = (label: string, rules: SetExplanation['askedBy']): readonly Row[] => {
    const shown = rules.slice(0, limits.callers);
    return [
      ...shown.map((rule, index) =>
        ruleRow(index === 0 ? label : '', `${rule.table} ${rule.chain} ${rule.number}`, rule),
      ),
      ...moreRow(rules.length - shown.length, 'rules'),
    ];
  };
  return [
    line('ipset', `${name} (IPv${family})`, 'strong'),
    line('holds', holds ?? `${nobody} names sets so`, holds === undefined ? 'dim' : 'plain'),
    ...(askedBy.length === 0
      ? [line('asked by', 'no rule of this dump', 'dim')]
      : group('asked by', askedBy)),
    ...group('changed', changedBy),
    ...memberRows(explanation, limits.members),
  ];
}

function memberRows({ given, anyGiven }: SetExplanation, most: number): readonly Row[] {
  if (given === undefined) {
    const words = anyGiven ? 'the file of --ipset has no such set' : 'not in a dump: --ipset FILE tells them';
    return [line('members', words, anyGiven ? 'unsure' : 'dim')];
  }
  const { type, members, listedIn } = given;
  const shown = members.slice(0, most);
  return [
    line('type', type),
    ...(listedIn.length === 0 ? [] : [line('listed in', listedIn.join(', '))]),
    line('members', members.length === 0 ? 'none' : String(members.length)),
    ...shown.map((member) => line('', member)),
    ...moreRow(members.length - shown.length, 'members'),
  ];
}
