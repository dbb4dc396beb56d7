import type { Field } from '../packet/field.js';
import type { Survey } from './survey.js';
import type { Workshop } from './workshop.js';

/** Whether rules write what a question depends on: `translated` are the sides that nat may have changed, with the variables that tell whether it has. */
export function writtenOf(
  { variables, survey }: Workshop,
  reads: readonly Field[],
): {
  readonly translated: readonly (readonly [side: 'source' | 'destination', level: number])[];
  /** Something else of it, of which nothing tells whether it is as it was. */
  readonly isWritten: boolean;
} {
  const translated = [...variables.translated].filter(([side]) =>
    reads.some((field) => sideOf(field) === side),
  );
  return {
    translated,
    isWritten: reads.some(
      (field) => isWritten(survey, field) && !translated.some(([side]) => sideOf(field) === side),
    ),
  };
}

function sideOf(field: Field): 'source' | 'destination' | undefined {
  if (field === 'source' || field === 'sourcePort') return 'source';
  return field === 'destination' || field === 'destinationPort' ? 'destination' : undefined;
}

function isWritten(survey: Survey, field: Field): boolean {
  if (field === 'mark' || field === 'connectionMark' || field === 'tos') return survey.written[field] !== 0;
  return survey.rewritten.has(field);
}

/** What may be written of the bytes that a program reads. */
export const headerFields: readonly Field[] = [
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'tos',
  'ttl',
  'length',
];
