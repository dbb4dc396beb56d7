import { fieldWords } from '../../packet/field.js';
import type { Sighting } from '../../trace/trace.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';

const forms: Readonly<Record<Sighting['form'], string>> = {
  log: 'the log line',
  tcpdump: 'the line of tcpdump',
  conntrack: 'the line of conntrack',
  capture: 'the capture',
};

/** What was taken over of a packet that somebody saw, and what not. */
export function sightingRows({ form, taken, notes }: Sighting): readonly Row[] {
  const fields = taken.map(({ field }) => fieldWords(field)).join(', ');
  return [
    textRow('read', 'plain', `from ${forms[form]}: ${fields === '' ? 'nothing' : fields}`),
    ...notes.map((note) => textRow('but', 'unsure', harmlessSentence(note))),
  ];
}

function textRow(label: string, role: 'plain' | 'unsure', text: string): Row {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role, text } };
}
