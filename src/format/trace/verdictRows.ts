import type { Path, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import { harmless } from '../harmless.js';
import type { Row, Segment } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import type { TraceTextOptions } from './options.js';
import { joinWords } from './stepWords.js';
import { dispositionRole, dispositionWord, verdictWords } from './verdict.js';

/** A rule's text is shown up to here; with a comment of kilobytes the verdict would leave the screen. */
const longestRule = 600;

/** How a path ends: the verdict, then the deciding rule as the dump has it and what it is for. */
export function verdictRows(path: Path, options: TraceTextOptions): readonly Row[] {
  const { by } = path.disposition;
  const head = verdictRow(path);
  if (by.kind !== 'rule') return [head];
  const { ruleset, describe, detail } = options;
  const text = harmless(by.rule.text);
  const shown = detail === 'verbose' ? text : clip(text, longestRule);
  const said = describe.describeRule(ruleset, by.rule);
  const chain = describe.describeChain(ruleset, by.rule.table, by.rule.chain);
  const owner = chain === undefined ? '' : harmlessSentence(`${chain.owner}: ${chain.purpose}`);
  const meaning = joinWords([owner, harmlessSentence(said ?? '')]);
  return [head, behind('plain', shown), ...(meaning === '' ? [] : [behind('dim', meaning)])];
}

/** The verdict alone: `DROPPED  by filter FORWARD rule 3, line 20 of the dump`. */
export function verdictRow(path: Path): Row {
  const { kind } = path.disposition;
  const label: Segment = { role: dispositionRole(kind), text: dispositionWord(kind) };
  return { kind: 'text', label, indent: 0, text: { role: 'strong', text: verdictWords(path) } };
}

function behind(role: 'plain' | 'dim', text: string): Row {
  return { kind: 'text', label: { role: 'plain', text: '' }, indent: 0, text: { role, text } };
}

/** One line a path: its number, its chance, the verdict. `paths` are in printing order. */
export function summaryRows(paths: readonly Path[]): readonly Row[] {
  return paths.map((path, index) => {
    const { kind } = path.disposition;
    const chance = path.chance === undefined ? '' : `chance ${writeChance(path.chance)}`;
    return {
      kind: 'step',
      label: `path ${index + 1}`,
      indent: 0,
      place: chance,
      action: { role: dispositionRole(kind), text: dispositionWord(kind) },
      meaning: verdictWords(path),
    };
  });
}

/** The last line of several: whether all paths end alike. */
export function togetherRow(trace: Trace): Row {
  const kinds = [...new Set(trace.paths.map((path) => path.disposition.kind))];
  const [kind] = kinds;
  if (kind === undefined) return behind('plain', 'no path');
  if (kinds.length === 1) {
    return {
      kind: 'text',
      label: { role: dispositionRole(kind), text: dispositionWord(kind) },
      indent: 0,
      text: { role: 'strong', text: `on all ${trace.paths.length} paths` },
    };
  }
  const parts = kinds.map((one) => {
    const paths = trace.paths.filter((path) => path.disposition.kind === one);
    const chances = paths.map((path) => path.chance);
    const known = chances.every((chance) => chance !== undefined);
    const sum = chances.reduce<number>((total, chance) => total + (chance ?? 0), 0);
    return `${dispositionWord(one)} on ${paths.length} of ${trace.paths.length} paths${known ? ` (chance ${writeChance(sum)})` : ''}`;
  });
  return {
    kind: 'text',
    label: { role: 'unsure', text: 'VERDICT' },
    indent: 0,
    text: { role: 'strong', text: `differs: ${parts.join(', ')}` },
  };
}

/** What stands before the verdict of a trace that was cut. */
export function incompleteRow(): Row {
  return {
    kind: 'text',
    label: { role: 'ended', text: 'INCOMPLETE' },
    indent: 0,
    text: { role: 'unsure', text: 'there are more paths than the limit: these are only some of them' },
  };
}
