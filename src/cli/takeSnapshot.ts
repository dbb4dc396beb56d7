import { harmlessSentence } from '../format/sentence.js';
import type { ProgramEnd, Programs } from '../kernel/programs.js';
import type { Backend } from '../netfilter/hooks.js';
import { readAddresses } from '../node/readAddresses.js';
import { nftTablesToAsk } from '../node/nftTables.js';
import {
  planNftChains,
  unknownNftChains,
  planNftTables,
  planNode,
  planTables,
  type Machine,
  type Plan,
  type PlannedCommands,
  type PlannedRun,
} from '../snapshot/plan.js';
import { linesOf, type Output, type Printed, type Snapshot } from '../snapshot/snapshot.js';
import { sysctlLine, sysctlPaths } from '../snapshot/sysctls.js';
import type { Io } from './io.js';
import { UsageError } from './usageError.js';

export interface SnapshotRequest {
  /** What is read: the rules alone, or all that a node tells. */
  readonly extent: 'tables' | 'node';
  /** Each command stands on stderr as it is run. */
  readonly verbose: boolean;
}

/** A node with half a million rules prints some 60 MB within seconds. */
const limits = { milliseconds: 60_000, bytes: 400_000_000 };

/**
 * Reads this node: runs programs that print, and reads files of the kernel; nothing is changed. What could not be read stands in `missing`
 * and on stderr, a sentence each.
 * @throws UsageError where no rules can be read
 */
export async function takeSnapshot(io: Io, { extent, verbose }: SnapshotRequest): Promise<Snapshot> {
  const programs = await io.programs();
  if (programs.platform !== 'linux') {
    throw new UsageError('the rules of this machine cannot be read: it is no Linux');
  }
  const missing: string[] = [];
  const miss = (sentence: string): void => {
    missing.push(sentence);
    io.writeError(`calitrace: ${harmlessSentence(sentence)}\n`);
  };
  const show = (words: readonly string[]): void => {
    if (verbose) io.writeError(`calitrace: runs ${words.join(' ')}\n`);
  };
  const runAll = async (runs: readonly PlannedRun[]): Promise<readonly Output[]> => {
    const outputs: Output[] = [];
    for (const { holds, family, backend, ...planned } of runs) {
      outputs.push({
        holds,
        ...(family === undefined ? {} : { family }),
        ...(backend === undefined ? {} : { backend }),
        ...(await runPlanned(programs, planned, show, miss)),
      });
    }
    return outputs;
  };
  const machine = await lookAt(io, programs, show);
  const plan = planTables(machine);
  for (const sentence of plan.missing) miss(sentence);
  const tables = await runAll(plan.runs);
  if (!tables.some(({ status }) => status === 0)) {
    const root = machine.isRoot ? '' : '; it takes root (sudo calitrace …)';
    throw new UsageError(`the rules of this machine cannot be read${root}`);
  }
  const runNft = async (nft: Plan<PlannedCommands>): Promise<readonly Printed[]> => {
    for (const sentence of nft.missing) miss(sentence);
    const printed: Printed[] = [];
    for (const run of nft.runs) printed.push(await runPlanned(programs, run, show, miss));
    return printed;
  };
  const chains = await runNft(planNftChains(machine));
  const told = chains.flatMap(({ command, status, lines }) => {
    const tables = nftTablesToAsk(lines.join('\n'));
    if (tables === undefined && status === 0)
      miss(`${command.join(' ')} printed no JSON: ${unknownNftChains}`);
    return tables ?? [];
  });
  const nftables = [...chains, ...(await runNft(planNftTables(told)))];
  const outputs = [...tables];
  const sysctls: string[] = [];
  if (extent === 'node') {
    const rules = tables.map(({ lines }) => lines.join('\n')).join('\n');
    const node = planNode(machine, rules);
    for (const sentence of node.missing) miss(sentence);
    outputs.push(...(await runAll(node.runs)));
    sysctls.push(...readSysctls(machine, outputs));
  }
  const name = (path: string): string => machine.read(path)?.trim() ?? '';
  return {
    takenAt: new Date(io.now()).toISOString(),
    host: name('/proc/sys/kernel/hostname'),
    kernel: name('/proc/sys/kernel/osrelease'),
    redacted: false,
    outputs,
    nftables,
    sysctls,
    missing,
  };
}

async function lookAt(
  io: Io,
  programs: Programs,
  show: (words: readonly string[]) => void,
): Promise<Machine> {
  const variants = new Map<string, Backend>();
  for (const program of ['iptables-save', 'ip6tables-save']) {
    const specific = program.replace('-save', '-nft-save');
    if (!programs.has(program) || programs.has(specific)) continue;
    const words = [program, '-V'];
    show(words);
    const end = await programs.finish(words, limits);
    if (end.kind === 'ended') variants.set(program, end.output.includes('(nf_tables)') ? 'nft' : 'legacy');
  }
  return {
    has: (program) => programs.has(program),
    read: (path) => {
      const read = tryRead(io, path);
      return 'text' in read ? read.text : undefined;
    },
    refuses: (path) => {
      const read = tryRead(io, path);
      return 'code' in read && (read.code === 'EACCES' || read.code === 'EPERM');
    },
    variants,
    isRoot: programs.userId === 0,
  };
}

function tryRead(io: Io, path: string): { readonly text: string } | { readonly code: unknown } {
  try {
    return { text: io.readFile(path) };
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? error.code : undefined };
  }
}

/** Runs the first of the commands that works; of one that fails, what it said stands in the output all the same. */
async function runPlanned(
  programs: Programs,
  { commands, unknown }: PlannedCommands,
  show: (words: readonly string[]) => void,
  miss: (sentence: string) => void,
): Promise<Printed> {
  let end: ProgramEnd = { kind: 'failed', said: 'nothing to run' };
  let command: readonly string[] = [];
  for (command of commands) {
    show(command);
    end = await programs.finish(command, limits);
    if (end.kind === 'ended' && end.status === 0) break;
  }
  if (end.kind === 'failed' || end.status !== 0) {
    const said =
      linesOf(end.kind === 'failed' ? end.said : end.errors)[0] ??
      `exit status ${end.kind === 'failed' ? '' : end.status}`;
    miss(`${command.join(' ')} failed (${said}): ${unknown}`);
  }
  return {
    command,
    status: end.kind === 'failed' ? -1 : end.status,
    lines: end.kind === 'failed' ? [] : linesOf(end.output),
    errors: linesOf(end.kind === 'failed' ? end.said : end.errors),
  };
}

function readSysctls(machine: Machine, outputs: readonly Output[]): readonly string[] {
  const addresses = outputs.find(({ holds, status }) => holds === 'addresses' && status === 0);
  const { addresses: interfaces } = readAddresses(addresses?.lines.join('\n') ?? '');
  return sysctlPaths(interfaces.map(({ name }) => name)).flatMap((path) => {
    const value = machine.read(`/proc/sys/${path}`);
    return value === undefined ? [] : [sysctlLine(path, value)];
  });
}
