import type { Address } from '../address/address.js';
import { andAddress, sameAddress, writeAddress } from '../address/address.js';
import { contains, intersect, subtract } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import { markMatches } from '../netfilter/marks.js';
import { fieldWords } from '../packet/field.js';
import type { AddressField, BitsField, NamedField, NumericField } from '../packet/field.js';
import type { Ask, ByteTest, Condition, Derived, Membership } from './condition.js';
import { interfaceMatches } from './interfaceName.js';

/** A question that stands in the way of an answer; its identity is `key`. What it holds belongs to whoever implements Facts. */
export interface Unknown {
  readonly key: string;
}

type BitsCondition = Extract<Condition, { kind: 'bits' }>;

/** A field whose value is not known: one of `values`. */
export interface OpenField {
  readonly values: RangeSet;
}

/**
 * What evaluate may ask about one packet. Everything that cannot be told is an Unknown, never a guess.
 */
export interface Facts<U extends Unknown = Unknown> {
  /** The value; undefined where the packet has no such field; or what is left of it to choose from. */
  value(field: AddressField | NumericField): Address | OpenField | undefined;
  /** The value; undefined where the packet has no such field, `open` where nobody described it. */
  bits(field: BitsField): number | 'open' | undefined;
  names(field: NamedField): readonly string[];
  /** The interface's name, empty where the packet has none; undefined where it is not known. */
  interfaceName(side: 'in' | 'out'): string | undefined;
  /** Whether those bits of an open field are set so. */
  openBits(condition: BitsCondition): boolean | U;
  /** The question whether an open field lies in `set`. */
  openValue(field: AddressField | NumericField, set: RangeSet): U;
  /** Whether an interface that is not known matches; from what was assumed before. */
  openInterface(side: 'in' | 'out', name: string, wildcard: boolean): boolean | U;
  derived(derived: Derived): boolean | U;
  member(membership: Membership): boolean | U;
  bytes(program: readonly ByteTest[]): boolean | U;
  draw(subject: string, probability: number): boolean | U;
  ask(ask: Ask): boolean | U;
}

/** `failed` is the first part that did not hold. */
export type Truth<U extends Unknown = Unknown> =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly failed: Condition }
  | { readonly kind: 'unknown'; readonly unknown: U };

const yes = { kind: 'yes' } as const;

/** Whether a condition holds for a packet. A definite no settles `all` even behind an unknown part, a definite yes `any`. */
export function evaluate<U extends Unknown>(condition: Condition, facts: Facts<U>): Truth<U> {
  switch (condition.kind) {
    case 'in':
      return evaluateIn(condition, facts);
    case 'masked': {
      const value = facts.value(condition.field);
      if (value === undefined) return { kind: 'no', failed: condition };
      if (isOpen(value)) return truth<U>(facts.ask(askMasked(condition)), condition);
      return truth<U>(sameAddress(andAddress(value, condition.mask), condition.value), condition);
    }
    case 'bits': {
      const value = facts.bits(condition.field);
      if (value === 'open') return truth<U>(facts.openBits(condition), condition);
      return truth<U>(value !== undefined && markMatches(value, condition.value, condition.mask), condition);
    }
    case 'interface': {
      const name = facts.interfaceName(condition.side);
      const holds =
        name === undefined
          ? facts.openInterface(condition.side, condition.name, condition.wildcard)
          : interfaceMatches(name, condition.name, condition.wildcard);
      return truth<U>(holds, condition);
    }
    case 'one-of': {
      const names = facts.names(condition.field);
      return truth<U>(
        condition.values.some((value) => names.includes(value)),
        condition,
      );
    }
    case 'derived':
      return truth<U>(facts.derived(condition.of), condition);
    case 'bytes':
      return truth<U>(facts.bytes(condition.program), condition);
    case 'member':
      return truth<U>(facts.member(condition.member), condition);
    case 'draw':
      return truth<U>(facts.draw(condition.subject, condition.probability), condition);
    case 'ask':
      return truth<U>(facts.ask(condition.ask), condition);
    case 'not': {
      const inner = evaluate(condition.of, facts);
      if (inner.kind === 'unknown') return inner;
      return inner.kind === 'no' ? yes : { kind: 'no', failed: condition };
    }
    case 'all': {
      let unknown: Truth<U> | undefined;
      for (const part of condition.of) {
        const held = evaluate(part, facts);
        if (held.kind === 'no') return held;
        if (held.kind === 'unknown') unknown ??= held;
      }
      return unknown ?? yes;
    }
    case 'any': {
      let unknown: Truth<U> | undefined;
      for (const part of condition.of) {
        const held = evaluate(part, facts);
        if (held.kind === 'yes') return held;
        if (held.kind === 'unknown') unknown ??= held;
      }
      return unknown ?? { kind: 'no', failed: condition };
    }
  }
}

/** Ranges of values cannot be cut by a mask with holes, so that this is a question of its own. */
function askMasked(condition: Extract<Condition, { kind: 'masked' }>): Ask {
  const { field, value, mask } = condition;
  return {
    subject: `${field}:${writeAddress(value)}/${writeAddress(mask)}`,
    asks: `is the ${fieldWords(field)}, as far as ${writeAddress(mask)} goes, ${writeAddress(value)}`,
    because: 'the packet was described without it',
    reads: [field],
    fresh: false,
  };
}

function truth<U extends Unknown>(holds: boolean | U, condition: Condition): Truth<U> {
  if (typeof holds === 'object') return { kind: 'unknown', unknown: holds };
  return holds ? yes : { kind: 'no', failed: condition };
}

export function isOpen(value: Address | OpenField): value is OpenField {
  return typeof value === 'object' && 'values' in value && !Array.isArray(value);
}

function evaluateIn<U extends Unknown>(
  condition: Extract<Condition, { kind: 'in' }>,
  facts: Facts<U>,
): Truth<U> {
  const value = facts.value(condition.field);
  if (value === undefined) return { kind: 'no', failed: condition };
  if (!isOpen(value)) return truth<U>(contains(condition.set, value), condition);
  if (intersect(value.values, condition.set).length === 0) return { kind: 'no', failed: condition };
  if (subtract(value.values, condition.set).length === 0) return yes;
  return { kind: 'unknown', unknown: facts.openValue(condition.field, condition.set) };
}
