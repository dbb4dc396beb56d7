import { sameAddress, writeAddress, type Address } from '../address/address.js';
import { hooks, isHook, type Hook } from '../netfilter/hooks.js';
import type { Effect } from '../packet/effect.js';
import type { Action, BoundRule, Ruleset, Table } from '../ruleset/ruleset.js';
import { byPrefix, type ByPrefix } from './linePrefix.js';

/** A rule that writes a line about a packet, and the hooks in which a packet may come to it. */
export interface LogRule {
  readonly rule: BoundRule;
  /** Empty where it has none. */
  readonly prefix: string;
  readonly hooks: ReadonlySet<Hook>;
}

/** A rule that translates a packet's destination. */
export interface TranslatingRule {
  readonly rule: BoundRule;
  readonly to: Extract<Effect, { kind: 'nat' }>['to'];
}

/** What of a ruleset matters to a line of a log. */
export interface LogView {
  readonly logs: ByPrefix<LogRule>;
  /** Of a rule that writes a line the hooks, as its `LogRule` has them. */
  readonly hooksOf: ReadonlyMap<BoundRule, ReadonlySet<Hook>>;
  /** Rules that may translate a destination to an address, in the order of the dump; of a whole range all of them. */
  readonly translatingTo: (address: Address) => readonly TranslatingRule[];
}

type Outcome = Extract<Action, { readonly kind: 'target' }>['outcome'];

const views = new WeakMap<Ruleset, LogView>();

/** All rules of a ruleset that write a line or translate a destination. It is read as a whole for that, once. */
export function logView(ruleset: Ruleset): LogView {
  const known = views.get(ruleset);
  if (known !== undefined) return known;
  const logs: LogRule[] = [];
  const translating: TranslatingRule[] = [];
  for (const table of ruleset.tables) {
    const reached = hooksOfChains(table);
    for (const chain of table.chains.values()) {
      for (const rule of chain.rules) {
        for (const effect of effectsOf(rule)) {
          if (effect.kind === 'nat' && effect.side !== 'source') translating.push({ rule, to: effect.to });
          if (effect.kind !== 'note' || effect.prefix === undefined) continue;
          logs.push({ rule, prefix: effect.prefix, hooks: reached.get(chain.name) ?? new Set() });
        }
      }
    }
  }
  const view = {
    logs: byPrefix(logs),
    hooksOf: new Map(logs.map(({ rule, hooks: own }) => [rule, own])),
    translatingTo: byAddress(translating),
  };
  views.set(ruleset, view);
  return view;
}

/** Nearly all translate to one address: of thousands only those to the one that is asked for are looked at. */
function byAddress(rules: readonly TranslatingRule[]): LogView['translatingTo'] {
  const single = new Map<string, TranslatingRule[]>();
  const ranges: TranslatingRule[] = [];
  for (const one of rules) {
    const { to } = one;
    const [low, high] = (to.kind === 'range' ? to.addresses : undefined) ?? [];
    if (low === undefined || high === undefined || !sameAddress(low, high)) {
      ranges.push(one);
      continue;
    }
    const key = writeAddress(low);
    const alike = single.get(key);
    if (alike === undefined) single.set(key, [one]);
    else alike.push(one);
  }
  return (address) =>
    [...(single.get(writeAddress(address)) ?? []), ...ranges].sort((a, b) => a.rule.line - b.rule.line);
}

function effectsOf({ action }: BoundRule): readonly Effect[] {
  if (action.kind !== 'target') return [];
  const effects: Effect[] = [];
  const pending: Outcome[] = [action.outcome];
  for (let outcome = pending.pop(); outcome !== undefined; outcome = pending.pop()) {
    if (outcome.kind === 'when') pending.push(outcome.yes, outcome.no);
    else effects.push(...outcome.effects);
  }
  return effects;
}

/** From which built-in chains each chain can be come to, by jumps and gotos. */
function hooksOfChains({ chains }: Table): ReadonlyMap<string, ReadonlySet<Hook>> {
  const reached = new Map<string, Set<Hook>>();
  for (const hook of hooks) {
    const pending = [...chains.keys()].filter((name) => isHook(name) && name === hook);
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      const own = reached.get(name) ?? new Set<Hook>();
      if (own.has(hook)) continue;
      reached.set(name, own.add(hook));
      for (const { action } of chains.get(name)?.rules ?? []) {
        if (action.kind === 'jump' || action.kind === 'goto') pending.push(action.to);
      }
    }
  }
  return reached;
}
