import { ownName, withCommandsBelow } from '../format/commandLine/commandWords.js';
import { manualName, manualPage } from '../format/commandLine/manualPage.js';
import { commandWords } from './commandWords.js';
import type { Io } from './io.js';
import { makeProgram } from './makeProgram.js';
import { programVersion } from './programVersion.js';

/** The manual pages of the program and its commands, by file name: `calitrace-trace.1`. The build of the package writes them. */
export async function manualPages(io: Io): Promise<ReadonlyMap<string, string>> {
  const program = await makeProgram(io, () => undefined, { name: 'calitrace', wants: () => true });
  const words = commandWords(program);
  return new Map(
    withCommandsBelow(words).map((command) => [
      `${manualName(command)}.1`,
      manualPage(command, programVersion(), ownName(command) === command.called ? undefined : words),
    ]),
  );
}
