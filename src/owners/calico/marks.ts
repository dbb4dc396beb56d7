import { fullMask, writeMark } from '../../netfilter/marks.js';
import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import type { MarkBit } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import {
  bitTest,
  calledChain,
  chainsOf,
  conjuncts,
  hasMatch,
  interfaceTest,
  markChange,
  rulesOf,
  verdictOf,
} from '../ruleShape.js';
import { readCalicoChain } from './chainName.js';
import { isEbpfRemark, remarks } from './comments.js';

/** The bits of the mark that Felix hands out, by their use. `workload` is Felix's scratch0, `scratch` its scratch1. */
export type CalicoBit =
  'accept' | 'pass' | 'drop' | 'workload' | 'scratch' | 'wireguard' | 'endpoint' | 'ebpf' | 'all';

/** What the rules of a dump show about Calico's marks. Masks are unsigned 32-bit. */
export interface CalicoMarks {
  /** `all`: what Felix clears when a packet comes in. */
  readonly masks: ReadonlyMap<CalicoBit, number>;
  /** The endpoint mark of senders that are no endpoints (IPVS). */
  readonly nonCalico: number | undefined;
  /** Names of workload interfaces begin with one of these: `cali`, `tap`, `eni`. */
  readonly workloadPrefixes: readonly string[];
  /** Sentences about rules that contradict each other. */
  readonly doubts: readonly string[];
}

interface Witness {
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

/**
 * Infers Calico's bits from the rules alone: Felix takes them from IptablesMarkMask, lowest first, and versions differ in
 * the order. Each bit has several witnesses; the majority is believed, and the others are reported as doubts.
 * @see calico felix/dataplane/driver.go, felix/markbits
 */
export const calicoMarks = perRuleset((ruleset): CalicoMarks => {
  const witnesses = witnessRules(ruleset).flatMap(testify);
  const masks = new Map<CalicoBit, number>();
  const doubts: string[] = [];
  for (const bit of new Set(witnesses.map((witness) => witness.bit))) {
    if (bit === 'ebpf') {
      masks.set(bit, witnesses.reduce((sum, each) => (each.bit === bit ? sum | each.mask : sum), 0) >>> 0);
      continue;
    }
    const votes = ballot(witnesses.filter((witness) => witness.bit === bit));
    const [winner] = votes;
    if (winner !== undefined) masks.set(bit, winner.mask);
    if (votes.length > 1 && bit !== 'drop') doubts.push(doubt(bit, votes));
  }
  // A deny in match blocks tests scratch0 alone, which looks like the drop bit; but that one Felix never clears.
  const drop = masks.get('drop') ?? 0;
  if (((masks.get('all') ?? 0) & drop) !== 0 || drop === masks.get('workload')) masks.delete('drop');
  addScratch(masks);
  doubts.push(...shared(masks));
  return {
    masks,
    nonCalico: nonCalicoMark(ruleset),
    workloadPrefixes: prefixes(ruleset),
    doubts,
  };
});

/** All rules of the chains that exist once, and of the first chains of each repeated kind. */
function witnessRules(ruleset: Ruleset): readonly BoundRule[] {
  const rules: BoundRule[] = [];
  const counts = new Map<string, number>();
  for (const chain of chainsOf(ruleset)) {
    const parts = readCalicoChain(chain.name);
    if (parts === undefined) {
      if (chain.policy !== undefined)
        rules.push(...chain.rules.filter((rule) => remarks(rule).length < rule.comments.length));
      continue;
    }
    if (parts.kind === 'branch') continue;
    const kind = parts.kind === 'fixed' ? '' : `${chain.table} ${parts.kind}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (kind === '' || count <= heard) rules.push(...chain.rules);
  }
  return rules;
}

function isBit(mask: number): boolean {
  return mask !== 0 && (mask & (mask - 1)) === 0;
}

/** What one rule says about the bits. */
function testify(rule: BoundRule): readonly Witness[] {
  const said = remarks(rule);
  const test = bitTest(rule);
  if (said.some(isEbpfRemark)) {
    // With the whole mark as mask only the value tells which bits are meant.
    const mask = test === undefined ? 0 : test.mask === fullMask ? test.value : test.mask;
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

interface Votes {
  readonly mask: number;
  readonly rules: readonly BoundRule[];
}

function ballot(witnesses: readonly Witness[]): readonly Votes[] {
  const votes = new Map<number, BoundRule[]>();
  for (const { mask, rule } of witnesses) {
    const rules = votes.get(mask);
    if (rules === undefined) votes.set(mask, [rule]);
    else rules.push(rule);
  }
  return [...votes].map(([mask, rules]) => ({ mask, rules })).sort((a, b) => b.rules.length - a.rules.length);
}

function doubt(bit: CalicoBit, votes: readonly Votes[]): string {
  const sides = votes.map(({ mask, rules }) => {
    const line = rules[0]?.line;
    return `${writeMark(mask)} in ${String(rules.length)} rule${rules.length === 1 ? '' : 's'} (line ${String(line)})`;
  });
  return `Calico's ${bit} bit is ${sides.join(', but ')}.`;
}

/** The second scratch bit is what remains of all that Felix clears. Calico before 2.4 has none. */
function addScratch(masks: Map<CalicoBit, number>): void {
  const all = masks.get('all');
  if (all === undefined || !masks.has('accept') || !masks.has('workload')) return;
  let rest = all;
  for (const bit of ['accept', 'pass', 'drop', 'workload', 'wireguard', 'endpoint'] as const) {
    rest = (rest & ~(masks.get(bit) ?? 0)) >>> 0;
  }
  // Without any policy in the dump nothing shows the pass bit: it is the lower of the two that remain.
  if (!masks.has('pass')) {
    const lowest = (rest & -rest) >>> 0;
    if (rest !== lowest) {
      masks.set('pass', lowest);
      rest = (rest & ~lowest) >>> 0;
    }
  }
  if (isBit(rest)) masks.set('scratch', rest);
}

function shared(masks: ReadonlyMap<CalicoBit, number>): readonly string[] {
  const bits = [...masks].filter(([bit]) => bit !== 'all' && bit !== 'ebpf');
  return bits.flatMap(([bit, mask], index) =>
    bits
      .slice(index + 1)
      .filter(([, other]) => (mask & other) !== 0)
      .map(([name, other]) => `Calico's ${bit} and ${name} bits share ${writeMark((mask & other) >>> 0)}.`),
  );
}

function nonCalicoMark(ruleset: Ruleset): number | undefined {
  for (const rule of rulesOf(ruleset, 'cali-set-endpoint-mark', 'filter')) {
    const change = markChange(rule);
    if (change !== undefined && interfaceTest(rule, 'in') === undefined) return change.value;
  }
  return undefined;
}

function prefixes(ruleset: Ruleset): readonly string[] {
  const found = new Set<string>();
  for (const rule of rulesOf(ruleset, 'cali-FORWARD', 'filter')) {
    const from = interfaceTest(rule, 'in');
    if (from?.wildcard === true && calledChain(rule) === 'cali-from-wl-dispatch') found.add(from.name);
  }
  return [...found];
}

const meanings: readonly (readonly [CalicoBit, string])[] = [
  ['accept', 'a policy or profile accepted the packet'],
  ['pass', 'a policy passed the packet on to the next tier or the profiles'],
  ['drop', 'a policy denied the packet'],
  ['workload', 'came in on a workload interface; in policy chains: scratch'],
  ['scratch', 'scratch, while a policy rule is evaluated in parts'],
  ['wireguard', 'came in through the WireGuard tunnel'],
  ['ebpf', "set by Calico's eBPF programs: seen, bypass, NAT"],
];

/** Calico's bits that this dump shows. */
export function calicoMarkBits(ruleset: Ruleset): readonly MarkBit[] {
  const { masks, nonCalico } = calicoMarks(ruleset);
  const bits: MarkBit[] = [];
  for (const [name, meaning] of meanings) {
    const mask = masks.get(name);
    if (mask !== undefined) bits.push({ mask, name, owner: 'Calico', meaning });
  }
  const endpoint = masks.get('endpoint');
  if (endpoint !== undefined) {
    if (nonCalico !== undefined) {
      bits.push({
        mask: endpoint,
        value: nonCalico,
        name: 'non-endpoint',
        owner: 'Calico',
        meaning: 'IPVS: the sender is no Calico endpoint',
      });
    }
    bits.push({
      mask: endpoint,
      name: 'endpoint',
      owner: 'Calico',
      meaning: 'IPVS: the endpoint that sent the packet',
    });
  }
  return bits;
}
