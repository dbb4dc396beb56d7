import { hooks, isHook, type Hook } from '../netfilter/hooks.js';
import type { Effect } from '../packet/effect.js';
import type { Action, BoundRule, Ruleset, Table } from '../ruleset/ruleset.js';

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
  readonly logs: readonly LogRule[];
  readonly translating: readonly TranslatingRule[];
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
  const view = { logs, translating };
  views.set(ruleset, view);
  return view;
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
