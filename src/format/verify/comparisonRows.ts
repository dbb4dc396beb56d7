import type { KernelPacket, KernelStep } from '../../kernel/kernelTrace.js';
import { packetWords } from '../../kernel/traceLines.js';
import { writeMark } from '../../netfilter/marks.js';
import { fieldWords } from '../../packet/field.js';
import type { ComparedHop, ComparedStep, Comparison, FieldDifference } from '../../verify/compare.js';
import type { Role } from '../colour.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { padTo } from '../wrap.js';

const same = '=';
const different = '≠';

export interface ComparisonOptions {
  /** The kernel's steps stand beside calitrace's; else below them, and only where they differ. */
  readonly wide: boolean;
  /** Also the packet on entry to each table, as the kernel had it. */
  readonly packets: boolean;
}

/** Two traces hook by hook, up to the first difference. */
export function comparisonRows(comparison: Comparison, options: ComparisonOptions): readonly Row[] {
  const rows: Row[] = options.wide ? [{ kind: 'blank' }, titleRow] : [];
  let hook = '';
  for (const hop of comparison.hops) {
    if (hop.hook !== hook) rows.push({ kind: 'blank' }, { kind: 'heading', text: hop.hook });
    hook = hop.hook;
    for (const row of hopRows(hop, options)) rows.push(row);
  }
  return [...rows, { kind: 'blank' }, ...endRows(comparison)];
}

const titleRow: Row = {
  ...{ kind: 'step', label: '', indent: 0, place: 'calitrace', meaning: 'kernel', muted: true },
  action: { role: 'plain', text: '' },
};

function hopRows({ table, packet, entry, steps }: ComparedHop, options: ComparisonOptions): readonly Row[] {
  const before = entry.map((one) => fieldRow('on entry: ', one));
  const shown = options.packets && packet !== undefined ? [textRow('', 'dim', entryWords(packet))] : [];
  const rows: Row[] = [];
  for (const step of steps) {
    const sign = step.agrees ? same : different;
    const label = `${padTo(rows.length === 0 ? table : '', longestTable)} ${sign}`;
    for (const row of options.wide ? [wideRow(step, label)] : narrowRows(step, label)) rows.push(row);
    if (!step.agrees) break;
  }
  return [...shown, ...before, ...rows];
}

const longestTable = 'security'.length;

function entryWords(packet: KernelPacket): string {
  return harmlessSentence(packetWords(packet).replace(' > ', ' → '));
}

function wideRow(step: ComparedStep, label: string): Row {
  const { kernel } = step;
  const words = kernel === undefined ? 'nothing' : `${placeOf(kernel)}  ${actionOf(kernel)}`;
  return stepRow(step, step.told, label, words);
}

function narrowRows(step: ComparedStep, label: string): readonly Row[] {
  if (step.agrees) return [stepRow(step, step.told, label, '')];
  return [stepRow(step, step.told, label, 'calitrace'), stepRow(step, step.kernel, '', 'kernel')];
}

function stepRow(
  { depth, agrees }: ComparedStep,
  step: KernelStep | undefined,
  label: string,
  meaning: string,
): Row {
  const role: Role = agrees ? 'plain' : 'ended';
  return {
    ...{ kind: 'step', label, indent: depth, meaning },
    place: step === undefined ? 'nothing' : placeOf(step),
    action: { role, text: step === undefined ? '' : actionOf(step) },
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
  const agrees = end.kernel === end.told;
  const text = agrees ? end.told : `calitrace: ${end.told}; kernel: ${end.kernel}`;
  return [
    textRow(
      `${padTo('end', longestTable)} ${agrees ? same : different}`,
      agrees ? 'plain' : 'ended',
      harmlessSentence(text),
    ),
    ...end.leaving.map((one) => fieldRow('as it leaves: ', one)),
  ];
}

function fieldRow(where: string, { field, told, kernel }: FieldDifference): Row {
  const value = (text: string): string =>
    text === '' ? 'none' : field === 'mark' ? writeMark(Number(text)) : text;
  const text = `${where}${fieldWords(field)}: calitrace ${value(told)}, kernel ${value(kernel)}`;
  return textRow(`${padTo('', longestTable)} ${different}`, 'ended', harmlessSentence(text));
}

export function textRow(label: string, role: Role, text: string): Row {
  return { kind: 'text', label: { role: 'label', text: label }, indent: 0, text: { role, text } };
}
