import { Command, Option } from 'commander';
import { diff } from '../diff/diff.js';
import type { Diff } from '../diff/difference.js';
import { diffToJson } from '../format/diff/json.js';
import type { Compared } from '../format/diff/changeWords.js';
import { formatDiffText } from '../format/diff/text.js';
import type { DiffPageOptions } from '../format/html/diff/diffPage.js';
import { addAmongOptions, askedFamily, readAmong } from './amongOptions.js';
import type { AmongOptions } from './amongOptions.js';
import { amongEnds, type NamedEnds } from './cluster.js';
import { decided } from './decided.js';
import { nodesApart } from './nodesApart.js';
import { backendOption, familyOption, memoOption } from './dumpOptions.js';
import { harmlessSentence } from '../format/sentence.js';
import type { Family } from '../netfilter/hooks.js';
import { withNames, type Mentioned } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import type { Io } from './io.js';
import { addNamesOption, type NamesOptions } from './namesOption.js';
import { programVersion } from './programVersion.js';
import { readCluster } from './readCluster.js';
import { readRuleset, refuseOtherFamily } from './readRuleset.js';
import type { NamedRuleset, RulesetOptions } from './readRuleset.js';
import { refuseLoops } from './refuseLoops.js';
import { rowsOption } from './rowsOption.js';
import { screenOf } from './screen.js';
import type { ColourChoice, Screen } from './screen.js';
import { UsageError } from './usageError.js';

const formats = ['text', 'json', 'html', 'markdown'] as const;

interface DiffOptions extends AmongOptions, RulesetOptions, NamesOptions, NamedEnds {
  readonly maxRows: number;
  readonly format: (typeof formats)[number];
  readonly color: ColourChoice;
}

const notes = `
Example:
  what a change does to a network:
    calitrace diff --src 10.244.0.0/16 before.save after.save

Not a difference of text: other names of chains and another order of rules that
treats all packets alike are none. A question to an ipset is the same question
in both dumps. Established connections count as not translated by nat.

Exit code: 0 equivalent, 1 different, 2 the input cannot be used or it cannot be
decided: the sets of packets grow too large, or what decides is drawn, counted
or left in the kernel by rules that are not the same.`;

/** `calitrace diff`. */
export function diffCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('diff')
    .argument('<old>', 'output of iptables-save; "-": standard input')
    .argument('<new>', 'the other; "-": standard input');
  addAmongOptions(command)
    .option('--from <name>', 'those from a pod or node of --names: default/web-1, node/worker-1')
    .option('--to <name>', 'those to a pod, service or node of --names: svc/default/web');
  addNamesOption(command.optionsGroup('The cluster:'))
    .optionsGroup('Output:')
    .addOption(rowsOption('difference'))
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
    .addOption(backendOption())
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption())
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  command.action(async (before: string, after: string, options: DiffOptions) => {
    finish(await runDiff(io, before, after, options));
  });
  return command;
}

async function runDiff(io: Io, oldPath: string, newPath: string, options: DiffOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  if (oldPath === '-' && newPath === '-') throw new UsageError('only one of the dumps can be standard input');
  const cluster = await readCluster(screen, options);
  const reading = askedFamily(options) === 6 ? { ...options, ipv6: true as const } : options;
  const before = await readRuleset(screen, oldPath, reading);
  const after = await readRuleset(screen, newPath, reading);
  if (before === undefined || after === undefined) return 2;
  for (const side of [before, after]) refuseOtherFamily(side, options);
  const compared = comparedFamilies(before, after, options);
  const sides = compared.families.map((family) => ({
    family,
    old: ofFamily(before, family),
    now: ofFamily(after, family),
  }));
  for (const side of sides.flatMap(({ old, now }) => [old, now])) refuseLoops(side.name, side.ruleset);
  const names = cluster?.namesOf(sides.flatMap(({ old, now }) => [old.ruleset, now.ruleset]));
  const results = decided(io, () =>
    sides.map(({ family, old, now }) => {
      const among = readAmong(amongEnds(cluster, [old, now], options, options), family);
      return diff({ before: old.ruleset, after: now.ruleset, among, mostRows: options.maxRows });
    }),
  );
  if (results === undefined) return 2;
  for (const { family, with: having, without } of familiesOfOne(before, after)) {
    io.writeError(
      `calitrace: the IPv${family} rules of ${harmlessSentence(having)} are not compared: ${harmlessSentence(without)} has none\n`,
    );
  }
  const found: Diff = {
    differences: results.flatMap(({ differences }) => differences),
    undecided: results.flatMap(({ undecided }) => undecided),
    assumed: [...marksOf(results), ...nodesApart(before.snapshot, after.snapshot)],
    nodes: results.reduce((sum, { nodes }) => sum + nodes, 0),
  };
  const origins = { before: before.origin, after: after.origin };
  const between = { ...compared, before: before.name, after: after.name, origins, names };
  io.write(await printed(found, { ...between, mentioned: names?.mentioned }, options.format, screen));
  if (found.differences.length > 0) return 1;
  return found.undecided.length === 0 ? 0 : 2;
}

/** Of both families once. */
function marksOf(results: readonly Diff[]): Diff['assumed'] {
  const bits = results
    .flatMap(({ assumed }) => assumed)
    .reduce((mark, one) => (one.kind === 'marks' ? (mark | one.bits) >>> 0 : mark), 0);
  return bits === 0 ? [] : [{ kind: 'marks', bits }];
}

function ofFamily(side: NamedRuleset, family: Family): NamedRuleset {
  return { ...side, ruleset: side.rulesets.get(family) ?? side.ruleset };
}

/**
 * All families that both dumps have, but where one was asked for (`-4`, `-6`), an address says which, or ends are told by their names, which are of one.
 * @throws UsageError where they have none in common
 */
function comparedFamilies(before: NamedRuleset, after: NamedRuleset, options: DiffOptions): Compared {
  const both = ([4, 6] as const).filter(
    (family) => before.rulesets.has(family) && after.rulesets.has(family),
  );
  const asked = askedFamily(options);
  const [first] = asked !== undefined && both.includes(asked) ? [asked] : both;
  if (first === undefined) {
    throw new UsageError(
      `${before.name} is IPv${before.ruleset.family} and ${after.name} IPv${after.ruleset.family}: nothing to compare`,
    );
  }
  const isNamed = options.from !== undefined || options.to !== undefined;
  const families = asked === undefined && !isNamed ? both : [first];
  return { families, others: families.length < both.length };
}

function* familiesOfOne(
  before: NamedRuleset,
  after: NamedRuleset,
): Iterable<{ readonly family: Family; readonly with: string; readonly without: string }> {
  for (const family of [4, 6] as const) {
    if (before.rulesets.has(family) === after.rulesets.has(family)) continue;
    const [having, without] = before.rulesets.has(family) ? [before, after] : [after, before];
    yield { family, with: having.name, without: without.name };
  }
}

async function printed(
  found: Diff,
  between: Omit<DiffPageOptions, 'version'> & { readonly mentioned: Mentioned | undefined },
  format: DiffOptions['format'],
  { width, colour }: Screen,
): Promise<string> {
  switch (format) {
    case 'text':
      return formatDiffText(found, { ...between, width, colour });
    case 'json':
      return writeJson(withNames(diffToJson(found), between.mentioned));
    case 'markdown':
      return (await import('../format/markdown/diff.js')).formatDiffMarkdown(found, between);
    case 'html': {
      const { formatDiffPage } = await import('../format/html/diff/diffPage.js');
      return formatDiffPage(found, { ...between, version: programVersion() });
    }
  }
}
