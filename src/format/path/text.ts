import { fieldWords } from '../../packet/field.js';
import type { Answer, Journey, Leg, Way } from '../../path/journey.js';
import { writeChance } from '../chance.js';
import { fieldOption } from '../fieldOption.js';
import { writeRows } from '../layout.js';
import type { Row } from '../layout.js';
import { namedRows } from '../namedRows.js';
import { formatPacket } from '../packetLine.js';
import { harmlessSentence } from '../sentence.js';
import { stateOf, writeValue } from '../trace/changes.js';
import type { TraceTextOptions } from '../trace/options.js';
import { verdictRows } from '../trace/verdictRows.js';
import { endLabel, endSentence } from './endWords.js';
import { legRows } from './legRows.js';
import type { PathTextOptions } from './options.js';

/** A journey as a person reads it: the packet, what is taken for granted, node by node what happened on each way, and last how it ends. */
export function formatPathText(journey: Journey, options: PathTextOptions): string {
  const rows =
    options.detail === 'quiet'
      ? endRows(journey)
      : [...journeyRows(journey, 'packet', options), blank, ...summary(journey)];
  return writeRows(namedRows(rows, options.describe.beside), options.width, options.colour);
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

function headRows(journey: Journey, subject: 'packet' | 'answer'): readonly Row[] {
  const { packet, assumed, premises } = journey;
  const values = stateOf(packet);
  const words = assumed.map((field) => {
    const value = values[field] ?? null;
    const said = value === null ? fieldWords(field) : `${fieldWords(field)} ${writeValue(field, value)}`;
    const option = subject === 'packet' ? fieldOption(field) : undefined;
    return option === undefined ? said : `${said} (${option})`;
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
  return [blank, ...journeyRows(answer.journey, 'answer', options)];
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

/** All ways once more, each in a line; nothing where there is one. */
function summary(journey: Journey): readonly Row[] {
  return journey.ways.length === 1 ? [] : endRows(journey);
}

function endRows({ ways, complete }: Journey): readonly Row[] {
  return [
    ...(complete ? [] : [incomplete]),
    ...ways.flatMap((way, index): readonly Row[] => {
      const chance = way.chance === undefined || ways.length === 1 ? '' : `chance ${writeChance(way.chance)}`;
      const row: Row = {
        kind: 'step',
        label: ways.length === 1 ? '' : `way ${index + 1}`,
        indent: 0,
        place: chance,
        action: endLabel(way.end),
        meaning: endSentence(way),
        namesChains: true,
      };
      return [row, ...answerEndRows(way.answer)];
    }),
  ];
}

function answerEndRows(answer: Answer | undefined): readonly Row[] {
  if (answer?.kind !== 'journey') return [];
  return answer.journey.ways.map((way) => ({
    kind: 'step',
    label: '',
    indent: 0,
    place: 'answer',
    action: endLabel(way.end),
    meaning: endSentence(way),
    namesChains: true,
  }));
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
