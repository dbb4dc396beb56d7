import { partsOf } from '../condition/partsOf.js';
import type { IpSet } from '../node/node.js';
import { writeEntry } from '../node/writeEntry.js';
import { describeSet } from '../owners/describe.js';
import { chainsOf, effectsOf } from '../owners/ruleShape.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { GivenSet, SetExplanation } from './explanation.js';
import { ruleInWords, type Ground } from './ruleInWords.js';

/** An ipset: what is kept in it, which rules ask it, its members where `ipset save` was given. */
export function explainSet(
  ground: Ground,
  sets: ReadonlyMap<string, IpSet> | undefined,
  name: string,
): SetExplanation {
  const { ruleset } = ground;
  const rules = chainsOf(ruleset).flatMap((chain) => chain.rules);
  const holds = describeSet(name);
  const given = sets?.get(name);
  return {
    kind: 'ipset',
    family: ruleset.family,
    name,
    ...(holds === undefined ? {} : { holds }),
    askedBy: rules
      .filter((rule) => setsAskedBy(rule).includes(name))
      .map((rule) => ruleInWords(ground, rule)),
    changedBy: rules
      .filter((rule) => setsChangedBy(rule).includes(name))
      .map((rule) => ruleInWords(ground, rule)),
    ...(given === undefined || sets === undefined ? {} : { given: givenSet(given, sets) }),
    anyGiven: sets !== undefined,
  };
}

/** The names of all sets that rules ask or change. */
export function setNames(ruleset: Ruleset): ReadonlySet<string> {
  const names = new Set<string>();
  for (const chain of chainsOf(ruleset)) {
    for (const rule of chain.rules) {
      for (const name of setsAskedBy(rule)) names.add(name);
      for (const name of setsChangedBy(rule)) names.add(name);
    }
  }
  return names;
}

function setsAskedBy(rule: BoundRule): readonly string[] {
  return rule.matches.flatMap(({ condition }) =>
    partsOf(condition).flatMap((part) => (part.kind === 'member' ? [part.member.set] : [])),
  );
}

function setsChangedBy(rule: BoundRule): readonly string[] {
  return effectsOf(rule).flatMap((effect) =>
    effect.kind === 'set-entry' || effect.kind === 'set-map' ? [effect.set] : [],
  );
}

function givenSet(set: IpSet, sets: ReadonlyMap<string, IpSet>): GivenSet {
  const lists = [...sets.values()].filter(({ entries }) =>
    entries.some(({ elements: [first] }) => first?.kind === 'set' && first.name === set.name),
  );
  return { type: set.type, members: set.entries.map(writeEntry), listedIn: lists.map(({ name }) => name) };
}
