import { writeMark } from '../../netfilter/marks.js';
import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import type { MarkBit } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import { interfaceTest, markChange, rulesOf } from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import type { CalicoBit, Witness } from './witnesses.js';
import { hearWitnesses, isBit } from './witnesses.js';

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

/**
 * Infers Calico's bits from the rules alone: Felix takes them from IptablesMarkMask, lowest first, and versions differ in
 * the order. Each bit has several witnesses; the majority is believed, and the others are reported as doubts.
 * @see calico felix/dataplane/driver.go, felix/markbits
 */
export const calicoMarks = perRuleset((ruleset): CalicoMarks => {
  const witnesses = hearWitnesses(ruleset);
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

/** There Felix needs the bit for something else: nothing asks any more where the packet came in. */
const policies: NonNullable<MarkBit['within']> = {
  begin: ['pi', 'po', 'pri', 'pro', 'gi', 'go', 'tw', 'fw', 'fh', 'th', 'fhfw', 'thfw'].map(
    (kind) => `cali-${kind}-`,
  ),
  name: 'scratch',
};

const meanings: readonly (readonly [CalicoBit, string])[] = [
  ['accept', 'a policy or profile accepted the packet'],
  ['pass', 'a policy passed the packet on to the next tier or the profiles'],
  ['drop', 'a policy denied the packet'],
  ['workload', 'came in on a workload interface; in policy chains: scratch'],
  ['scratch', 'scratch, while a policy rule is evaluated in parts'],
  ['wireguard', 'came in through the WireGuard tunnel'],
  ['ebpf', "of Calico's eBPF programs: seen, bypass, NAT, older connection"],
];

/** Calico's bits that this dump shows. */
export function calicoMarkBits(ruleset: Ruleset): readonly MarkBit[] {
  const { masks, nonCalico } = calicoMarks(ruleset);
  const bits: MarkBit[] = [];
  for (const [name, meaning] of meanings) {
    const mask = masks.get(name);
    if (mask === undefined) continue;
    bits.push({ mask, name, owner: 'Calico', meaning, ...(name === 'workload' ? { within: policies } : {}) });
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
