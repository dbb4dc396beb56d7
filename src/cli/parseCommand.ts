import { Command, Option } from 'commander';
import { asRestore } from '../ast/refused.js';
import { writeDump } from '../ast/writeDump.js';
import { harmless } from '../format/harmless.js';
import { writeJson } from '../format/jsonText.js';
import { dumpToJson } from '../format/parse/json.js';
import { extensions, parse } from '../index.js';
import { bindProblems, bindRuleset } from '../ruleset/bindRuleset.js';
import { backendOption, familyOption, memoOption } from './dumpOptions.js';
import type { DumpOptions } from './dumpOptions.js';
import type { Io } from './io.js';
import { foreignInput, readDumpInput } from './readInput.js';
import { screenOf } from './screen.js';
import type { ColourChoice } from './screen.js';
import { showProblems } from './showProblems.js';

interface ParseOptions extends DumpOptions {
  readonly format: 'save' | 'json' | 'none';
  readonly strict?: true;
  readonly color: ColourChoice;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

/** `calitrace parse`. */
export function parseCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('parse')
    .argument('[dump]', 'output of iptables-save; "-" or nothing: standard input')
    .addOption(
      new Option('--format <format>', 'save: the same bytes; none: the problems alone')
        .choices(['save', 'json', 'none'])
        .default('save'),
    )
    .option('--strict', 'exit 2 where iptables-restore would refuse the dump')
    .addOption(backendOption())
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption())
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
  command.action(async (path: string | undefined, options: ParseOptions) => {
    finish(await runParse(io, path, options));
  });
  return command;
}

async function runParse(io: Io, path: string | undefined, options: ParseOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const input = await readDumpInput(io, path, options);
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return 2;
  }
  const { dump, problems: readProblems } = parse(input.text, options);
  const bound = bindRuleset(dump, { extensions, family: options.ipv6 === true ? 6 : 4 });
  const found = [...readProblems, ...bindProblems(bound)].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const problems = options.strict === true ? asRestore(found) : found;
  showProblems(screen, problems, input.name, true);
  switch (options.format) {
    case 'save':
      // The same bytes for whoever reads them; a terminal would obey some of them.
      if (io.stdoutIsTerminal) io.write(writeDump(dump).split('\n').map(harmless).join('\n'));
      else io.write(writeDump(dump), 'latin1');
      break;
    case 'json':
      io.write(writeJson(dumpToJson(dump, problems)));
      break;
    case 'none':
      break;
  }
  if (bound.rulesets.size === 0) {
    io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return 2;
  }
  return options.strict === true && problems.some(({ severity }) => severity === 'error') ? 2 : 0;
}
