import { bindProblems } from '../../src/ruleset/bindRuleset.js';
import type { BoundDump } from '../../src/ruleset/bindRuleset.js';

/** All chains with their rules as written, and what a dump says of itself. Chains are read backwards, rules of theirs forwards. */
export function toldOfBound(bound: BoundDump): unknown {
  const rulesets = [...bound.rulesets].map(([family, { tables }]) => [
    family,
    tables.map(({ name, backend, chains }) => [
      name,
      backend,
      [...chains.values()]
        .reverse()
        .map((chain) => [
          chain.name,
          chain.policy,
          chain.declared,
          chain.rules.map(({ line, text }) => [line, text]),
        ]),
    ]),
  ]);
  const { familyGuessed, otherBackend, incompatible, unreadLines } = bound;
  return { rulesets, problems: bindProblems(bound), familyGuessed, otherBackend, incompatible, unreadLines };
}
