import { lengthOfMask, readDotted } from '../address/address.js';
import type { Address } from '../address/address.js';
import { valueBetween } from '../ast/rememberedLine.js';
import type { RememberedRule } from '../ast/rememberedLine.js';
import type { RuleForm } from '../extension/extension.js';
import type { OptionTable, Reading, Values } from '../extension/option.js';
import type { MaskedAddress } from '../extension/types/addresses.js';
import type { Family } from '../netfilter/hooks.js';
import { isWrongSide } from './interfaceSide.js';
import type { ChainPlace, TablePlace } from './ruleReading.js';
import type { NamedWord, PlannedCheck, PlannedOption, PlannedScope, RulePlan } from './rulePlan.js';
import { formOf } from './settleRule.js';

/** Where a rule stands: `number` is 1-based. */
export interface RuleSpot {
  readonly place: TablePlace;
  readonly chain: string;
  readonly number: number;
}

/** Where the words of a rule begin and end. @see cutWords */
export type Cuts = Readonly<Int32Array>;

const blank = 0x20;
const quote = 0x22;
const slash = 0x2f;

const oneHost = '/32';

/** Whether the plan is one for this rule: the same extensions are loaded, and the target is of the same kind. */
export function isPlanFor(plan: RulePlan, rule: RememberedRule, cuts: Cuts, place: TablePlace): boolean {
  if (!areWords(plan.named, rule, cuts)) return false;
  // Of an extension the name is among those words, and no chain was called so when the plan was made.
  const { target } = plan;
  if (target === undefined || target.loaded !== undefined) return true;
  if (isWord(rule, cuts, target.index, target.last.chain)) return true;
  const name = wordAt(rule, cuts, target.index);
  if (!place.isChain(name)) return false;
  target.last.chain = name;
  target.last.action = undefined;
  return true;
}

/**
 * Whether all values of a rule can be read, and go together. False says nothing yet: what is wrong, and where, readRule tells.
 */
export function isSound(plan: RulePlan, rule: RememberedRule, cuts: Cuts, spot: RuleSpot): boolean {
  const { sides, varying, checked } = plan;
  const { family } = spot.place;
  for (let index = 0; index < sides.length; index += 1) {
    if (isWrongSide(spot.chain, sides[index] ?? '')) return false;
  }
  // By index: this is done for each option of a hundred thousand rules, mostly before anything is optimised.
  for (let index = 0; index < varying.length; index += 1) {
    const option = varying[index];
    if (option === undefined || acceptsPlanned(option, rule, cuts, family)) continue;
    if (readPlanned(option, rule, cuts, family) === undefined) return false;
  }
  for (let index = 0; index < checked.length; index += 1) {
    const check = checked[index];
    if (check !== undefined && !passes(check, plan, rule, cuts, spot)) return false;
  }
  return true;
}

/** Whether the value of an option is one, looked at where it stands; false says nothing yet. */
function acceptsPlanned(
  { type, first }: PlannedOption,
  { sheet }: RememberedRule,
  cuts: Cuts,
  family: Family,
): boolean {
  if (type.accepts === undefined || type.takes !== 1) return false;
  const from = cuts[first * 2] ?? 0;
  const to = cuts[first * 2 + 1] ?? 0;
  return sheet.charCodeAt(from) === quote
    ? type.accepts(sheet, from + 1, to - 1, family)
    : type.accepts(sheet, from, to, family);
}

function passes(
  { extension, scope, looked }: PlannedCheck,
  { protocol }: RulePlan,
  rule: RememberedRule,
  cuts: Cuts,
  spot: RuleSpot,
): boolean {
  if (areWords(looked, rule, cuts)) return true;
  const values = readSettings(scope, rule, cuts, spot.place.family);
  if (values === undefined) return false;
  return extension.check?.(values as Values<OptionTable>, formAt(spot, protocol)) === undefined;
}

/** What extensions may know of a rule when they look at their options. */
export function formAt({ place }: RuleSpot, protocol: RulePlan['protocol']): RuleForm {
  return formOf(place, protocol);
}

/** As settingsOf gives them; undefined where a value cannot be read. */
export function readSettings(
  { taken }: PlannedScope,
  rule: RememberedRule,
  cuts: Cuts,
  family: Family,
): Record<string, unknown> | undefined {
  const values = Object.create(null) as Record<string, unknown>;
  for (const option of taken) {
    const reading = readPlanned(option, rule, cuts, family);
    if (reading === undefined) return undefined;
    const setting = { value: reading.value, negated: option.negated };
    const before = values[option.key];
    if (Array.isArray(before)) before.push(setting);
    else values[option.key] = option.multiple ? [setting] : setting;
  }
  return values;
}

/** The one address that a packet has to have. */
export interface FirstAddress {
  readonly field: 'source' | 'destination';
  readonly address: Address;
}

/**
 * The address for which a rule asks before anything else, since `ruleCondition` asks for the source first and then for the destination; undefined where
 * what it asks first is no single address.
 */
export function firstAddress(
  { own }: RulePlan,
  rule: RememberedRule,
  cuts: Cuts,
  family: Family,
): FirstAddress | undefined {
  for (const field of ['source', 'destination'] as const) {
    const option = own.taken.find(({ key }) => key === field);
    if (option === undefined) continue;
    const host = !option.negated && family === 4 ? readHost(wordAt(rule, cuts, option.first)) : undefined;
    if (host !== undefined) return { field, address: host };
    const reading = option.negated ? undefined : readPlanned(option, rule, cuts, family);
    const [masked] = (reading?.value ?? []) as readonly MaskedAddress[];
    return masked !== undefined && lengthOfMask(masked.mask) === (family === 4 ? 32 : 128)
      ? { field, address: masked.address }
      : undefined;
  }
  return undefined;
}

/** `a.b.c.d/32`, as iptables-save prints one address. Anything else is left to the type's own reader. */
function readHost(text: string): number | undefined {
  return text.endsWith(oneHost) ? readDotted(text, 0, text.length - oneHost.length) : undefined;
}

/** The same of the word that begins at `start`, with a blank behind it. */
export function hostAt(text: string, start: number): number | undefined {
  let end = start;
  for (let code = text.charCodeAt(end); code > blank && code !== slash; code = text.charCodeAt(end)) end += 1;
  const isHost = text.startsWith(oneHost, end) && text.charCodeAt(end + oneHost.length) === blank;
  return isHost ? readDotted(text, start, end) : undefined;
}

/** The value of an option, by the reader of its type; undefined where it has none, or several. */
function readPlanned(
  option: PlannedOption,
  rule: RememberedRule,
  cuts: Cuts,
  family: Family,
): { readonly value: unknown } | undefined {
  const { type, first, known, last } = option;
  if (known !== undefined) return good(option, known);
  switch (type.takes) {
    case 0:
      return good(option, type.read([], family));
    case 1: {
      const text = wordAt(rule, cuts, first);
      if (text !== last.text || last.reading === undefined) {
        last.reading = type.read([text], family);
        last.text = text;
      }
      return good(option, last.reading);
    }
    case 2:
      return good(option, type.read([wordAt(rule, cuts, first), wordAt(rule, cuts, first + 1)], family));
  }
}

function good({ single }: PlannedOption, reading: Reading<unknown>): { readonly value: unknown } | undefined {
  if (!reading.ok) return undefined;
  return single && (!Array.isArray(reading.value) || reading.value.length !== 1) ? undefined : reading;
}

/** Whether the rule has these words. */
export function areWords(words: readonly NamedWord[], rule: RememberedRule, cuts: Cuts): boolean {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word !== undefined && !isWord(rule, cuts, word.index, word.text)) return false;
  }
  return true;
}

function isWord({ shape, sheet }: RememberedRule, cuts: Cuts, index: number, word: string): boolean {
  const known = shape.fixed[index];
  if (known !== undefined) return known === word;
  const from = cuts[index * 2] ?? 0;
  const to = cuts[index * 2 + 1] ?? 0;
  if (sheet.charCodeAt(from) === quote) return valueBetween(sheet, from, to) === word;
  return to - from === word.length && sheet.startsWith(word, from);
}

/** What the word at an index of the shape means. */
export function wordAt({ shape, sheet }: RememberedRule, cuts: Cuts, index: number): string {
  return shape.fixed[index] ?? valueBetween(sheet, cuts[index * 2] ?? 0, cuts[index * 2 + 1] ?? 0);
}

/** The same as a place of its own. */
export function placeOf({ place, chain }: RuleSpot): ChainPlace {
  const { family, table, extensions, writer, isChain } = place;
  return { family, table, extensions, writer, isChain, chain };
}
