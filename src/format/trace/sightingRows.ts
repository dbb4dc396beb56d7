import { fieldWords } from '../../packet/field.js';
import type { Logged, LogVisit, Sighting, Trace } from '../../trace/trace.js';
import type { Role } from '../colour.js';
import { harmless } from '../harmless.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import { writeValue } from './changes.js';
import { rulePlace } from './stepWords.js';

const forms: Readonly<Record<Sighting['form'], string>> = {
  log: 'the log line',
  tcpdump: 'the line of tcpdump',
  conntrack: 'the line of conntrack',
  capture: 'the capture',
  nflog: 'what NFLOG sent',
};

/** What was taken over of a packet that somebody saw, what not, and which rule logged it. */
export function sightingRows({ form, taken, notes, logged }: Sighting, { paths }: Trace): readonly Row[] {
  const fields = taken.map(({ field }) => fieldWords(field)).join(', ');
  return [
    textRow('read', 'plain', `from ${forms[form]}: ${fields === '' ? 'nothing' : fields}`),
    ...notes.map((note) => textRow('but', 'unsure', harmlessSentence(note))),
    ...(logged === undefined ? [] : loggedRows(logged, paths.length, form === 'nflog' ? 'frame' : 'line')),
  ];
}

/** So many rules are named that may have written a line. */
const named = 3;

/** A rule's text is shown up to here. */
const longestRule = 300;

function loggedRows({ rules, visit }: Logged, paths: number, teller: 'line' | 'frame'): readonly Row[] {
  if (visit !== undefined) {
    const { table, line, text } = visit.rule;
    const place = `by ${table} ${rulePlace(visit.rule)}, line ${line} of the dump`;
    const all = visit.paths.length === paths;
    const where = paths === 1 ? '' : all ? ' on all paths' : ` on ${visit.paths.length} of ${paths} paths`;
    return [
      textRow('logged', 'plain', `${place}: ${clip(harmless(text), longestRule)}`),
      visit.differences.length === 0
        ? textRow('agrees', 'through', `the packet comes to that rule as the ${teller} tells it${where}`)
        : textRow('differs', 'ended', `there${where}: ${differenceWords(visit, teller)}`),
    ];
  }
  if (rules.length === 0) {
    const text =
      teller === 'line'
        ? 'by no rule of this dump: none writes such a line about a packet with these interfaces'
        : 'by no rule of this dump: none at this hook has this prefix';
    return [textRow('logged', 'unsure', text)];
  }
  const places = rules.slice(0, named).map((rule) => `${rule.table} ${rulePlace(rule)}, line ${rule.line}`);
  const more = rules.length > named ? ` and ${rules.length - named} more` : '';
  return [
    textRow('logged', 'plain', `by ${rules.length === 1 ? '' : 'one of '}${places.join('; ')}${more}`),
    textRow('differs', 'ended', 'the packet as it is taken here does not come there'),
  ];
}

function differenceWords({ differences }: LogVisit, teller: string): string {
  return differences
    .map(
      ({ field, line, trace }) =>
        `${fieldWords(field)} ${writeValue(field, trace)}, the ${teller} says ${writeValue(field, line)}`,
    )
    .join('; ');
}

function textRow(label: string, role: Role, text: string): Row {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role, text } };
}
