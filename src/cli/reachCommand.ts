import { Command, Option } from 'commander';
import { reachToJson } from '../format/reach/json.js';
import type { ReachPageOptions } from '../format/html/reach/reachPage.js';
import { formatReachText } from '../format/reach/text.js';
import { withNames, type Mentioned } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import { isTableName } from '../netfilter/hooks.js';
import { mayRouteLoopback, readSysctls } from '../node/sysctls.js';
import { reach, reachableEnds, type Reach } from '../reach/reach.js';
import type { ReachableEnd, Target } from '../reach/reach.js';
import type { Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { addAmongOptions, askedFamily, readAmong } from './amongOptions.js';
import type { AmongOptions } from './amongOptions.js';
import { amongEnds } from './cluster.js';
import { decided } from './decided.js';
import { backendOption, familyOption, liveOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { addNamesOption, type NamesOptions } from './namesOption.js';
import { programVersion } from './programVersion.js';
import { readCluster } from './readCluster.js';
import { readRuleset, refuseOtherFamily, sayOtherFamily } from './readRuleset.js';
import type { RulesetOptions } from './readRuleset.js';
import { refuseLoops } from './refuseLoops.js';
import { rowsOption } from './rowsOption.js';
import { screenOf } from './screen.js';
import type { ColourChoice, Screen } from './screen.js';
import { nearest } from '../document/nearest.js';
import { encodeUtf8 } from '../document/utf8.js';
import { UsageError } from './usageError.js';

const formats = ['text', 'json', 'html', 'markdown'] as const;

interface ReachOptions extends AmongOptions, RulesetOptions, NamesOptions {
  readonly from?: string;
  /** As typed: a place in the dump, a name of the cluster, or both. */
  readonly to?: readonly string[];
  readonly verdict?: ReachableEnd;
  readonly maxRows: number;
  readonly format: (typeof formats)[number];
  readonly color: ColourChoice;
}

const notes = `
Examples:
  which packets the sixth rule of a chain matches:
    calitrace reach --to 'filter/cali-tw-cali0ef24b1:6' node.save
  what of a network is dropped:
    calitrace reach --verdict dropped --src 10.244.0.0/16 node.save
  which packets of a pod to a service are dropped:
    calitrace reach --verdict dropped --names cluster.json \\
      --from default/web-1 --to svc/default/db node.save

Established connections count as not translated by nat.

Exit code: 0 some packet comes there, 1 none does, 2 the input cannot be used or
it cannot be decided: the sets of packets grow too large, or none was found and
nobody knows what a rule does that they match.`;

/** `calitrace reach`. */
export function reachCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('reach')
    .argument('[dump]', 'output of iptables-save; "-" or nothing: standard input')
    .option(
      '--to <table/chain[:rule]>',
      'a chain, or a rule by its number: filter/FORWARD:3; beside it or --verdict also the pod, service or node of --names that they go to: svc/default/web',
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    )
    .addOption(new Option('--verdict <end>', 'how they end').choices([...reachableEnds]));
  addAmongOptions(command).option(
    '--from <name>',
    'those from a pod or node of --names: default/web-1, node/worker-1',
  );
  addNamesOption(command.optionsGroup('The cluster:'))
    .optionsGroup('Output:')
    .addOption(rowsOption('hook'))
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
    .addOption(liveOption())
    .addOption(backendOption())
    .option('-v, --verbose', 'with --live, show every command that is run, on stderr')
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption())
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  command.action(async (path: string | undefined, options: ReachOptions) => {
    finish(await runReach(io, path, options));
  });
  return command;
}

async function runReach(io: Io, path: string | undefined, options: ReachOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const cluster = await readCluster(screen, options);
  const asked = askedFamily(options);
  const input = await readRuleset(screen, path, asked === 6 ? { ...options, ipv6: true } : options);
  if (input === undefined) return 2;
  const { name, ruleset } = input;
  refuseOtherFamily(input, options);
  refuseLoops(name, ruleset);
  const names = cluster?.namesOf([ruleset]);
  const { reached, name: to } = readTo(options);
  const { target, words } = targetOf(ruleset, reached);
  const ends = { from: options.from, to };
  const among = readAmong(amongEnds<AmongOptions>(cluster, [input], options, ends), ruleset.family);
  const localnet = mayRouteLoopback(input.snapshot && readSysctls(input.snapshot.sysctls));
  const found = decided(io, () => reach({ ruleset, target, among, mostRows: options.maxRows, localnet }));
  if (found === undefined) return 2;
  if (asked === undefined) sayOtherFamily(io, input);
  const about = { family: ruleset.family, target: words, dump: name, origin: input.origin, names };
  io.write(await printed(found, { ...about, mentioned: names?.mentioned }, options.format, screen));
  if (found.hooks.length > 0) return 0;
  return found.unread.length > 0 ? 2 : 1;
}

async function printed(
  found: Reach,
  about: Omit<ReachPageOptions, 'version'> & { readonly mentioned: Mentioned | undefined },
  format: ReachOptions['format'],
  { width, colour }: Screen,
): Promise<string> {
  switch (format) {
    case 'text':
      return formatReachText(found, { ...about, width, colour });
    case 'json':
      return writeJson(withNames(reachToJson(found, about.target), about.mentioned));
    case 'markdown':
      return (await import('../format/markdown/reach.js')).formatReachMarkdown(found, about);
    case 'html': {
      const { formatReachPage } = await import('../format/html/reach/reachPage.js');
      return formatReachPage(found, { ...about, version: programVersion() });
    }
  }
}

/** What is to be reached, as typed. */
type Reached =
  { readonly kind: 'end'; readonly end: ReachableEnd } | { readonly kind: 'place'; readonly place: string };

/** What begins with the name of a table is a place in the dump, everything else a name: `pod/nat/web` where a namespace is called so. */
function readTo({ to = [], verdict }: Pick<ReachOptions, 'to' | 'verdict'>): {
  readonly reached: Reached;
  readonly name: string | undefined;
} {
  const isPlace = (text: string): boolean => isTableName(text.slice(0, Math.max(0, text.indexOf('/'))));
  const [place, secondPlace] = to.filter(isPlace);
  const [name, secondName] = to.filter((text) => !isPlace(text));
  if (secondPlace !== undefined || secondName !== undefined) {
    throw new UsageError('--to: give one place in the dump, and with --names one name of an end');
  }
  if (place !== undefined && verdict !== undefined) {
    throw new UsageError(`--verdict and --to ${place} both say what is to be reached`);
  }
  if (verdict !== undefined) return { reached: { kind: 'end', end: verdict }, name };
  if (place !== undefined) return { reached: { kind: 'place', place }, name };
  throw new UsageError(
    name === undefined
      ? 'say where to: --to TABLE/CHAIN[:RULE] or --verdict dropped, accepted or rejected'
      : `--to: "${name}" is not TABLE/CHAIN[:RULE] (such as filter/${name}), which says what is to be reached, as --verdict does`,
  );
}

function targetOf(ruleset: Ruleset, reached: Reached): { readonly target: Target; readonly words: string } {
  if (reached.kind === 'end') return { target: reached, words: `are ${reached.end}` };
  const text = encodeUtf8(reached.place);
  const [, tableName = '', rest = ''] = /^([^/]*)\/(.*)$/s.exec(text) ?? [];
  const tables = ruleset.tables.filter((table) => table.name === tableName);
  const whole = chainOf(tables, rest);
  if (whole !== undefined) {
    return { target: { kind: 'chain', chain: whole }, words: `come to ${tableName} chain ${rest}` };
  }
  const [, chainName = rest, number] = /^(.+):(\d+)$/s.exec(rest) ?? [];
  const chain = chainOf(tables, chainName);
  if (chain === undefined) throw new UsageError(`--to: ${noChain(ruleset, tableName, chainName)}`);
  const rule = chain.rules[Number(number) - 1];
  if (rule === undefined) {
    throw new UsageError(`--to: chain ${chainName} of ${tableName} has ${chain.rules.length} rules`);
  }
  return { target: { kind: 'rule', rule }, words: `match ${tableName} ${chainName} rule ${rule.number}` };
}

/** @throws UsageError where the tables of both backends have it */
function chainOf(tables: readonly Table[], name: string): Chain | undefined {
  const [chain, other] = tables.flatMap(({ chains }) => chains.get(name) ?? []);
  if (chain !== undefined && other !== undefined) {
    throw new UsageError(
      `--to: iptables-legacy and iptables-nft both have ${chain.table}/${name}: --backend says which is meant`,
    );
  }
  return chain;
}

function noChain({ tables }: Ruleset, tableName: string, name: string): string {
  const having = tables.filter(({ chains }) => chains.has(name)).map((table) => `${table.name}/${name}`);
  const own = tables.flatMap((table) => (table.name === tableName ? [...table.chains.keys()] : []));
  const near = nearest(name, own);
  const meant = having.length > 0 ? having : near === undefined ? [] : [`${tableName}/${near}`];
  const which = meant.length === 0 ? '' : `: did you mean ${[...new Set(meant)].join(' or ')}?`;
  if (own.length === 0) return `there is no table ${tableName} in the dump${which}`;
  return `table ${tableName} has no chain "${name}"${which}`;
}
