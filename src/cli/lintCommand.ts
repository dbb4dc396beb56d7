import { Command, Option } from 'commander';
import { backendOption, familyOption, liveOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { configName, failOns, ruleSeverities } from './lintConfig.js';
import { explainRule, listRules } from './lintHelp.js';
import { lintFormats, runLint } from './lintRun.js';
import { addNamesOption } from './namesOption.js';
import { offer } from './offered.js';
import type { LintOptions } from './lintRun.js';
import { rulePages } from './rulePages.js';
import { screenOf } from './screen.js';

interface AllOptions extends LintOptions {
  readonly list?: true;
  readonly explain?: string;
}

const notes = `
Exit code: 0 nothing found at or above --fail-on, 1 something found, 2 some
input cannot be used (with --strict: not all of it); the other dumps are linted
all the same.

Examples:
  sudo iptables-save | calitrace lint
  calitrace lint --baseline known.json --format github nodes/*.save`;

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  text,
];

/** `calitrace lint`. */
export function lintCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('lint')
    .argument('[dumps...]', 'output of iptables-save, one or more; "-" or nothing: standard input')
    .addOption(new Option('--format <format>', 'how to print').choices(lintFormats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on (default: "error")').choices(failOns),
    )
    .option('--rule <name=severity>', 'error, warning, note or off for one lint rule (repeatable)', collect)
    .option('--config <file>', `configuration (default: the first ${configName} upwards from here)`)
    .option('--no-config', 'read no configuration')
    .option('--baseline <file>', 'report only what is not in it')
    .option('--no-baseline', 'no baseline, whatever the configuration says')
    .option('--write-baseline', 'write all that is found now into the baseline')
    .option('--list', 'print the lint rules')
    .option('--explain <name>', 'print what a lint rule flags, why, and what to do instead')
    .option('--strict', 'exit 2 where a dump has an error')
    .option('-v, --verbose', 'all causes of each finding')
    .addOption(liveOption())
    .addOption(backendOption())
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption())
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  addNamesOption(command);
  const names = rulePages().map(({ name }) => name);
  offer(command, {
    '--explain': names,
    '--rule': names.flatMap((name) => ruleSeverities.map((severity) => `${name}=${severity}`)),
  });
  command.action(async (paths: readonly string[], options: AllOptions) => {
    if (options.explain !== undefined) explainRule(io, options.explain);
    else if (options.list === true) io.write(listRules(screenOf(io, options.color), options));
    else finish(await runLint(io, paths, options));
  });
  return command;
}
