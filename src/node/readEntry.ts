import type { IpSet, SetElement, SetEntry } from './node.js';
import { readElement, readNumber } from './readElement.js';
import { setType } from './setType.js';

type Draft = { -readonly [Key in keyof Omit<SetEntry, 'elements'>]: SetEntry[Key] };

/** Ranges of up to this many addresses times ports are written out, so that looking them up is exact. */
const expandUpTo = 256;

/**
 * Reads the element and the options of an add line. `unknown`: the first option that was not understood.
 * @see ipset lib/args.c
 */
export function readEntries(
  element: string,
  options: readonly string[],
  set: IpSet,
):
  | { readonly entries: readonly SetEntry[]; readonly unknown?: string }
  | { readonly wrong: string; readonly part: string } {
  const type = setType(set.type);
  if (type === undefined) return { wrong: 'of a type that is not known', part: set.type };
  const read = readElement(element, {
    type,
    family: set.family,
    ...(set.mask === undefined ? {} : { mask: set.mask }),
    ...(set.markMask === undefined ? {} : { markMask: set.markMask }),
  });
  if ('wrong' in read) return read;
  const draft: Draft = { nomatch: false };
  if (set.timeout !== undefined) draft.timeout = set.timeout;
  let wildcard = false;
  let unknown: string | undefined;
  for (let at = 0; at < options.length; at++) {
    const word = (options[at] ?? '').replace(/^--/, '');
    if (word === 'nomatch') draft.nomatch = true;
    else if (word === 'wildcard') wildcard = true;
    else {
      at++;
      if (!readOption(word, options[at] ?? '', draft)) unknown ??= word;
    }
  }
  const entries = read
    .flatMap((elements) => expand(elements))
    .map((elements) => ({ elements: wildcard ? elements.map(asWildcard) : elements, ...draft }));
  return unknown === undefined ? { entries } : { entries, unknown };
}

/** Reads one option with a value; false where option or value is not known. */
function readOption(word: string, value: string, draft: Draft): boolean {
  const number = readCount(value);
  switch (word) {
    case 'comment':
      return true;
    case 'timeout':
    case 'packets':
    case 'bytes':
      if (number !== undefined) draft[word] = number;
      return number !== undefined;
    case 'skbmark': {
      const [text = '', maskText] = value.split('/');
      const mark = readNumber(text);
      const mask = maskText === undefined ? 0xffffffff : readNumber(maskText);
      if (mark === undefined || mask === undefined) return false;
      draft.skbMark = { value: mark, mask };
      return true;
    }
    case 'skbprio':
      draft.skbPriority = value;
      return true;
    case 'skbqueue':
      if (number !== undefined) draft.skbQueue = number;
      return number !== undefined;
    case 'before':
    case 'after':
      return true;
    default:
      return false;
  }
}

/** Counters are 64 bits wide; beyond 2^53 they lose their last digits, which no comparison of interest sees. */
function readCount(text: string): number | undefined {
  return /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}

function asWildcard(element: SetElement): SetElement {
  return element.kind === 'interface' ? { ...element, wildcard: true } : element;
}

function expand(elements: readonly SetElement[]): readonly (readonly SetElement[])[] {
  let entries: (readonly SetElement[])[] = [[]];
  for (const element of elements) {
    const single = singles(element, Math.floor(expandUpTo / entries.length));
    entries = entries.flatMap((entry) => single.map((one) => [...entry, one]));
  }
  return entries;
}

function singles(element: SetElement, limit: number): readonly SetElement[] {
  if (element.kind !== 'port' && element.kind !== 'address') return [element];
  const { low, high } = element;
  if (typeof low !== 'number' || typeof high !== 'number' || high <= low || high - low >= limit)
    return [element];
  return Array.from({ length: high - low + 1 }, (_, index) => ({
    ...element,
    low: low + index,
    high: low + index,
  }));
}
