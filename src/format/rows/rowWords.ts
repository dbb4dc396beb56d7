import { allOnes6, zero6 } from '../../address/address.js';
import { subtract } from '../../address/range.js';
import type { RangeSet } from '../../address/range.js';
import type { Derived } from '../../condition/condition.js';
import { explainCondition, explainSet } from '../../condition/explain.js';
import type { Family } from '../../netfilter/hooks.js';
import { writeMark } from '../../netfilter/marks.js';
import { fieldWords } from '../../packet/field.js';
import type { AddressField, NumericField } from '../../packet/field.js';
import { exclusiveNames, widthOf } from '../../packetset/variables.js';
import type { InterfaceRange, Row } from '../../packetset/rowsOf.js';
import { harmless } from '../harmless.js';

/** What a row of packets says, by column; a column that says nothing is missing. Text of the dump is harmless. */
export function rowWords(row: Row, family: Family): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [side, names] of row.interfaces) {
    words.set(
      side === 'in' ? 'in interface' : 'out interface',
      interfaceWords(names, row.interfaceCount.get(side) ?? 0),
    );
  }
  for (const [field, ranges] of row.numbers) {
    const isMark = field === 'mark' || field === 'connectionMark' || field === 'tcpFlags' || field === 'tos';
    words.set(
      fieldWords(field),
      isMark
        ? ranges.map(([low, high]) => `${writeMark(low as number)}-${writeMark(high as number)}`).join(' or ')
        : rangeWords(field, ranges, family),
    );
  }
  for (const [field, patterns] of row.bits) {
    words.set(
      fieldWords(field),
      patterns.map(({ mask, value }) => `${writeMark(value)}/${writeMark(mask)}`).join(' or '),
    );
  }
  for (const [field, names] of row.names) {
    const others = exclusiveNames[field].filter((name) => !names.includes(name));
    const text = others.length < names.length ? `not ${others.join(' or ')}` : names.join(' or ');
    words.set(fieldWords(field), text);
  }
  const answers = [...row.answers].map(([key, answer]) => `${answerWords(key)} ${answer ? 'yes' : 'no'}`);
  if (answers.length > 0) words.set('answers', answers.join('; '));
  return words;
}

/** All but a few is told by the few. */
function rangeWords(field: AddressField | NumericField, ranges: RangeSet, family: Family): string {
  const others = subtract(wholeOf(field, family), ranges);
  return others.length < ranges.length ? `not ${explainSet(field, others)}` : explainSet(field, ranges);
}

function wholeOf(field: AddressField | NumericField, family: Family): RangeSet {
  const width = widthOf(field, family);
  return width === 128 ? [[zero6, allOnes6]] : [[0, 2 ** width - 1]];
}

/** `names` of the classes that there are; the first class is none. */
function interfaceWords(names: readonly InterfaceRange[], count: number): string {
  if (names.length === count - 1 && !names.some(({ name, rest }) => name === '' && !rest)) return 'any';
  return names
    .map(({ name, rest }) => {
      if (name === '') return rest ? 'others' : 'none';
      return `${harmless(name)}${rest ? '+ (others)' : ''}`;
    })
    .join(' or ');
}

/** A free question, by the key that sets of packets know it by. */
function answerWords(key: string): string {
  const [, asked = key, routed = '', again = ''] = /^(.*?)( routed)?((?: \w+ translated)*)$/s.exec(key) ?? [];
  const where = `${routed === '' ? '' : ' behind routing'}${again === '' ? '' : ' behind nat'}`;
  return `${harmless(askedWords(asked))}${where}:`;
}

function askedWords(asked: string): string {
  const [, kind = '', value = ''] = /^(\w+) (.*)$/s.exec(asked) ?? [];
  switch (kind) {
    case 'member': {
      const [set = '', sides = []] = JSON.parse(value) as [string?, (readonly string[])?];
      return `set ${set} has ${sides.join(',')}`;
    }
    case 'derived':
      return explainCondition({ kind: 'derived', of: JSON.parse(value) as Derived });
    case 'bytes':
      return 'the header bytes pass the u32 test';
    case 'ctState':
    case 'ctStatus':
    case 'tcpOption':
    case 'ipOption':
    case 'extensionHeader':
      return `${fieldWords(kind)} ${value}`;
    case 'sourceMac':
      return 'there is a source MAC';
    default:
      return value;
  }
}
