import { sha224 } from '../../digest/digests.js';
import type { Digest } from '../../digest/digests.js';
import { beginsInBase64url } from '../../digest/written.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import { textsOf } from './ruleTexts.js';
import type { RuleParts } from './ruleTexts.js';

/** A rule with a hash of Felix. */
export interface HashedRule {
  readonly rule: BoundRule;
  readonly parts: RuleParts;
}

/** What its hash tells of a rule. A hash is made of the rule's own text and of all hashes before it in the chain. */
export type HashState =
  /** It is as Felix wrote it, and so is all before it. */
  | { readonly kind: 'genuine' }
  /** Felix wrote it otherwise: `was` is the text that has this hash. */
  | { readonly kind: 'edited'; readonly was: string }
  /** It has this hash behind a rule that is not there: `was` is that rule's text. */
  | { readonly kind: 'behind-missing'; readonly was: string }
  /** Felix wrote it behind `after`. */
  | { readonly kind: 'moved'; readonly after: BoundRule }
  /** The chain is whole without it. */
  | { readonly kind: 'extra' }
  /** It stands twice. */
  | { readonly kind: 'repeated'; readonly first: BoundRule }
  /** All before it is as Felix wrote it; either it is not, or something is missing right before it. */
  | { readonly kind: 'unfit' }
  /** It stands behind a rule that does not fit, which leaves nothing to check it by. */
  | { readonly kind: 'unverifiable' };

/** How many hashes may still be made for one dump. */
export interface HashBudget {
  left: number;
}

/** So far ahead a rule is looked for that was moved. */
const mostAhead = 64;
/** No genuine rule needs as many. */
const mostTexts = 4096;

/**
 * Goes along a chain as long as hashes fit and says what each of them tells. `knownTails` are texts of rules from chains of the
 * same kind, without `-A CHAIN HASH`: what is missing here mostly stands there.
 * @see calico felix/generictables/rules.go RuleHashes
 */
export function readHashes(
  name: string,
  rules: readonly HashedRule[],
  knownTails: Iterable<string>,
  budget: HashBudget,
): ReadonlyMap<BoundRule, HashState> {
  const states = new Map<BoundRule, HashState>();
  const fitted = new Map<string, BoundRule>();
  const skipped = new Set<HashedRule>();
  let digest = sha224(undefined, name);
  let last: BoundRule | undefined;
  const pending = [...rules];
  const accept = (item: HashedRule, next: Digest, state: HashState): void => {
    digest = next;
    last = item.rule;
    fitted.set(item.parts.hash ?? '', item.rule);
    states.set(item.rule, state);
    pending.splice(pending.indexOf(item), 1);
  };
  for (let [item] = pending; item !== undefined; [item] = pending) {
    const fit = fits(digest, name, item, budget);
    if (fit !== undefined) {
      const moved = skipped.has(item) && last !== undefined;
      accept(
        item,
        fit.digest,
        moved && last !== undefined ? { kind: 'moved', after: last } : { kind: 'genuine' },
      );
      continue;
    }
    const first = fitted.get(item.parts.hash ?? '');
    if (first !== undefined) {
      states.set(item.rule, { kind: 'repeated', first });
      pending.shift();
      continue;
    }
    const later = laterThatFits(digest, name, pending, budget);
    if (later !== undefined) {
      skipped.add(item);
      accept(later.item, later.digest, { kind: 'genuine' });
      continue;
    }
    if (skipped.has(item)) {
      states.set(item.rule, { kind: 'extra' });
      pending.shift();
      continue;
    }
    const explained = explain(digest, name, item, rules, knownTails, budget);
    if (explained === undefined) {
      states.set(item.rule, { kind: 'unfit' });
      for (const { rule } of pending.slice(1)) states.set(rule, { kind: 'unverifiable' });
      break;
    }
    accept(item, explained.digest, explained.state);
  }
  return states;
}

interface Fit {
  readonly digest: Digest;
  readonly text: string;
}

/** The digest behind a rule, if its hash is that of the rule behind `before`. */
export function fits(
  before: Digest,
  name: string,
  { parts }: HashedRule,
  budget: HashBudget,
): Fit | undefined {
  return fitting(before, textsOf(name, parts), parts.hash, budget);
}

function fitting(
  before: Digest,
  texts: Iterable<string>,
  hash: string | undefined,
  budget: HashBudget,
): Fit | undefined {
  let tried = 0;
  for (const text of texts) {
    if (tried++ === mostTexts || budget.left-- <= 0) return undefined;
    const digest = sha224(before, text);
    if (shows(digest, hash)) return { digest, text };
  }
  return undefined;
}

function laterThatFits(
  digest: Digest,
  name: string,
  pending: readonly HashedRule[],
  budget: HashBudget,
): { readonly item: HashedRule; readonly digest: Digest } | undefined {
  for (const item of pending.slice(1, 1 + mostAhead)) {
    const fit = fits(digest, name, item, budget);
    if (fit !== undefined) return { item, digest: fit.digest };
  }
  return undefined;
}

/** What else may have stood here, or right before it, to give the hash that the rule has. */
function explain(
  before: Digest,
  name: string,
  item: HashedRule,
  rules: readonly HashedRule[],
  knownTails: Iterable<string>,
  budget: HashBudget,
): { readonly digest: Digest; readonly state: HashState } | undefined {
  const { parts } = item;
  const edited = fitting(before, variants(name, parts, rules), parts.hash, budget);
  if (edited !== undefined) {
    return { digest: edited.digest, state: { kind: 'edited', was: tailOf(name, edited.text) } };
  }
  for (const tail of knownTails) {
    const digest = sha224(before, withTail(name, tail));
    if (shows(digest, parts.hash)) return { digest, state: { kind: 'edited', was: tail } };
    const fit = fits(digest, name, item, budget);
    if (fit !== undefined) return { digest: fit.digest, state: { kind: 'behind-missing', was: tail } };
    if (budget.left <= 0) return undefined;
  }
  return undefined;
}

/** The rule with another action, or with one match less. */
function* variants(name: string, parts: RuleParts, rules: readonly HashedRule[]): Generator<string> {
  const own = parts.action[0] ?? '';
  const turned = own.startsWith('--goto ')
    ? own.replace('--goto', '--jump')
    : own.replace(/^--jump (?=\S+$)/, '--goto ');
  const others = rules.flatMap((other) => [...other.parts.action]);
  const actions = ['--jump DROP', '--jump ACCEPT', '--jump RETURN', '--jump REJECT', turned, ...others];
  for (const action of new Set(actions)) yield* textsOf(name, { ...parts, action: [action] });
  for (const left of parts.matches) {
    yield* textsOf(name, { ...parts, matches: parts.matches.filter((match) => match !== left) });
  }
  for (const left of parts.basics) {
    yield* textsOf(name, { ...parts, basics: parts.basics.filter((match) => match !== left) });
  }
}

/** A rule's text behind `-A CHAIN HASH`. */
export function tailOf(name: string, text: string): string {
  return text.slice(withTail(name, '').length);
}

function withTail(name: string, tail: string): string {
  return `-A ${name} HASH ${tail}`;
}

/** Whether the first 96 bits of a digest are those that a comment of Felix shows. */
function shows(digest: Digest, hash: string | undefined): boolean {
  return hash?.length === 16 && beginsInBase64url(digest, hash);
}
