import type { Condition } from '../../condition/condition.js';
import { fullMask, writeMark } from '../../netfilter/marks.js';
import { describeMark } from '../../owners/describe.js';
import type { MarkBit } from '../../owners/owner.js';
import { effectsOf } from '../../owners/ruleShape.js';
import { callGraphOf } from '../../ruleset/callGraph.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import type { LintContext } from '../lintRule.js';
import { lintRule } from '../lintRule.js';
import { comesBefore, stagesOf } from '../stages.js';
import type { Stage } from '../stages.js';
import { writerOf } from '../writtenBy.js';

/** Bits of the mark that two programs use, or that other rules write while a program relies on them. */
export default lintRule({
  name: 'mark-overlap',
  severity: 'warning',
  messages: {
    programs:
      '{first} and {second} both use {bits} of the mark: for {first} it says "{one}", for {second} "{two}"; each takes what the other set for its own',
    wiped:
      'this rule overwrites {bits} of the mark, which {owner} has set before and asks for later: "{meaning}"',
    set: 'this rule sets {bits} of the mark, which {owner} asks for later and takes for its own: "{meaning}"',
  },
  check(context, report) {
    const bits = describeMark(context.ruleset, fullMask);
    if (bits.length === 0 || (!isAnyAtOdds(bits) && !isStrangerWriting(context))) return;
    const uses = usesOf(context);
    const told = new Set<string>();
    for (const [index, one] of bits.entries()) {
      for (const two of bits.slice(index + 1)) {
        const pair = JSON.stringify([one.owner, two.owner]);
        if (one.owner === two.owner || told.has(pair) || !areAtOdds(one, two)) continue;
        const shared = (one.mask & two.mask) >>> 0;
        const [first, second] = [one, two].map((bit) =>
          uses.find((use) => use.writer === bit.owner && (use.touched & shared) !== 0),
        );
        if (first === undefined || second === undefined) continue;
        told.add(pair);
        report({
          message: 'programs',
          at: first.rule,
          because: [second.rule],
          data: {
            first: one.owner,
            second: two.owner,
            bits: writeMark(shared),
            one: one.meaning,
            two: two.meaning,
          },
        });
      }
    }
    for (const use of uses) {
      if (use.writer !== undefined || use.written === 0) continue;
      const hit = bits.map((bit) => hitBy(use, bit, uses)).find((found) => found !== undefined);
      if (hit === undefined) continue;
      report({
        message: hit.message,
        at: use.rule,
        because: hit.because,
        data: {
          bits: writeMark((use.written & hit.bit.mask) >>> 0),
          owner: hit.bit.owner,
          meaning: hit.bit.meaning,
        },
      });
    }
  },
});

/** Whether two programs use bits that cannot both be meant. */
function isAnyAtOdds(bits: readonly MarkBit[]): boolean {
  return bits.some((one, index) =>
    bits.slice(index + 1).some((two) => one.owner !== two.owner && areAtOdds(one, two)),
  );
}

/** Whether people's own rules write the mark. Without them, and with one program, nothing has to be known of all the others. */
function isStrangerWriting(context: LintContext): boolean {
  return context.ruleset.tables.some((table) =>
    callGraphOf(table).nodes.some(({ chain }) =>
      chain.rules.some(
        (rule) =>
          rule.action.kind === 'target' &&
          writtenBits(rule).written !== 0 &&
          writerOfRule(context, rule) === undefined,
      ),
    ),
  );
}

/** What a rule does with the mark; masks of bits, unsigned. */
interface MarkUse {
  readonly rule: BoundRule;
  /** The program; undefined for what people write. */
  readonly writer: string | undefined;
  readonly stages: ReadonlySet<Stage>;
  readonly asked: number;
  readonly written: number;
  /** Of the written bits those that are 1 afterwards. */
  readonly set: number;
  readonly touched: number;
}

function usesOf(context: LintContext): readonly MarkUse[] {
  const uses: MarkUse[] = [];
  for (const table of context.ruleset.tables) {
    let stages: ReturnType<typeof stagesOf> | undefined;
    for (const { chain, index } of callGraphOf(table).nodes) {
      for (const rule of chain.rules) {
        const asked = askedBits(rule);
        const { written, set } = rule.action.kind === 'target' ? writtenBits(rule) : nothingWritten;
        if ((asked | written) === 0) continue;
        stages ??= stagesOf(table);
        const here = stages[index];
        if (here === undefined) break;
        const writer = writerOfRule(context, rule);
        const touched = (asked | written) >>> 0;
        uses.push({ rule, writer, stages: here, asked, written, set, touched });
      }
    }
  }
  return uses;
}

/** Calico's own rules in built-in chains bear its hash. */
function writerOfRule(context: LintContext, rule: BoundRule): string | undefined {
  if (rule.comments.some((text) => text.startsWith('cali:'))) return 'Calico';
  return writerOf(context, rule.table, rule.chain);
}

function askedBits({ matches }: BoundRule): number {
  let asked = 0;
  for (const { condition } of matches) asked |= bitsIn(condition);
  return asked >>> 0;
}

function bitsIn(condition: Condition): number {
  if (condition.kind === 'all') return condition.of.reduce((bits, part) => bits | bitsIn(part), 0);
  const inner = condition.kind === 'not' ? condition.of : condition;
  return inner.kind === 'bits' && inner.field === 'mark' ? inner.mask : 0;
}

const nothingWritten = { written: 0, set: 0 };

function writtenBits(rule: BoundRule): { readonly written: number; readonly set: number } {
  let written = 0;
  let set = 0;
  for (const effect of effectsOf(rule)) {
    if (effect.kind === 'mark' || effect.kind === 'tproxy') {
      written |= effect.mask | effect.value;
      set |= effect.value;
    } else if (effect.kind === 'connmark-restore') {
      written |= effect.nfMask;
    }
  }
  return { written: written >>> 0, set: set >>> 0 };
}

/** Two values of the same bits, or one bit with two meanings. Where both mean the same nobody is harmed. */
function areAtOdds(one: MarkBit, two: MarkBit): boolean {
  return (one.mask & two.mask) !== 0 && !(one.mask === two.mask && one.name === two.name);
}

interface Hit {
  readonly message: 'wiped' | 'set';
  readonly bit: MarkBit;
  readonly because: readonly BoundRule[];
}

/** Whether a rule of nobody's writes a bit where its owner relies on it. */
function hitBy(use: MarkUse, bit: MarkBit, uses: readonly MarkUse[]): Hit | undefined {
  if ((use.written & bit.mask) === 0) return undefined;
  const owners = uses.filter((other) => other.writer === bit.owner);
  const asking = owners.find(
    (other) => (other.asked & bit.mask) !== 0 && comesBefore(use.stages, other.stages),
  );
  if (asking === undefined) return undefined;
  const setting = owners.find(
    (other) => (other.set & bit.mask) !== 0 && comesBefore(other.stages, use.stages),
  );
  if (setting !== undefined) return { message: 'wiped', bit, because: [setting.rule, asking.rule] };
  const sets = (use.set & bit.mask) >>> 0 === (bit.value ?? bit.mask);
  const clearing = owners.some(
    (other) =>
      (other.written & ~other.set & bit.mask) !== 0 &&
      comesBefore(use.stages, other.stages) &&
      (comesBefore(other.stages, asking.stages) || other.rule.chain === asking.rule.chain),
  );
  return sets && !clearing ? { message: 'set', bit, because: [asking.rule] } : undefined;
}
