import { compareAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { boundFields, withinBoth } from './bounds.js';
import type { BoundField, Bounds } from './bounds.js';

/** So many pairs are looked at; beyond them nothing is told. */
const mostLooks = 1 << 22;

/** Things with bounds, and of those pairs of them for which somebody asks the ones that a packet may be within both. */
export type Meeting<Item> = ReadonlyMap<Item, readonly Item[]>;

/** Undefined where that takes too long. */
export function meetingBounds<Item>(
  all: ReadonlyMap<Item, Bounds>,
  isAsked: (one: Item, other: Item) => boolean,
): Meeting<Item> | undefined {
  const meeting = new Map<Item, Item[]>();
  const join = (one: Item, other: Item): void => {
    const others = meeting.get(one);
    if (others === undefined) meeting.set(one, [other]);
    else others.push(other);
  };
  let looks = 0;
  let open: Spanned<Item>[] = [];
  for (const next of inSweep(all)) {
    const low = next.span?.[0];
    if (low !== undefined) open = open.filter(({ span }) => !endsBefore(span, low));
    looks += open.length;
    if (looks > mostLooks) return undefined;
    for (const { item, bounds } of open) {
      if (!isAsked(item, next.item) || withinBoth(bounds, next.bounds) === undefined) continue;
      join(item, next.item);
      join(next.item, item);
    }
    open.push(next);
  }
  return meeting;
}

type Span = readonly [low: Address, high: Address];

interface Spanned<Item> {
  readonly item: Item;
  readonly bounds: Bounds;
  /** Around the values of the field in which most differ; undefined for any. */
  readonly span: Span | undefined;
}

function endsBefore(span: Span | undefined, low: Address): boolean {
  return span !== undefined && compareAddress(span[1], low) < 0;
}

/** First those with any value, then by where they begin: whatever is over before the next one begins is looked at no more. */
function inSweep<Item>(all: ReadonlyMap<Item, Bounds>): readonly Spanned<Item>[] {
  const field = tellingField([...all.values()]);
  const anywhere: Spanned<Item>[] = [];
  const somewhere: (Spanned<Item> & { readonly span: Span })[] = [];
  for (const [item, bounds] of all) {
    const ranges = bounds.numbers.get(field);
    const [first, last] = [ranges?.[0], ranges?.at(-1)];
    if (first === undefined || last === undefined) anywhere.push({ item, bounds, span: undefined });
    else somewhere.push({ item, bounds, span: [first[0], last[1]] });
  }
  return [...anywhere, ...somewhere.sort((a, b) => compareAddress(a.span[0], b.span[0]))];
}

/** The field of which they begin with most values. */
function tellingField(all: readonly Bounds[]): BoundField {
  let [telling, most] = [boundFields[0] as BoundField, 0];
  for (const field of boundFields) {
    const { size } = new Set(all.map(({ numbers }) => String(numbers.get(field)?.[0]?.[0])));
    if (size > most) [telling, most] = [field, size];
  }
  return telling;
}
