import type { KernelTrace } from '../kernel/kernelTrace.js';
import { stepWords } from '../kernel/traceLines.js';
import { compare } from './compare.js';
import type { ComparedEnd, ComparedHop, Comparison, FieldDifference } from './compare.js';
import type { ToldTrace } from './told.js';

/**
 * What calitrace tells otherwise than the kernel does, one sentence each; empty where they agree. Where the trace forks, the
 * kernel must have gone one of its paths: of the path that comes closest the differences are given.
 */
export function disagreements(kernel: KernelTrace, trace: ToldTrace): readonly string[] {
  const comparison = compare(kernel, trace);
  return comparison === undefined ? ['calitrace gave no path'] : sentences(comparison);
}

/** A comparison as sentences; none where both agree. */
export function sentences({ agrees, hops, end, paths }: Comparison): readonly string[] {
  if (agrees) return [];
  return [
    ...(paths === 1 ? [] : [`none of ${paths} paths is the kernel's; of the closest:`]),
    ...hops.filter((hop) => !hop.agrees).flatMap(hopSentences),
    ...(end === undefined ? [] : endSentences(end)),
  ];
}

function endSentences({ kernel, told, leaving }: ComparedEnd): readonly string[] {
  if (kernel !== told) return [sides(kernel, told)];
  return leaving.map((one) => fieldSentence('the packet as it leaves', one));
}

function hopSentences(hop: ComparedHop): readonly string[] {
  const { hook, table, entry, steps } = hop;
  const words = (side: 'kernel' | 'told'): string =>
    `${hook} ${table}: ${steps.flatMap((step) => (step[side] === undefined ? [] : stepWords(step[side]))).join(', ')}`;
  if (hop.packet === undefined) return [`the kernel did not come to: ${words('told')}`];
  if (steps.every((step) => step.told === undefined)) return [`the kernel went on to: ${words('kernel')}`];
  return [
    ...entry.map((one) => fieldSentence(`${hook} ${table} on entry`, one)),
    ...(steps.every((step) => step.agrees) ? [] : [sides(words('kernel'), words('told'))]),
  ];
}

/** `the packet as it leaves: outInterface: kernel eth1 | calitrace eth2` */
export function fieldSentence(where: string, { field, kernel, told }: FieldDifference): string {
  return `${where}: ${field}: ${sides(kernel, told)}`;
}

/** `kernel … | calitrace …` */
export function sides(kernel: string, ours: string): string {
  return `kernel ${kernel === '' ? 'nothing' : kernel} | calitrace ${ours === '' ? 'nothing' : ours}`;
}
