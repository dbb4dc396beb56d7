import { Argument, Command } from 'commander';
import { bashCompletion } from '../format/commandLine/bashCompletion.js';
import { fishCompletion } from '../format/commandLine/fishCompletion.js';
import { zshCompletion } from '../format/commandLine/zshCompletion.js';
import { commandWords } from './commandWords.js';
import type { Io } from './io.js';

const shells = ['bash', 'zsh', 'fish'] as const;
const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

const notes = `
Examples:
  bash, for this user:
    calitrace completion bash \\
      > ~/.local/share/bash-completion/completions/calitrace
  zsh, into any folder of $fpath, before compinit runs:
    calitrace completion zsh > ~/.zfunc/_calitrace
  fish:
    calitrace completion fish > ~/.config/fish/completions/calitrace.fish`;

/** `calitrace completion`. */
export function completionCommand(io: Io): Command {
  const command = new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', notes);
  command.action((shell: (typeof shells)[number]) => {
    io.write(scripts[shell](commandWords(command.parent ?? command)));
  });
  return command;
}
