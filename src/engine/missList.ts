import type { Condition } from '../condition/condition.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import { explainActual } from '../trace/actual.js';
import type { Assumption, Miss, MissRun, PassingStep } from '../trace/trace.js';
import type { Branch } from './branch.js';
import type { RuleIndex } from './ruleIndex.js';

/** Rules passed over since the last step, the last one first: branches share what they have in common. */
export interface MissList {
  readonly entry: Miss | MissRun;
  readonly before: MissList | undefined;
}

/**
 * A step with what it says of the rules before it. Those that an index told of are made into misses only where somebody asks for each.
 */
export function passing<T extends object>(list: MissList | undefined, step: T): T & PassingStep {
  const entries: (Miss | MissRun)[] = [];
  for (let each = list; each !== undefined; each = each.before) entries.push(each.entry);
  entries.reverse();
  const looked = entries.filter((entry) => 'rule' in entry);
  const runs = entries.filter((entry) => 'each' in entry);
  if (runs.length === 0) return Object.assign({ misses: looked }, step);
  let misses: readonly Miss[] | undefined;
  const passed: PassingStep = {
    get misses() {
      misses ??= entries.flatMap((entry) => ('each' in entry ? entry.each() : [entry]));
      return misses;
    },
    looked,
    runs,
  };
  return Object.assign(passed, step);
}

/** A rule that was looked at, with the part that did not hold. What the packet had there is put into words where somebody asks. */
export class LookedAt implements Miss {
  constructor(
    readonly rule: BoundRule,
    readonly match: string,
    readonly failed: Condition,
    readonly assumptions: readonly Assumption[],
    private readonly branch: Pick<Branch, 'packet' | 'connection'>,
  ) {}

  get actual(): string {
    return explainActual(this.failed, this.branch.packet, this.branch.connection);
  }
}

/** The rules `from` (from 0) up to `to`, without it, none of which asks for an address of this branch's packet. */
export function missRun(
  index: RuleIndex,
  from: number,
  to: number,
  branch: Pick<Branch, 'packet' | 'connection'>,
): MissRun {
  return {
    count: to - from,
    fields: index.fields(from, to),
    rangesIn: (field, kept) => index.rangesIn(field, from, to, kept),
    each: () =>
      index.rules.slice(from, to).flatMap((rule, offset): readonly Miss[] => {
        const failed = index.askedBy(from + offset);
        const [match] = rule.matches;
        if (failed === undefined || match === undefined) return [];
        return [new LookedAt(rule, match.name, failed, [], branch)];
      }),
  };
}
