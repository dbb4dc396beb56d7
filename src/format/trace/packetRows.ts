import type { ConntrackHop, Path, Trace } from '../../trace/trace.js';
import { fieldWords } from '../../packet/field.js';
import type { Field } from '../../packet/field.js';
import type { PacketState } from '../../netfilter/states.js';
import type { Role } from '../colour.js';
import { fieldOption } from '../fieldOption.js';
import type { Row } from '../layout.js';
import { formatPacket } from '../packetLine.js';
import { harmlessSentence } from '../sentence.js';
import { changePhrases, changesBetween, stateOf, writeValue } from './changes.js';
import type { State } from './changes.js';
import { sightingRows } from './sightingRows.js';
import { firstConnectionMark, lastConnectionMark } from './connectionMark.js';

/** Whose trace it is: that of the described packet, or that of its answer, which no option describes. */
export type Subject = 'packet' | 'answer';

/** The packet, what of it was assumed, and what holds for the whole trace. */
export function packetRows(trace: Trace, subject: Subject): readonly Row[] {
  return [...subjectRows(trace, subject), ...assumedRows(trace, subject)];
}

/** The packet, and how it was seen. */
export function subjectRows(trace: Trace, subject: Subject): readonly Row[] {
  const state = firstConntrack(trace)?.connection.state;
  return [
    textRow(subject, 'strong', formatPacket(trace.packet, state)),
    ...(subject === 'packet' && trace.sighting !== undefined ? sightingRows(trace.sighting, trace) : []),
  ];
}

/** What of the packet was assumed, and what holds for the whole trace. */
export function assumedRows(trace: Trace, subject: Subject): readonly Row[] {
  const state = firstConntrack(trace)?.connection.state;
  const assumed = trace.assumed.map((field) => assumedWords(trace, field, state, subject)).join(', ');
  return [
    ...(assumed === '' ? [] : [textRow('assumed', 'unsure', assumed)]),
    ...trace.premises.map(({ text, settle }) => {
      const option = settle === undefined || settle === '' ? '' : ` (${settle})`;
      return textRow('assumed', 'unsure', harmlessSentence(`${text}${option}`));
    }),
  ];
}

/** How the packet of a path differs at its end, and what the end depended on. */
export function endRows(trace: Trace, path: Path): readonly Row[] {
  const before = stateOf(trace.packet, firstConnectionMark(path));
  const after = stateOf(path.packet, lastConnectionMark(path));
  const phrases = changePhrases(changesBetween(before, after), before).map((phrase) => phrase.text);
  return [
    textRow('final', 'plain', phrases.length === 0 ? 'the packet is as it came' : phrases.join(', ')),
    ...dependsRows(trace, path),
  ];
}

function textRow(label: string, role: Role, text: string): Extract<Row, { kind: 'text' }> {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role, text } };
}

function firstConntrack(trace: Trace): ConntrackHop | undefined {
  return trace.paths[0]?.hops.find((hop) => hop.kind === 'conntrack');
}

/** `source port 40000 (--sport)`. */
function assumedWords(trace: Trace, field: Field, state: PacketState | undefined, subject: Subject): string {
  const values: State = stateOf(trace.packet, firstConnectionMark(trace.paths[0]) ?? 0);
  const value = field === 'ctState' ? (state ?? null) : (values[field] ?? null);
  const option = subject === 'packet' ? fieldOption(field) : undefined;
  const said = value === null ? fieldWords(field) : `${fieldWords(field)} ${writeValue(field, value)}`;
  return option === undefined ? said : `${said} (${option})`;
}

/** Fields of a packet that people ask about first. */
const asked: readonly Field[] = [
  'inInterface',
  'protocol',
  'source',
  'sourcePort',
  'destination',
  'destinationPort',
  'ctState',
];

function dependsRows(trace: Trace, path: Path): readonly Row[] {
  const said = path.dependsOn.map(({ field, text }) => {
    const word = fieldWords(field);
    return harmlessSentence(text.startsWith(word) ? text : `${word} ${text}`);
  });
  const read = new Set(path.dependsOn.map((dependency) => dependency.field));
  const given = new Set(Object.keys(stateOf(trace.packet)));
  const others = asked.filter((field) => !read.has(field) && (given.has(field) || field === 'ctState'));
  const not = others.length === 0 ? '' : `not on ${listWords(others.map(fieldWords), 'or')}`;
  const text = said.length === 0 ? `on nothing of the packet` : said.join(', ');
  const words = not === '' || said.length === 0 ? text : `${text}; ${not}`;
  return [{ ...textRow('depends', 'plain', words), unnamed: true }];
}

function listWords(words: readonly string[], joiner: string): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joiner} ${last}`;
}
