import { Command, Option } from 'commander';
import { reachToJson } from '../format/reach/json.js';
import { formatReachText } from '../format/reach/text.js';
import { extensions, parse } from '../index.js';
import { isTableName } from '../netfilter/hooks.js';
import { BudgetExceeded } from '../packetset/diagrams.js';
import { reach, reachableEnds } from '../reach/reach.js';
import type { Reach, ReachableEnd, Target } from '../reach/reach.js';
import { bindProblems, bindRuleset } from '../ruleset/bindRuleset.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { addAmongOptions, readAmong } from './amongOptions.js';
import type { AmongOptions } from './amongOptions.js';
import { familyOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { foreignInput, readDumpInput } from './readInput.js';
import { screenOf } from './screen.js';
import type { ColourChoice } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

interface ReachOptions extends AmongOptions {
  readonly to?: string;
  readonly verdict?: ReachableEnd;
  readonly maxRows: number;
  readonly format: 'text' | 'json';
  readonly color: ColourChoice;
  readonly ipv4?: true;
  readonly ipv6?: true;
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

const usualMostRows = 20;

/** `calitrace reach`. */
export function reachCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('reach')
    .description('tell which packets come to a rule, a chain or an end')
    .argument('[dump]', 'output of iptables-save; "-" or nothing: standard input')
    .option('--to <table/chain[:rule]>', 'a chain, or a rule by its number: filter/FORWARD:3')
    .addOption(new Option('--verdict <end>', 'how they end').choices([...reachableEnds]).conflicts('to'));
  addAmongOptions(command)
    .optionsGroup('Output:')
    .addOption(
      new Option('--max-rows <number>', 'at most so many rows for each hook')
        .default(usualMostRows)
        .argParser((text) => {
          const number = Number(text);
          if (!Number.isInteger(number) || number < 1)
            throw new UsageError(`--max-rows: "${text}" is not a number from 1 on`);
          return number;
        }),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  command.action(async (path: string | undefined, options: ReachOptions) => {
    finish(await runReach(io, path, options));
  });
  return command;
}

async function runReach(io: Io, path: string | undefined, options: ReachOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const input = await readDumpInput(io, path);
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return 2;
  }
  const { dump, problems } = parse(input.text);
  const bound = bindRuleset(dump, { extensions, family: options.ipv6 === true ? 6 : 4 });
  showProblems(screen, [...problems, ...bindProblems(bound)], input.name, false);
  const ruleset = rulesetOf([...bound.rulesets.values()], options);
  if (ruleset === undefined) {
    io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return 2;
  }
  const { target, words } = targetOf(ruleset, options);
  const found = decided(() =>
    reach({ ruleset, target, among: readAmong(options, ruleset.family), mostRows: options.maxRows }),
  );
  if (typeof found === 'string') {
    io.writeError(`calitrace: not decided: ${found}; fewer packets (--src, --dst, --iif …) may be decided\n`);
    return 2;
  }
  io.write(
    options.format === 'json'
      ? reachToJson(found, words)
      : formatReachText(found, {
          width: screen.width,
          family: ruleset.family,
          colour: screen.colour,
          target: words,
          dump: input.name,
        }),
  );
  return found.hooks.length > 0 ? 0 : 1;
}

function decided(ask: () => Reach): Reach | string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof BudgetExceeded) return `the sets of packets take ${error.message}`;
    throw error;
  }
}

/** Of a dump with both families the one that was asked for, IPv4 where nothing was. */
function rulesetOf(rulesets: readonly Ruleset[], options: ReachOptions): Ruleset | undefined {
  const wanted = options.ipv6 === true ? 6 : 4;
  return rulesets.find(({ family }) => family === wanted) ?? rulesets[0];
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
