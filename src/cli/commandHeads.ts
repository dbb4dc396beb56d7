import type { Command } from 'commander';
import type { Io } from './io.js';

/** Makes a command with all its options. `finish` takes the exit code. */
type CommandMaker = (io: Io, finish: (exitCode: number) => void) => Command;

/** What `calitrace --help` says of a command. */
export interface CommandHead {
  readonly name: string;
  /** Its arguments, as in its usage. */
  readonly takes: string;
  readonly description: string;
  /** Whether it asks what all commands take. */
  readonly seesOthers?: true;
  /** Brings its code in, which nobody else waits for. */
  readonly load: () => Promise<CommandMaker>;
}

/** The commands, in the order of the help. */
export const commandHeads: readonly CommandHead[] = [
  {
    name: 'trace',
    takes: '[dump]',
    description: 'follow one packet through the rules and say what happens to it, and why',
    load: async () => (await import('./traceCommand.js')).traceCommand,
  },
  {
    name: 'verify',
    takes: '[dump]',
    description: 'send the packet through the rules on a real kernel, and compare that with the trace',
    load: async () => (await import('./verifyCommand.js')).verifyCommand,
  },
  {
    name: 'path',
    takes: '[snapshots...]',
    description: 'follow one packet from node to node, through tunnels and services, and its answer back',
    load: async () => (await import('./pathCommand.js')).pathCommand,
  },
  {
    name: 'lint',
    takes: '[dumps...]',
    description:
      'find rules that hide others, that nothing reaches, or that are not as their owner writes them',
    load: async () => (await import('./lintCommand.js')).lintCommand,
  },
  {
    name: 'reach',
    takes: '[dump]',
    description: 'tell which packets come to a rule, a chain or an end',
    load: async () => (await import('./reachCommand.js')).reachCommand,
  },
  {
    name: 'diff',
    takes: '<old> <new>',
    description: 'tell which packets two dumps treat differently, and by which rules',
    load: async () => (await import('./diffCommand.js')).diffCommand,
  },
  {
    name: 'test',
    takes: '[flows] [dumps...]',
    description:
      'send the packets of a file through dumps and compare what becomes of them with what it expects',
    load: async () => (await import('./testCommand.js')).testCommand,
  },
  {
    name: 'explain',
    takes: '[kind] <what> [dump]',
    description: 'say what a chain, a rule, a mark or an ipset is: whose, what for, who calls it',
    load: async () => (await import('./explainCommand.js')).explainCommand,
  },
  {
    name: 'graph',
    takes: '[dump]',
    description: 'draw chains and what leads from one to another, with the way of a packet',
    load: async () => (await import('./graphCommand.js')).graphCommand,
  },
  {
    name: 'snapshot',
    takes: '[snapshot]',
    description: 'write all that a trace asks of this node into one file, which every command reads',
    load: async () => (await import('./snapshotCommand.js')).snapshotCommand,
  },
  {
    name: 'parse',
    takes: '[dump]',
    description: 'read a dump and print it again, with everything that is wrong with it',
    load: async () => (await import('./parseCommand.js')).parseCommand,
  },
  {
    name: 'completion',
    takes: '<shell>',
    description: 'print what makes a shell complete calitrace and its options',
    seesOthers: true,
    load: async () => (await import('./completionCommand.js')).completionCommand,
  },
];
