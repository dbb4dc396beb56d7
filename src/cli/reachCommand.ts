import { Command, Option } from 'commander';
import { reachToJson } from '../format/reach/json.js';
import { formatReachText } from '../format/reach/text.js';
import { isTableName } from '../netfilter/hooks.js';
import { reach, reachableEnds } from '../reach/reach.js';
import type { ReachableEnd, Target } from '../reach/reach.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { addAmongOptions, readAmong } from './amongOptions.js';
import type { AmongOptions } from './amongOptions.js';
import { decided } from './decided.js';
import { backendOption, familyOption, liveOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { addNamesOption, type NamesOptions } from './namesOption.js';
import { readCluster } from './readCluster.js';
import { readRuleset } from './readRuleset.js';
import type { RulesetOptions } from './readRuleset.js';
import { rowsOption } from './rowsOption.js';
import { screenOf } from './screen.js';
import type { ColourChoice } from './screen.js';
import { UsageError } from './usageError.js';

interface ReachOptions extends AmongOptions, RulesetOptions, NamesOptions {
  readonly to?: string;
  readonly verdict?: ReachableEnd;
  readonly maxRows: number;
  readonly format: 'text' | 'json';
  readonly color: ColourChoice;
}

const notes = `
Examples:
  which packets the sixth rule of a chain matches:
    calitrace reach --to 'filter/cali-tw-cali0ef24b1:6' node.save
  what of a network is dropped:
    calitrace reach --verdict dropped --src 10.244.0.0/16 node.save

Established connections count as not translated by nat.
Exit code: 0 some packet comes there, 1 none does, 2 the input cannot be used or
the sets of packets grow too large to decide.`;

/** `calitrace reach`. */
export function reachCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('reach')
    .argument('[dump]', 'output of iptables-save; "-" or nothing: standard input')
    .option('--to <table/chain[:rule]>', 'a chain, or a rule by its number: filter/FORWARD:3')
    .addOption(new Option('--verdict <end>', 'how they end').choices([...reachableEnds]).conflicts('to'));
  addNamesOption(addAmongOptions(command).optionsGroup('The cluster:'))
    .optionsGroup('Output:')
    .addOption(rowsOption('hook'))
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
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
  const input = await readRuleset(screen, path, options);
  if (input === undefined) return 2;
  const { name, ruleset } = input;
  const names = cluster?.namesOf([ruleset]);
  const { target, words } = targetOf(ruleset, options);
  const found = decided(io, () =>
    reach({ ruleset, target, among: readAmong(options, ruleset.family), mostRows: options.maxRows }),
  );
  if (found === undefined) return 2;
  io.write(
    options.format === 'json'
      ? reachToJson(found, words, names?.mentioned)
      : formatReachText(found, {
          width: screen.width,
          family: ruleset.family,
          colour: screen.colour,
          target: words,
          dump: name,
          names,
        }),
  );
  return found.hooks.length > 0 ? 0 : 1;
}

function targetOf(
  ruleset: Ruleset,
  options: ReachOptions,
): { readonly target: Target; readonly words: string } {
  if (options.verdict !== undefined) {
    return { target: { kind: 'end', end: options.verdict }, words: `are ${options.verdict}` };
  }
  if (options.to === undefined) {
    throw new UsageError('say where to: --to TABLE/CHAIN[:RULE] or --verdict dropped, accepted or rejected');
  }
  const text = Buffer.from(options.to, 'utf8').toString('latin1');
  const [, tableName = '', rest = ''] = /^([^/]*)\/(.+)$/s.exec(text) ?? [];
  if (!isTableName(tableName)) throw new UsageError(`--to: "${options.to}" is not TABLE/CHAIN[:RULE]`);
  const tables = ruleset.tables.filter((table) => table.name === tableName);
  const whole = tables.map((table) => table.chains.get(rest)).find((chain) => chain !== undefined);
  if (whole !== undefined) {
    return { target: { kind: 'chain', chain: whole }, words: `come to ${tableName} chain ${rest}` };
  }
  const [, chainName = rest, number] = /^(.+):(\d+)$/s.exec(rest) ?? [];
  const chain = tables.map((table) => table.chains.get(chainName)).find((one) => one !== undefined);
  if (chain === undefined) throw new UsageError(`--to: table ${tableName} has no chain "${chainName}"`);
  const rule = chain.rules[Number(number) - 1];
  if (rule === undefined) {
    throw new UsageError(`--to: chain ${chainName} of ${tableName} has ${chain.rules.length} rules`);
  }
  return { target: { kind: 'rule', rule }, words: `match ${tableName} ${chainName} rule ${rule.number}` };
}
