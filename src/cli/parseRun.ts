import { asRestore } from '../ast/refused.js';
import { writeDump } from '../ast/writeDump.js';
import { harmless } from '../format/harmless.js';
import { writeJson } from '../format/jsonText.js';
import { dumpToJson } from '../format/parse/json.js';
import { checkDump } from './checkDump.js';
import type { DumpOptions } from './dumpOptions.js';
import type { Io } from './io.js';
import { foreignInput, readDumpInput } from './readInput.js';
import { screenOf, type ColourChoice } from './screen.js';
import { showProblems } from './showProblems.js';

/** What `calitrace parse` is asked. */
export interface ParseOptions extends DumpOptions {
  readonly format: 'save' | 'json' | 'none';
  readonly strict?: true;
  readonly color: ColourChoice;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

/** In bytes: some ten thousand rules, each of which the grammar reads. */
const large = 2_000_000;

/** Reads a dump and prints it. Gives the exit code. */
export async function runParse(io: Io, path: string | undefined, options: ParseOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const input = await readDumpInput(io, path, options);
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return 2;
  }
  if (!options.memo && input.text.length > large) io.optimiseAsUsual();
  const { dump, problems: found, hasTables } = checkDump(input.text, options.ipv6 === true ? 6 : 4, options);
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
  if (!hasTables) {
    io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return 2;
  }
  return options.strict === true && problems.some(({ severity }) => severity === 'error') ? 2 : 0;
}
