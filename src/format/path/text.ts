import { fieldWords } from '../../packet/field.js';
import type { Answer, Journey, Leg, Way } from '../../path/journey.js';
import { writeChance } from '../chance.js';
import { fieldOption } from '../fieldOption.js';
import { writeRows } from '../layout.js';
import type { Row, Segment } from '../layout.js';
import { namedRows } from '../namedRows.js';
import { formatPacket } from '../packetLine.js';
import { harmlessSentence } from '../sentence.js';
import { stateOf, writeValue } from '../trace/changes.js';
import type { TraceTextOptions } from '../trace/options.js';
import { sumOfChances } from '../trace/pathWords.js';
import { verdictRows } from '../trace/verdictRows.js';
import { endLabel, endSentence } from './endWords.js';
import { legRows } from './legRows.js';
import type { PathTextOptions } from './options.js';

/** A journey as a person reads it: the packet, what is taken for granted, node by node what happened on each way, and last how it ends. */
export function formatPathText(journey: Journey, options: PathTextOptions): string {
  const write = (rows: readonly Row[]): string =>
    writeRows(namedRows(rows, options.describe.beside), options.width, options.colour);
  if (options.detail === 'quiet') return write(endRows(journey));
  const ways = write(journeyRows(journey, 'packet', options));
  if (journey.ways.length === 1 && journey.complete) return ways;
  return ways + write([blank, { kind: 'section', text: `${journey.ways.length} ways` }, ...endRows(journey)]);
}

const blank: Row = { kind: 'blank' };

function journeyRows(
  journey: Journey,
  subject: 'packet' | 'answer',
  options: PathTextOptions,
): readonly Row[] {
  const { ways } = journey;
  const rows: Row[] = [...headRows(journey, subject)];
  for (const [index, way] of ways.entries()) {
    if (ways.length > 1)
      rows.push(blank, { kind: 'section', text: wayTitle(way, index, ways.length, subject) });
    for (const leg of way.legs) rows.push(blank, ...legRows(leg, traceOptions(leg, options)));
    rows.push(blank, ...wayEndRows(way, options));
    if (way.answer !== undefined) rows.push(...answerRows(way.answer, options));
  }
  return rows;
}

function wayTitle({ chance }: Way, index: number, count: number, subject: 'packet' | 'answer'): string {
  const odds = chance === undefined ? '' : `, chance ${writeChance(chance)}`;
  return `${subject === 'packet' ? 'way' : 'way back'} ${index + 1} of ${count}${odds}`;
}

/** What `calitrace path` lets people say of a packet. */
const options: ReadonlySet<string> = new Set([
  ...['--proto', '--sport', '--dport', '--icmp-type', '--tcp-flags', '--tos', '--ttl', '--length'],
]);

function headRows(journey: Journey, subject: 'packet' | 'answer'): readonly Row[] {
  const { packet, assumed, premises } = journey;
  const values = stateOf(packet);
  const words = assumed.map((field) => {
    const value = values[field] ?? null;
    const said = value === null ? fieldWords(field) : `${fieldWords(field)} ${writeValue(field, value)}`;
    const option = subject === 'packet' ? fieldOption(field) : undefined;
    return option === undefined || !options.has(option) ? said : `${said} (${option})`;
  });
  return [
    textRow(subject, 'strong', formatPacket(packet)),
    ...(words.length === 0 ? [] : [textRow('assumed', 'unsure', words.join(', '))]),
    ...premises.map(({ node, text }) =>
      textRow('assumed', 'unsure', harmlessSentence(node === undefined ? text : `${node}: ${text}`)),
    ),
  ];
}

function answerRows(answer: Answer, options: PathTextOptions): readonly Row[] {
  if (answer.kind === 'none') return [textRow('answer', 'plain', `none: ${harmlessSentence(answer.reason)}`)];
  const { journey } = answer;
  return [blank, ...journeyRows(journey, 'answer', options), ...(journey.complete ? [] : [incomplete])];
}

function wayEndRows(way: Way, options: PathTextOptions): readonly Row[] {
  const { end, legs } = way;
  const last = legs.at(-1);
  const head: Row = {
    kind: 'text',
    label: endLabel(end),
    indent: 0,
    text: { role: 'strong', text: endSentence(way) },
    namesChains: true,
  };
  if (end.kind !== 'stopped' || last === undefined) return [head];
  return [head, ...verdictRows(last.path, traceOptions(last, options)).slice(1)];
}

function traceOptions({ node, trace }: Leg, options: PathTextOptions): TraceTextOptions {
  const { describe, detail, width, colour } = options;
  return { ruleset: options.rulesetOf(node, trace.packet.family), describe, detail, width, colour };
}

/** How each way ends, in a line, with its answer; of several, last what they come to together. */
function endRows({ ways, complete }: Journey): readonly Row[] {
  const cut = complete ? [] : [incomplete];
  const [only] = ways;
  if (only !== undefined && ways.length === 1) {
    const back = backsOf(only).map((way): Row => ({
      kind: 'text',
      label: { role: 'label', text: 'answer' },
      indent: 0,
      text: { role: endLabel(way.end).role, text: `${endLabel(way.end).text} ${endSentence(way)}` },
      namesChains: true,
    }));
    if (only.answer?.kind === 'journey' && !only.answer.journey.complete) back.push(incomplete);
    return [...cut, { ...verdictRow(endLabel(only.end), endSentence(only)), namesChains: true }, ...back];
  }
  return [
    ...cut,
    ...ways.flatMap((way, index): readonly Row[] => {
      const chance = way.chance === undefined ? '' : `chance ${writeChance(way.chance)}`;
      const back: Row[] = backsOf(way).map((each) => endRow('', 'answer', each));
      if (way.answer?.kind === 'journey' && !way.answer.journey.complete) back.push(incomplete);
      return [endRow(`way ${index + 1}`, chance, way), ...back];
    }),
    togetherRow(ways, complete),
  ];
}

/** The ways of the answer. */
function backsOf({ answer }: Way): readonly Way[] {
  return answer?.kind === 'journey' ? answer.journey.ways : [];
}

function endRow(label: string, place: string, way: Way): Row {
  const action = endLabel(way.end);
  return { kind: 'step', label, indent: 0, place, action, meaning: endSentence(way), namesChains: true };
}

/** Whether all ways end alike. */
function togetherRow(ways: readonly Way[], complete: boolean): Row {
  const groups = new Map<string, { readonly first: Way; readonly members: Way[] }>();
  for (const way of ways) {
    const words = [endLabel(way.end).text, ...answerWords(way.answer)].join(', ');
    const group = groups.get(words) ?? { first: way, members: [] };
    groups.set(words, group);
    group.members.push(way);
  }
  const followed = complete ? '' : ' that were followed';
  const [only] = groups.values();
  if (only !== undefined && groups.size === 1) {
    const words = [`on all ${ways.length} ways${followed}`, ...answerWords(only.first.answer)].join(', ');
    return verdictRow(endLabel(only.first.end), words);
  }
  const parts = [...groups].map(([words, { members }]) => {
    const chance = sumOfChances(members);
    const odds = chance === undefined ? '' : ` (chance ${writeChance(chance)})`;
    return `${words} on ${members.length} of ${ways.length} ways${odds}`;
  });
  return verdictRow({ role: 'unsure', text: 'VERDICT' }, `differs: ${parts.join('; ')}${followed}`);
}

function verdictRow(label: Segment, text: string): Extract<Row, { kind: 'text' }> {
  return { kind: 'text', label, indent: 0, text: { role: 'strong', text } };
}

/** What is to be said of an answer that does not come back. */
function answerWords(answer: Answer | undefined): readonly string[] {
  if (answer?.kind !== 'journey') return [];
  const ends = new Set(
    answer.journey.ways
      .filter(({ end }) => end.kind !== 'arrives' && end.kind !== 'leaves')
      .map(({ end }) => endLabel(end).text),
  );
  return ends.size === 0 ? [] : [`the answer ${[...ends].join(' or ')}`];
}

const incomplete: Row = {
  kind: 'text',
  label: { role: 'ended', text: 'INCOMPLETE' },
  indent: 0,
  text: {
    role: 'unsure',
    text: 'there are more ways than the limit (--max-paths): these are only some of them',
  },
};

function textRow(label: string, role: 'plain' | 'strong' | 'unsure', text: string): Row {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role, text } };
}
