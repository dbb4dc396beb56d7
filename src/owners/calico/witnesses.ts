import { fullMask } from '../../netfilter/marks.js';
import { builtinChains } from '../../netfilter/hooks.js';
import { lateRulesOf } from '../../ruleset/boundChain.js';
import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import {
  bitTest,
  chainsBeginning,
  conjuncts,
  hasMatch,
  interfaceTest,
  markChange,
  verdictOf,
} from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { readCalicoChain, repeatedPrefixes } from './chainName.js';
import type { CalicoChain } from './chainName.js';
import { isEbpfRemark, remarks } from './comments.js';

/** The bits of the mark that Felix hands out, by their use. `workload` is Felix's scratch0, `scratch` its scratch1. */
export type CalicoBit =
  'accept' | 'pass' | 'drop' | 'workload' | 'scratch' | 'wireguard' | 'endpoint' | 'ebpf' | 'all';

/** One rule's word on one bit. */
export interface Witness {
  readonly bit: CalicoBit;
  readonly mask: number;
  readonly rule: BoundRule;
}

/** Endpoint chains repeat each other: so many of each kind are heard, and as many policies. */
const heard = 24;

const acceptRemarks =
  /^(?:Return if (?:policy|profile) accepted|Policy explicitly accepted packet\.|Host endpoint policy accepted packet\.)$/;
const passStart = /^Start of (?:policies|tier .+)$/;
const passEnd = /(?:Drop|Reject) if no policies passed packet$/;

/** What the rules of a dump say about Calico's bits, each for itself: `testify` of all `witnessRules`, but most are not asked what another one said before. */
export function hearWitnesses(ruleset: Ruleset): readonly Witness[] {
  const known = new Map<string, readonly Witness[]>([[nothing, []]]);
  const kindOf = rememberedKinds();
  return witnessRules(ruleset).flatMap((rule) => {
    const sentence = sentenceOf(rule, ruleset, kindOf);
    if (sentence === undefined) return testify(rule);
    const said = known.get(sentence) ?? testify(rule);
    known.set(sentence, said);
    return said.map((witness) => ({ ...witness, rule }));
  });
}

/** Of which kind the chain of a name is; undefined where it is none of Calico's. The rules of a chain ask that one by one. */
type KindOf = (name: string) => CalicoChain['kind'] | undefined;

function rememberedKinds(): KindOf {
  const known = new Map<string, ReturnType<KindOf>>();
  return (name) => {
    if (!known.has(name)) known.set(name, readCalicoChain(name)?.kind);
    return known.get(name);
  };
}

/** What Felix writes on its rules and what says nothing of marks: its hash, and whose rule it is. */
const labels = / -m comment --comment "(?:cali:[\w-]{16}|(?:Policy|Profile) [^"\\]+ (?:in|e)gress)"/g;
const call = / -[jg] (cali-\S+)$/;
const marking = / -j MARK --set-xmark \S+$/;

/** In these what a rule does to the mark says nothing, unless a comment tells why: only one that asks for the mark is a witness. */
const asksForMarks: ReadonlySet<CalicoChain['kind']> = new Set(['policy', 'workload', 'host']);

/** Said by a rule that is no witness. */
const nothing = '';

/** What a rule of a repeated chain says, without names: those that say the same, say the same of the bits. So few of them have to be bound. */
function sentenceOf(
  { table, chain, text }: BoundRule,
  { tables }: Ruleset,
  kindOf: KindOf,
): string | undefined {
  const kind = kindOf(chain);
  if (kind === undefined || kind === 'fixed' || !text.startsWith(`-A ${chain} `)) return undefined;
  const said = text.slice(chain.length + 3).replace(labels, '');
  if (asksForMarks.has(kind) && !/comment|mark/i.test(said.replace(marking, ''))) return nothing;
  const called = call.exec(said)?.[1];
  if (called === undefined) return `${table} ${kind}${said}`;
  // Of a chain that is not there nobody knows what becomes of the packet.
  if (tables.some(({ name, chains }) => name === table && !chains.has(called))) return undefined;
  return `${table} ${kind}${said.slice(0, -called.length)}${kindOf(called) ?? called}`;
}

const builtIn = Object.values(builtinChains).flat();

/** All rules of the chains that exist once, and of the first chains of each repeated kind. */
export function witnessRules(ruleset: Ruleset): readonly BoundRule[] {
  const rules: BoundRule[] = [];
  const counts = new Map<string, number>();
  for (const chain of chainsBeginning(ruleset, ['cali-', ...builtIn], repeatedPrefixes, heard + 1)) {
    const parts = readCalicoChain(chain.name);
    if (parts === undefined) {
      if (chain.policy !== undefined)
        for (const rule of chain.rules) if (remarks(rule).length < rule.comments.length) rules.push(rule);
      continue;
    }
    if (parts.kind === 'branch') continue;
    const kind = parts.kind === 'fixed' ? '' : `${chain.table} ${parts.kind}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (kind === '' || count <= heard) for (const rule of lateRulesOf(chain)) rules.push(rule);
  }
  return rules;
}

/** Whether a mask is one bit. */
export function isBit(mask: number): boolean {
  return mask !== 0 && (mask & (mask - 1)) === 0;
}

/** What one rule says about the bits. */
export function testify(rule: BoundRule): readonly Witness[] {
  const said = remarks(rule);
  const test = bitTest(rule);
  if (said.some(isEbpfRemark)) {
    // With the whole mark as mask only the value tells which bits are meant.
    const asked = test === undefined ? 0 : test.mask === fullMask ? test.value : test.mask;
    const mask = (asked | (markChange(rule)?.value ?? 0)) >>> 0;
    return mask === 0 ? [] : [{ bit: 'ebpf', mask, rule }];
  }
  const witnesses: Witness[] = [];
  const add = (bit: CalicoBit, mask: number | undefined): void => {
    if (mask !== undefined && (isBit(mask) || bit === 'endpoint' || bit === 'all')) {
      witnesses.push({ bit, mask, rule });
    }
  };
  const change = markChange(rule);
  const setTest = test !== undefined && !test.negated && test.value === test.mask ? test.mask : undefined;
  const clearTest = test !== undefined && !test.negated && test.value === 0 ? test.mask : undefined;
  const cleared = change?.value === 0 ? change.mask : undefined;
  const set = change !== undefined && change.value === change.mask ? change.mask : undefined;

  if (said.some((text) => acceptRemarks.test(text))) add('accept', setTest);
  if (said.some((text) => passStart.test(text))) add('pass', cleared);
  if (said.some((text) => passEnd.test(text))) add('pass', clearTest);

  const parts = readCalicoChain(rule.chain);
  const verdict = verdictOf(rule);
  switch (parts?.kind) {
    case 'workload':
    case 'host': {
      const called = calledChain(rule);
      const kind = called === undefined ? undefined : readCalicoChain(called)?.kind;
      if (kind === 'policy' || kind === 'group') add('pass', clearTest);
      break;
    }
    case 'policy':
      if (verdict === 'DROP' || verdict === 'REJECT') add('drop', dropTest(rule, setTest));
      break;
    case 'profile':
      if (conjuncts(rule).length === 0) add('accept', set);
      break;
    case 'endpoint-mark':
      add('endpoint', change?.mask);
      break;
    case 'fixed':
      fixedChainWitness(rule, { setTest, cleared, set, change }, add);
      break;
    case 'group':
    case 'branch':
    case 'arp':
    case undefined:
      break;
  }
  return witnesses;
}

/** A deny by mark tests that bit and nothing else; a match block tests scratch0 beside its own matches. */
function dropTest(rule: BoundRule, setTest: number | undefined): number | undefined {
  return conjuncts(rule).length === 1 ? setTest : undefined;
}

interface MarkUse {
  readonly setTest: number | undefined;
  readonly cleared: number | undefined;
  readonly set: number | undefined;
  readonly change: { readonly value: number; readonly mask: number } | undefined;
}

function fixedChainWitness(
  rule: BoundRule,
  use: MarkUse,
  add: (bit: CalicoBit, mask: number | undefined) => void,
): void {
  const verdict = verdictOf(rule);
  switch (rule.chain) {
    case 'cali-PREROUTING':
      if (rule.table === 'raw') {
        const from = interfaceTest(rule, 'in');
        if (from?.wildcard === true && !from.negated) add('workload', use.set);
        if (hasMatch(rule, 'rpfilter')) add('workload', use.setTest);
        if (rule.number === 1 && conjuncts(rule).length === 0) add('all', use.cleared);
      }
      if (verdict === 'ACCEPT') add('accept', use.setTest);
      break;
    case 'cali-OUTPUT':
    case 'cali-INPUT':
    case 'cali-FORWARD':
      if (rule.table === 'raw' && rule.number === 1) add('all', use.cleared);
      if (verdict === 'ACCEPT' || rule.table === 'raw') add('accept', use.setTest);
      break;
    case 'cali-set-endpoint-mark':
      add('endpoint', use.change?.mask);
      break;
    case 'cali-wireguard-incoming-mark':
      add('wireguard', use.set);
      break;
  }
}
