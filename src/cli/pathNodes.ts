import type { Problem } from '../ast/problem.js';
import { encodeUtf8 } from '../document/utf8.js';
import { extensions } from '../index.js';
import type { Family } from '../netfilter/hooks.js';
import type { PathGround, PathNode } from '../path/pathNode.js';
import { bindProblems, bindRuleset, countUnreadChains, type BoundDump } from '../ruleset/bindRuleset.js';
import type { Premise } from '../trace/trace.js';
import { dumpPremises } from './dumpPremises.js';
import type { DumpOptions } from './dumpOptions.js';
import { hasAllTables, readDump, type ReadDump } from './ground.js';
import { readNode } from './readNode.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

/** A node of a path with what was read of it. */
export interface ReadPathNode extends PathNode {
  readonly read: ReadDump;
  readonly bound: BoundDump;
  /** What is to be taken for granted of what the snapshot says and leaves out, for packets of a family. */
  readonly premises: (family: Family) => readonly Premise[];
  /** What is wrong with its rules and its other texts, as far as they were read by now. */
  readonly problems: () => readonly Problem[];
  /** How many chains of a family no packet came to, of a dump of which only the others were read. */
  readonly chainsNotRead: (family: Family) => number;
}

export interface PathNodeOptions extends DumpOptions {
  /** `NAME=FILE`. */
  readonly node?: readonly string[];
  readonly strict?: true;
}

/** Reads the nodes: those of `--node`, then files, which are called by the host of their snapshot. Undefined where one cannot be used, which stands on stderr then. */
export async function readPathNodes(
  screen: Screen,
  paths: readonly string[],
  options: PathNodeOptions,
  answersOf: (name: string, names: readonly string[]) => ReadonlyMap<string, string>,
): Promise<readonly ReadPathNode[] | undefined> {
  const given = [
    ...(options.node ?? []).map(nodeOption),
    ...paths.map((path) => ({ path, name: undefined })),
  ];
  if (given.length === 0) {
    throw new UsageError(
      'no nodes: give --node NAME=FILE for each, or the snapshots themselves (calitrace snapshot writes them)',
    );
  }
  const reads: { readonly name: string; readonly read: ReadDump }[] = [];
  for (const { path, name } of given) {
    const read = await readDump(screen, path, options, options.strict !== true && options.memo, true);
    if (read === undefined) {
      screen.io.writeError(`calitrace: ${takesSnapshots}\n`);
      return undefined;
    }
    if (read.snapshot === undefined) throw new UsageError(rulesAlone(read.name));
    reads.push({ name: name ?? hostOf(read), read });
  }
  const names = reads.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(`two nodes are called ${twice}: give them names with --node NAME=FILE`);
  }
  const nodes = reads.map(({ name, read }) =>
    pathNodeOf(screen, name, read, options, answersOf(name, names)),
  );
  const broken = options.strict === true ? nodes.filter(hasError) : [];
  for (const { read, problems } of broken) showProblems(screen, problems(), read.name, true);
  return broken.length > 0 ? undefined : nodes;
}

function rulesAlone(name: string): string {
  return `${name} holds rules alone: ${takesSnapshots}`;
}

const takesSnapshots =
  'where packets go takes a snapshot of each node, with its addresses and routes (calitrace snapshot > node.calitrace, there as root)';

/** Whether anything of a node has an error, whichever family it is of. */
function hasError({ ground, problems }: ReadPathNode): boolean {
  for (const family of [4, 6] as const) ground(family);
  return problems().some(({ severity }) => severity === 'error');
}

function nodeOption(text: string): { readonly name: string; readonly path: string } {
  const cut = text.indexOf('=');
  const name = text.slice(0, cut);
  if (cut < 1 || cut === text.length - 1 || !/^[^\s:/]+$/.test(name)) {
    throw new UsageError(
      `--node: "${text}" is not NAME=FILE, with a name without blanks, ":" and "/"`,
      '--node',
    );
  }
  return { name: encodeUtf8(name), path: text.slice(cut + 1) };
}

/** As its snapshot says; else the file without its folder and ending. */
function hostOf({ name, snapshot }: ReadDump): string {
  const host = snapshot?.host ?? '';
  return host === '' ? name.replace(/^.*\//s, '').replace(/\.[^.]*$/s, '') : host;
}

function pathNodeOf(
  { io }: Screen,
  name: string,
  read: ReadDump,
  options: DumpOptions,
  answers: ReadonlyMap<string, string>,
): ReadPathNode {
  const bound = bindRuleset(read.dump, { extensions, family: 4 });
  const grounds = new Map<Family, PathGround & { readonly problems: readonly Problem[] }>();
  const ground = (family: Family): PathGround => {
    const known = grounds.get(family);
    if (known !== undefined) return known;
    const { node, problems } = readNode(io, {}, family, read.snapshot);
    const ruleset = bound.rulesets.get(family) ?? { family, tables: [] };
    const allTables = hasAllTables(read.snapshot, bound, options, family);
    const made = { ruleset, node, allTables, problems };
    grounds.set(family, made);
    return made;
  };
  const problems = (): readonly Problem[] => [
    ...read.problems(),
    ...bindProblems(bound, read.partly),
    ...once([...grounds.values()].flatMap((each) => each.problems)),
  ];
  const redacted: Premise = {
    text: 'its snapshot is redacted, with one key for all nodes: else its addresses are not those that the others know',
  };
  return {
    name,
    answers,
    ground,
    read,
    bound,
    premises: (family) => [
      ...(read.snapshot?.redacted === true ? [redacted] : []),
      ...(bound.rulesets.has(family) || ground(family).allTables
        ? []
        : [{ text: `nothing tells its rules for IPv${family}: it is taken to have none` }]),
      ...dumpPremises(
        bound,
        ground(family).ruleset,
        { problems: problems(), unreadLines: bound.unreadLines },
        ground(family).node,
      ),
    ],
    problems,
    chainsNotRead: (family) => (read.partly ? countUnreadChains(bound, family) : 0),
  };
}

function once(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
