import type { Dump } from '../../ast/ast.js';
import { eachUnknownLine, lineCount, lineOf } from '../../ast/dumpLines.js';
import { sha224 } from '../../digest/digests.js';
import { isHook } from '../../netfilter/hooks.js';
import type { TableName } from '../../netfilter/hooks.js';
import { readCalicoChain } from '../../owners/calico/chainName.js';
import type { BoundRule, Chain, Ruleset, Table } from '../../ruleset/ruleset.js';
import { fits, readHashes, tailOf } from './chainHashes.js';
import type { HashBudget, HashedRule, HashState } from './chainHashes.js';
import { partsOf } from './ruleTexts.js';

/** What Felix's hashes tell of the rules of one family. */
export interface FelixRules {
  /** Of each rule with a hash, and of rules without one in chains of Felix. */
  readonly states: ReadonlyMap<BoundRule, FelixState>;
  /** Tables with chains of Calico in which some rule is not surely as Felix wrote it. */
  readonly touched: ReadonlySet<TableName>;
}

export type FelixState =
  | HashState
  /** It has no hash, others of the same chain do. */
  | { readonly kind: 'foreign' };

const known = new WeakMap<Ruleset, FelixRules>();

/** Recomputes the hashes of all rules that have one, once for a ruleset. */
export function felixRules(ruleset: Ruleset, dump: Dump): FelixRules {
  const found = known.get(ruleset) ?? readRules(ruleset, dump);
  known.set(ruleset, found);
  return found;
}

function readRules(ruleset: Ruleset, dump: Dump): FelixRules {
  const states = statesOf(ruleset, dump);
  const touched = new Set<TableName>();
  for (const { name, chains } of ruleset.tables) {
    for (const chain of chains.values()) {
      if (readCalicoChain(chain.name) === undefined) continue;
      if (chain.rules.some((rule) => states.get(rule)?.kind !== 'genuine')) touched.add(name);
    }
  }
  return { states, touched };
}

/** One list of rules that are hashed together. */
interface List {
  /** What the hashes begin with: the chain's name, or that of what Felix appends to a built-in chain. */
  readonly name: string;
  readonly chain: Chain;
  readonly kind: string;
  readonly rules: readonly HashedRule[];
}

/** How many hashes are made for a line of the dump, and besides: a dump made to waste time ends here. */
const hashesOfLine = 40;
const hashesBesides = 400_000;
/** Of one kind of chain so many texts are tried in place of a rule that is missing. */
const mostTails = 600;

function statesOf(ruleset: Ruleset, dump: Dump): ReadonlyMap<BoundRule, FelixState> {
  const states = new Map<BoundRule, FelixState>();
  const tails = new Map<string, Set<string>>();
  const broken: List[] = [];
  const redacted = isRedacted(dump);
  const budget: HashBudget = { left: hashesBesides + hashesOfLine * lineCount(dump) };
  for (const table of ruleset.tables) {
    for (const list of listsOf(table, dump, states, budget)) {
      if (redacted) for (const { rule } of list.rules) states.set(rule, { kind: 'unverifiable' });
      else if (!isWhole(list, states, tails, budget)) broken.push(list);
    }
  }
  const cut = unreadText(dump);
  for (const { name, chain, kind, rules } of broken) {
    for (const [rule, state] of readHashes(name, rules, tails.get(kind) ?? [], budget)) {
      const isGap = state.kind === 'unfit' || state.kind === 'behind-missing';
      const mayBeUnread = budget.left <= 0 || cut.omits || cut.text.includes(chain.name);
      states.set(rule, isGap && mayBeUnread ? { kind: 'unverifiable' } : state);
    }
  }
  return states;
}

function* listsOf(
  table: Table,
  dump: Dump,
  states: Map<BoundRule, FelixState>,
  budget: HashBudget,
): Generator<List> {
  for (const chain of table.chains.values()) {
    const inHook = isHook(chain.name);
    const parts = readCalicoChain(chain.name);
    if (!inHook && parts === undefined) continue;
    const rules: HashedRule[] = [];
    const others: BoundRule[] = [];
    for (const rule of chain.rules) {
      const line = lineOf(dump, rule.line);
      if (line?.kind !== 'rule') continue;
      const read = partsOf(line, table.family);
      if (read.hash === undefined) others.push(rule);
      else rules.push({ rule, parts: read });
    }
    if (rules.length === 0) continue;
    if (inHook) {
      yield* ofBuiltIn(chain, rules, budget);
    } else {
      for (const rule of others) states.set(rule, { kind: 'foreign' });
      yield { name: chain.name, chain, kind: `${table.name} ${parts?.kind ?? ''}`, rules };
    }
  }
}

/**
 * In a built-in chain Felix inserts some rules and appends others; each of the two lists has hashes of its own.
 * @see calico felix/iptables/table.go expectedHashesForInsertAppendChain
 */
function* ofBuiltIn(chain: Chain, rules: readonly HashedRule[], budget: HashBudget): Generator<List> {
  const appends = `${chain.name}*appends*`;
  const start = sha224(undefined, appends);
  const first = rules.findIndex((item) => fits(start, appends, item, budget) !== undefined);
  const at = first < 0 ? rules.length : first;
  const list = { chain, kind: 'built-in' };
  if (at > 0) yield { ...list, name: chain.name, rules: rules.slice(0, at) };
  if (at < rules.length) yield { ...list, name: appends, rules: rules.slice(at) };
}

/** Whether every hash fits; the chain's texts are noted then, to be looked for elsewhere. */
function isWhole(
  { name, kind, rules }: List,
  states: Map<BoundRule, FelixState>,
  tails: Map<string, Set<string>>,
  budget: HashBudget,
): boolean {
  const ofKind = tails.get(kind) ?? new Set<string>();
  tails.set(kind, ofKind);
  let digest = sha224(undefined, name);
  for (const item of rules) {
    const fit = fits(digest, name, item, budget);
    if (fit === undefined) return false;
    digest = fit.digest;
    states.set(item.rule, { kind: 'genuine' });
    if (ofKind.size < mostTails) ofKind.add(tailOf(name, fit.text));
  }
  return true;
}

/** What of the dump could not be read: a rule that is missing may stand there. */
/** Whether names and addresses of a dump were replaced, so that no hash can fit. */
export function isRedacted(dump: Dump): boolean {
  for (const line of eachUnknownLine(dump)) {
    if (line.kind === 'comment' && line.says?.kind === 'redacted') return true;
  }
  return false;
}

function unreadText(dump: Dump): { readonly omits: boolean; readonly text: string } {
  const unread = [...eachUnknownLine(dump)].flatMap((line) => (line.kind === 'unread' ? [line] : []));
  return {
    omits: unread.some(({ code }) => code === 'omitted-lines'),
    text: unread.map(({ raw }) => raw).join('\n'),
  };
}
