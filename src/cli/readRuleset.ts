import type { Dump } from '../ast/ast.js';
import { extensions, parse } from '../index.js';
import { bindProblems, bindRuleset } from '../ruleset/bindRuleset.js';
import type { Family } from '../netfilter/hooks.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { DumpOptions } from './dumpOptions.js';
import { foreignInput, readDumpInput, type DumpInput } from './readInput.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { Io } from './io.js';
import { harmlessSentence } from '../format/sentence.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { unseenProblems } from './unseen.js';
import { UsageError } from './usageError.js';

/** How `reach`, `diff`, `explain` and `graph` read a dump. */
export interface RulesetOptions extends DumpOptions {
  readonly ipv4?: true;
  readonly ipv6?: true;
}

/** One family's rules of a dump, with the name that messages call it by. */
export interface NamedRuleset {
  readonly name: string;
  readonly dump: Dump;
  readonly ruleset: Ruleset;
  /** Those of all families that the dump has. */
  readonly rulesets: ReadonlyMap<Family, Ruleset>;
  /** Where the dump is one of a snapshot. */
  readonly snapshot: Snapshot | undefined;
  readonly origin: DumpInput['origin'] | undefined;
}

/**
 * Reads the rules of a dump for a question about them all: of both families those that were asked for, IPv4 where nothing was.
 * `extent`: of this machine, what is read. Undefined where the input holds none, which stands on stderr then.
 */
export async function readRuleset(
  screen: Screen,
  path: string | undefined,
  options: RulesetOptions,
  extent: 'tables' | 'node' = 'tables',
): Promise<NamedRuleset | undefined> {
  const input = await readDumpInput(screen.io, path, options, extent);
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return undefined;
  }
  const { dump, problems } = parse(input.text, options);
  const wanted = options.ipv6 === true ? 6 : 4;
  const bound = bindRuleset(dump, { extensions, family: wanted });
  const ruleset = bound.rulesets.get(wanted) ?? [...bound.rulesets.values()][0];
  const doubts = unseenProblems(input.snapshot, bound);
  showProblems(screen, [...problems, ...bindProblems(bound), ...doubts], input.name, false);
  if (ruleset === undefined) {
    screen.io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return undefined;
  }
  return {
    name: input.name,
    dump,
    ruleset,
    rulesets: bound.rulesets,
    snapshot: input.snapshot,
    origin: input.origin,
  };
}

/**
 * Where rules of a family were asked for (`-4`, `-6`).
 * @throws UsageError of a dump that has none of that family
 */
export function refuseOtherFamily(
  { name, rulesets }: NamedRuleset,
  { ipv4, ipv6 }: Pick<RulesetOptions, 'ipv4' | 'ipv6'>,
): void {
  const wanted = ipv6 === true ? 6 : ipv4 === true ? 4 : undefined;
  if (wanted === undefined || rulesets.has(wanted)) return;
  throw new UsageError(
    `${name} has no IPv${wanted} tables: give the output of ip${wanted === 6 ? '6' : ''}tables-save`,
  );
}

/** Says on stderr that a dump has rules of the other family as well, of which nobody asked. */
export function sayOtherFamily(io: Io, { name, ruleset, rulesets }: NamedRuleset): void {
  if (rulesets.size < 2) return;
  const other = ruleset.family === 4 ? 6 : 4;
  io.writeError(
    `calitrace: this is of the IPv${ruleset.family} rules of ${harmlessSentence(name)}; -${other} asks its IPv${other} rules\n`,
  );
}
