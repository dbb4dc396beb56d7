import { Command, Option } from 'commander';
import { lintToJson } from '../format/lint/json.js';
import type { LintedDump } from '../format/lint/lintedDump.js';
import { formatLintText } from '../format/lint/text.js';
import { extensions, parse } from '../index.js';
import { severities } from '../lint/finding.js';
import type { LintResult, Severity } from '../lint/finding.js';
import { lintRuleset } from '../lint/lintRuleset.js';
import { lintRules } from '../lint/registry.js';
import { bindProblems, bindRuleset } from '../ruleset/bindRuleset.js';
import { familyOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { foreignInput, readDumpInput } from './readInput.js';
import type { Input } from './readInput.js';
import { screenOf } from './screen.js';
import type { ColourChoice, Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

interface LintOptions {
  readonly format: 'text' | 'json';
  readonly failOn: Severity | 'never';
  readonly rule?: readonly (readonly [string, Severity | 'off'])[];
  readonly color: ColourChoice;
  readonly verbose?: true;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

const notes = `
Exit code: 0 nothing found at or above --fail-on, 1 something found, 2 the input
cannot be used.`;

/** `calitrace lint`. */
export function lintCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('lint')
    .description(
      'find rules that hide others, that nothing reaches, or that are not as their owner writes them',
    )
    .argument('[dumps...]', 'output of iptables-save, one or more; "-" or nothing: standard input')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices([...severities, 'never'])
        .default('error'),
    )
    .option(
      '--rule <name=severity>',
      'error, warning, note or off for one lint rule (repeatable)',
      (text: string, before: LintOptions['rule']) => [...(before ?? []), readSeverity(text)],
    )
    .option('-v, --verbose', 'all causes of each finding')
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  command.action(async (paths: readonly string[], options: LintOptions) => {
    finish(await runLint(io, paths, options));
  });
  return command;
}

async function runLint(io: Io, paths: readonly string[], options: LintOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const dumps: LintedDump[] = [];
  for (const path of paths.length === 0 ? [undefined] : paths) {
    const linted = lintDump(screen, await readDumpInput(io, path), options);
    if (linted === undefined) return 2;
    dumps.push(linted);
  }
  io.write(printed(dumps, options, screen));
  return fails(dumps, options.failOn) ? 1 : 0;
}

/** Undefined where the input is no dump, which is then said. */
function lintDump(screen: Screen, input: Input, options: LintOptions): LintedDump | undefined {
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return undefined;
  }
  const { dump, problems: readProblems } = parse(input.text);
  const bound = bindRuleset(dump, { extensions, family: options.ipv6 === true ? 6 : 4 });
  const problems = [...readProblems, ...bindProblems(bound)];
  showProblems(screen, problems, input.name, options.verbose === true);
  if (bound.rulesets.size === 0) {
    screen.io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return undefined;
  }
  const results = [...bound.rulesets.values()].map((ruleset): LintResult =>
    lintRuleset({
      ruleset,
      dump,
      otherBackend: bound.otherBackend,
      rules: lintRules,
      severities: new Map(options.rule),
    }),
  );
  return {
    name: input.name,
    findings: results.flatMap(({ findings }) => findings),
    undecided: results.flatMap(({ undecided }) => undecided),
    problems,
  };
}

function printed(dumps: readonly LintedDump[], options: LintOptions, screen: Screen): string {
  switch (options.format) {
    case 'json':
      return lintToJson(dumps);
    case 'text':
      return formatLintText(dumps, {
        width: screen.width,
        colour: screen.colour,
        verbose: options.verbose === true,
      });
  }
}

function fails(dumps: readonly LintedDump[], failOn: LintOptions['failOn']): boolean {
  if (failOn === 'never') return false;
  const enough = severities.slice(0, severities.indexOf(failOn) + 1);
  return dumps.some(({ findings }) => findings.some(({ severity }) => enough.includes(severity)));
}

function readSeverity(text: string): readonly [string, Severity | 'off'] {
  const [name = '', severity = '', ...rest] = text.split('=');
  const known = [...severities, 'off' as const].find((one) => one === severity);
  if (known === undefined || rest.length > 0) {
    throw new UsageError(`--rule: "${text}" is not NAME=error, warning, note or off`);
  }
  if (!lintRules.some((rule) => rule.name === name)) {
    throw new UsageError(
      `--rule: there is no lint rule "${name}": ${lintRules.map((rule) => rule.name).join(', ')}`,
    );
  }
  return [name, known];
}
