import type { KernelStep } from '../../kernel/kernelTrace.js';
import { fieldWords } from '../../packet/field.js';
import type { ComparedHop, ComparedStep, Comparison, FieldDifference } from '../../verify/compare.js';
import type { Role } from '../colour.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';

const same = '=';
const different = '≠';

/** Two traces hook by hook; `wide`: the kernel's steps stand beside calitrace's, else below them where they differ. */
export function comparisonRows(comparison: Comparison, wide: boolean): readonly Row[] {
  const rows: Row[] = [];
  let hook = '';
  for (const hop of comparison.hops) {
    if (hop.hook !== hook) rows.push({ kind: 'blank' }, { kind: 'heading', text: hop.hook });
    hook = hop.hook;
    for (const row of hopRows(hop, wide)) rows.push(row);
  }
  return [...rows, { kind: 'blank' }, ...endRows(comparison)];
}

function hopRows(hop: ComparedHop, wide: boolean): readonly Row[] {
  const entry = hop.entry.map((one) => fieldRow('on entry: ', one));
  const rows: Row[] = [];
  for (const step of hop.steps) {
    const label = rows.length === 0 ? hop.table : '';
    for (const row of wide ? [wideRow(step, label)] : narrowRows(step, label)) rows.push(row);
    if (!step.agrees) break;
  }
  return [...entry, ...rows];
}

function wideRow({ told, kernel, depth, agrees }: ComparedStep, label: string): Row {
  const words = kernel === undefined ? 'nothing' : `${placeOf(kernel)}  ${actionOf(kernel)}`;
  return stepRow(told, `${agrees ? same : different} ${words}`, { label, depth, agrees });
}

function narrowRows({ told, kernel, depth, agrees }: ComparedStep, label: string): readonly Row[] {
  if (agrees) return [stepRow(told, same, { label, depth, agrees })];
  return [
    stepRow(told, `${different} calitrace`, { label, depth, agrees }),
    stepRow(kernel, `${different} kernel`, { label: '', depth, agrees }),
  ];
}

interface Place {
  readonly label: string;
  readonly depth: number;
  readonly agrees: boolean;
}

function stepRow(step: KernelStep | undefined, meaning: string, { label, depth, agrees }: Place): Row {
  const role: Role = agrees ? 'plain' : 'ended';
  return {
    kind: 'step',
    label,
    indent: depth,
    place: step === undefined ? 'nothing' : placeOf(step),
    action: { role, text: step === undefined ? '' : actionOf(step) },
    meaning,
  };
}

function placeOf(step: KernelStep): string {
  return step.kind === 'policy' ? 'policy' : `${harmlessSentence(step.chain)} ${step.rule}`;
}

function actionOf(step: KernelStep): string {
  if (step.kind === 'policy') return step.verdict;
  switch (step.verdict) {
    case 'JUMP':
    case 'GOTO':
      return `${step.verdict.toLowerCase()} ${harmlessSentence(step.to ?? '')}`;
    case 'CONTINUE':
      return 'goes on';
    default:
      return step.verdict;
  }
}

function endRows({ end }: Comparison): readonly Row[] {
  if (end === undefined) return [textRow('end', 'unsure', 'not compared')];
  const text =
    end.kernel === end.told ? `${end.told}  ${same}` : `calitrace: ${end.told}; kernel: ${end.kernel}`;
  return [
    textRow('end', end.kernel === end.told ? 'plain' : 'ended', harmlessSentence(text)),
    ...end.leaving.map((one) => fieldRow('as it leaves: ', one)),
  ];
}

function fieldRow(where: string, { field, told, kernel }: FieldDifference): Row {
  const value = (text: string): string => (text === '' ? 'none' : text);
  const text = `${where}${fieldWords(field)}: calitrace ${value(told)}, kernel ${value(kernel)}`;
  return textRow(different, 'ended', harmlessSentence(text));
}

export function textRow(label: string, role: Role, text: string): Row {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role, text } };
}
