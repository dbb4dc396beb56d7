import type { Command } from 'commander';

export interface NamesOptions {
  readonly names?: readonly string[];
}

/** Gives a command the files with the names of a cluster. */
export function addNamesOption(command: Command): Command {
  return command.option(
    '--names <file>',
    'what kubectl get pods,svc,networkpolicies -A or calicoctl get prints with -o json or yaml (repeatable)',
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  );
}
