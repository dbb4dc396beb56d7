import type { BoundRule, Chain } from '../ruleset/ruleset.js';
import type { Decider, DispositionKind, Path } from '../trace/trace.js';

/** What a path shows, in a few words; undefined of a path that does not show it. */
export type Shows = (path: Path) => string | undefined;

/** Paths on which a packet matches a rule. */
export function matches(rule: BoundRule): Shows {
  return (path) =>
    path.hops.some(
      (hop) => hop.kind === 'table' && hop.steps.some((step) => step.kind === 'rule' && step.rule === rule),
    )
      ? endWords(path)
      : undefined;
}

/** Paths on which a packet goes through a rule of the chain, or meets its policy. */
export function enters(chain: Chain): Shows {
  return (path) =>
    path.hops.some(
      (hop) =>
        hop.kind === 'table' &&
        hop.table === chain.table &&
        hop.steps.some((step) => ('rule' in step ? step.rule.chain : step.chain) === chain.name),
    )
      ? endWords(path)
      : undefined;
}

/** Paths that end in a way. */
export function endsLike(isMeant: (kind: DispositionKind) => boolean): Shows {
  return (path) => (isMeant(path.disposition.kind) ? endWords(path) : undefined);
}

/** Paths whose end one of these rules decides. */
export function endsBy(...rules: readonly BoundRule[]): Shows {
  return (path) => {
    const { by } = path.disposition;
    return by.kind === 'rule' && rules.includes(by.rule) ? endWords(path) : undefined;
  };
}

/** `dropped by filter cali-pi-x rule 2`. */
export function endWords({ disposition: { kind, by } }: Path): string {
  return `${kind} ${deciderWords(by)}`;
}

function deciderWords(by: Decider): string {
  switch (by.kind) {
    case 'rule':
      return `by ${by.rule.table} ${by.rule.chain} rule ${by.rule.number}`;
    case 'policy':
      return `by the policy of ${by.table} ${by.chain}`;
    case 'kernel':
      return `by the kernel: ${by.reason}`;
  }
}
