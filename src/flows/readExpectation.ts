import type { Value, ValuePath } from '../document/document.js';
import { nearest } from '../document/nearest.js';
import { readNumber } from '../extension/types/numbers.js';
import { isTableName } from '../netfilter/hooks.js';
import { fullMask, writeMark } from '../netfilter/marks.js';
import { readPrefix } from '../node/readPrefix.js';
import { endWords, type EndWord } from '../trace/endsAs.js';
import type {
  DeciderPattern,
  EndpointPattern,
  Expectation,
  MarkPattern,
  Odds,
  PlacePattern,
} from './expectation.js';
import {
  isMapping,
  knownKeys,
  listAt,
  refuse,
  type Mapping,
  type Reader,
} from '../document/documentReader.js';

const keys = ['end', 'possible', 'odds', 'nat', 'by', 'passes', 'avoids', 'mark', 'out'];

/** Reads what a flow expects: a mapping, or how it ends in a word or a list of them. */
export function readExpectation(
  reader: Reader,
  path: ValuePath,
  value: Value | undefined,
): Expectation | undefined {
  if (value === undefined || value === null) {
    refuse(reader, path, 'this flow expects nothing', { expected: `expect: with ${keys.join(', ')}` });
    return;
  }
  if (!isMapping(value)) {
    const ends = endsAt(reader, path, value);
    return ends === undefined ? undefined : { ends };
  }
  knownKeys(reader, path, value, keys);
  if (value.size === 0) {
    refuse(reader, path, 'this flow expects nothing', { expected: keys.join(', ') });
    return;
  }
  const at = (key: string): ValuePath => [...path, key];
  const places = (key: string): readonly PlacePattern[] | undefined =>
    listAt(
      reader,
      at(key),
      value.get(key),
      'a chain or a rule such as filter/FORWARD or filter/FORWARD:3',
      readPlace,
    );
  const by = listAt(
    reader,
    at('by'),
    value.get('by'),
    'a rule, a chain or a policy such as filter/FORWARD:3, filter/FORWARD, filter/FORWARD:policy, or kernel',
    readDecider,
  );
  return {
    ...given('ends', endsAt(reader, at('end'), value.get('end'))),
    ...given('possible', endsAt(reader, at('possible'), value.get('possible'))),
    ...given('odds', oddsAt(reader, at('odds'), value.get('odds'))),
    ...natAt(reader, at('nat'), value.get('nat')),
    ...given('by', by),
    ...given('passes', places('passes')),
    ...given('avoids', places('avoids')),
    ...given(
      'mark',
      listAt(reader, at('mark'), value.get('mark'), 'a mark such as 0x4000 or 0x0/0x4000', readMark),
    ),
    ...given(
      'outInterface',
      listAt(reader, at('out'), value.get('out'), 'the name of an interface', (text) => text),
    ),
  };
}

function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

function endsAt(reader: Reader, path: ValuePath, value: Value | undefined): readonly EndWord[] | undefined {
  const ends = listAt(reader, path, value, `one of ${endWords.join(', ')}`, (text) => ({
    text,
    end: endOf(text),
  }));
  const wrong = (ends ?? []).filter(({ end }) => end === undefined);
  for (const { text } of wrong) {
    const meant = nearest(text, endWords);
    refuse(reader, path, `no packet ends "${text}"`, {
      hint: meant === undefined ? `they end ${endWords.join(', ')}` : `did you mean ${meant}?`,
    });
  }
  return wrong.length > 0 ? undefined : ends?.flatMap(({ end }) => end ?? []);
}

function endOf(text: string): EndWord | undefined {
  return endWords.find((word) => word === text);
}

function oddsAt(reader: Reader, path: ValuePath, value: Value | undefined): readonly Odds[] | undefined {
  if (value === undefined) return undefined;
  const expected = 'ends with their chances, such as { accepted: 2/3, dropped: 1/3 }';
  if (!isMapping(value) || value.size === 0) {
    refuse(reader, path, '"odds" is no mapping', { expected });
    return;
  }
  knownKeys(reader, path, value, endWords);
  return [...value].flatMap(([word, said]): readonly Odds[] => {
    const end = endOf(word);
    const text = typeof said === 'number' ? String(said) : typeof said === 'string' ? said : 'this';
    const chance = readChance(text);
    if (end === undefined) return [];
    if (chance === undefined) {
      refuse(reader, [...path, word], `"${text}" is no chance`, { expected: 'such as 1/3, 0.25 or 33 %' });
      return [];
    }
    return [{ end, chance, text }];
  });
}

/** `1/3`, `0.25`, `33 %`. */
function readChance(text: string): number | undefined {
  const [, whole = '', part] = /^(\d{1,9}(?:\.\d{1,9})?)(?:\/(\d{1,9})| ?%)?$/.exec(text) ?? [];
  if (whole === '') return undefined;
  const chance = text.endsWith('%') ? Number(whole) / 100 : Number(whole) / Number(part ?? 1);
  return chance >= 0 && chance <= 1 ? chance : undefined;
}

function natAt(
  reader: Reader,
  path: ValuePath,
  value: Value | undefined,
): Pick<Expectation, 'source' | 'destination'> {
  if (value === undefined) return {};
  const sides = ['source', 'destination'];
  if (!isMapping(value) || value.size === 0) {
    refuse(reader, path, '"nat" is no mapping', { expected: 'source: or destination:' });
    return {};
  }
  knownKeys(reader, path, value, sides);
  const side = (mapping: Mapping, key: string): readonly EndpointPattern[] | undefined =>
    listAt(
      reader,
      [...path, key],
      mapping.get(key),
      'an address, a prefix or a port such as 10.0.0.1, 10.0.0.1:80, [2001:db8::1]:80, 10.0.0.0/8, :80; or translated, unchanged',
      readEndpoint,
    );
  return { ...given('source', side(value, 'source')), ...given('destination', side(value, 'destination')) };
}

function readEndpoint(text: string): EndpointPattern | undefined {
  if (text === 'translated' || text === 'unchanged') return { kind: text, text };
  const whole = readPrefix(text);
  if (whole !== undefined) return { kind: 'at', prefix: whole, text };
  const [, written, digits = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const port = readNumber(digits, 0xffff);
  if (written === undefined || port === undefined) return undefined;
  if (written === '') return { kind: 'at', port, text };
  const bracketed = /^\[(.*)\]$/.exec(written)?.[1];
  if (bracketed === undefined && written.includes(':')) return undefined;
  const prefix = readPrefix(bracketed ?? written);
  return prefix === undefined ? undefined : { kind: 'at', prefix, port, text };
}

/** `filter/FORWARD`, `filter/FORWARD:3`. */
function readPlace(text: string): PlacePattern | undefined {
  const [, table = '', whole = ''] = /^([^/]*)\/(.+)$/s.exec(text) ?? [];
  if (!isTableName(table)) return undefined;
  const [, chain, number] = /^(.+):(\d{1,9})$/s.exec(whole) ?? [];
  return chain === undefined ? { table, whole, text } : { table, whole, chain, rule: Number(number), text };
}

function readDecider(text: string): DeciderPattern | undefined {
  if (text === 'kernel') return { kind: 'kernel', text };
  const place = readPlace(text);
  if (place === undefined) return undefined;
  const [, chain] = /^(.+):policy$/s.exec(place.whole) ?? [];
  return chain === undefined
    ? { kind: 'place', place, text }
    : { kind: 'policy', table: place.table, chain, text };
}

function readMark(text: string): MarkPattern | undefined {
  const [first = '', second, ...rest] = text.split('/');
  const value = readNumber(first, fullMask);
  const mask = second === undefined ? fullMask : readNumber(second, fullMask);
  if (value === undefined || mask === undefined || rest.length > 0) return undefined;
  return { value, mask, text: `${writeMark(value)}${mask === fullMask ? '' : `/${writeMark(mask)}`}` };
}
