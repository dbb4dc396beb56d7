import type { Dump } from '../ast/ast.js';
import type { Problem } from '../ast/problem.js';
import { extensions, parse, parsePartly } from '../index.js';
import type { Family } from '../netfilter/hooks.js';
import type { Node } from '../node/node.js';
import { bindProblems, bindRuleset, countUnreadChains, type BoundDump } from '../ruleset/bindRuleset.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { holdsAllTables } from '../snapshot/nodeTexts.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { NamesInDump, NamesOf } from './namesInDump.js';
import type { DumpOptions } from './dumpOptions.js';
import type { QuestionOptions } from './questionOptions.js';
import { foreignInput, noRulesCode, readDumpInput } from './readInput.js';
import type { NodeReading } from './readNode.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { OtherFamilyError } from './usageError.js';

/** A dump as its lines say it. */
export interface ReadDump {
  /** As messages call it. */
  readonly name: string;
  readonly dump: Dump;
  /** Rules are read when the packet comes to them. */
  readonly partly: boolean;
  /** Of what was read so far. */
  readonly problems: () => readonly Problem[];
  /** Where the dump came with all else that its node told. */
  readonly snapshot: Snapshot | undefined;
}

/** What a packet goes through: the dump and its node, read. */
export interface Ground {
  readonly screen: Screen;
  /** Of the dump, as messages call it. */
  readonly name: string;
  readonly node: Node;
  /** The sets as `ipset save` printed them; empty where they are not known. */
  readonly setText: string;
  readonly dump: Dump;
  readonly bound: BoundDump;
  /** Of the packet's family. */
  readonly ruleset: Ruleset;
  /** All tables of that family that the node has are in it. */
  readonly allTables: boolean;
  /** What things are called in the cluster; undefined where nothing was given about it. */
  readonly names: NamesInDump | undefined;
  /** Of what was read so far: all of them, or those where packets came by. */
  readonly problems: () => readonly Problem[];
  /** Those of them that are in the files about the node. */
  readonly nodeProblems: readonly Problem[];
  /** How many chains have rules that were not read. */
  readonly chainsNotRead: () => number;
}

/** Dumps up to so many characters are read as a whole: that takes no time worth sparing, and tells of all that is wrong with them. */
const readWhole = 100_000;

const noDump: Dump = { kind: 'dump', byteOrderMark: false, lines: [] };

/**
 * Reads the dump; `partly`: if it is large, its rules later; `bare`: a snapshot may be of a node without rules. Undefined where it is none, which stands
 * on stderr then.
 */
export async function readDump(
  screen: Screen,
  path: string | undefined,
  options: DumpOptions,
  partly = false,
  bare = false,
): Promise<ReadDump | undefined> {
  const input = await readDumpInput(screen.io, path, options, 'node');
  if (bare && options.backend === undefined && input.problem?.code === noRulesCode) {
    return { name: input.name, partly: false, snapshot: input.snapshot, dump: noDump, problems: () => [] };
  }
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return undefined;
  }
  const { name, text, snapshot } = input;
  const part = partly && text.length > readWhole ? parsePartly(text) : undefined;
  if (part !== undefined) {
    // Behind the loops over all lines little runs often enough that optimising it pays.
    screen.io.optimiseLater();
    return { name, partly: true, snapshot, ...part };
  }
  const { dump, problems } = parse(text, options);
  return { name, partly: false, snapshot, dump, problems: () => problems };
}

/**
 * What packets of a family go through. Undefined where the dump cannot be used, which stands on stderr then.
 * @throws OtherFamilyError where the dump has only tables of the other family
 */
export function groundOf(
  screen: Screen,
  read: ReadDump,
  family: Family,
  { node, setText, problems: nodeProblems }: NodeReading,
  options: QuestionOptions,
  namesOf: NamesOf | undefined,
): Ground | undefined {
  const { name, dump } = read;
  const bound = bindRuleset(dump, {
    extensions,
    family: options.ipv4 === true ? 4 : options.ipv6 === true ? 6 : family,
  });
  const told = (): readonly Problem[] => [
    ...read.problems(),
    ...bindProblems(bound, read.partly),
    ...nodeProblems,
  ];
  const whole = read.partly ? undefined : told();
  const problems = (): readonly Problem[] => whole ?? told();
  const ruleset = bound.rulesets.get(family);
  if (
    bound.rulesets.size === 0 ||
    (options.strict === true && problems().some(({ severity }) => severity === 'error'))
  ) {
    showProblems(screen, problems(), name, true);
    if (bound.rulesets.size === 0)
      screen.io.writeError(`calitrace: ${name} holds no table that could be read\n`);
    return undefined;
  }
  if (ruleset === undefined) {
    const other = family === 4 ? 6 : 4;
    throw new OtherFamilyError(
      `the packet is IPv${family}, and ${name} has only IPv${other} tables: give the output of ip${family === 6 ? '6' : ''}tables-save`,
    );
  }
  const chainsNotRead = (): number => (read.partly ? countUnreadChains(bound) : 0);
  const names = namesOf?.([ruleset], node.sets);
  const allTables = hasAllTables(read.snapshot, bound, options, family);
  return {
    screen,
    name,
    node,
    setText,
    dump,
    bound,
    ruleset,
    allTables,
    names,
    problems,
    nodeProblems,
    chainsNotRead,
  };
}

/** Whether tables that a dump lacks are none of the node's either. */
export function hasAllTables(
  snapshot: Snapshot | undefined,
  { incompatible }: BoundDump,
  { backend }: DumpOptions,
  family: Family,
): boolean {
  return (
    snapshot !== undefined &&
    backend === undefined &&
    incompatible.length === 0 &&
    holdsAllTables(snapshot, family)
  );
}
