import { Command } from 'commander';
import { isSnapshotText, readSnapshot } from '../snapshot/readSnapshot.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { writeSnapshot } from '../snapshot/writeSnapshot.js';
import type { Io } from './io.js';
import { escapeBare } from '../format/jsonText.js';
import { readInputText, writeFile } from './readInput.js';
import { screenOf } from './screen.js';
import { showProblems } from './showProblems.js';
import { takeSnapshot } from './takeSnapshot.js';
import { UsageError } from './usageError.js';

interface SnapshotOptions {
  readonly redact?: true;
  readonly renames?: string;
  readonly verbose?: true;
}

const notes = `
It changes nothing, and runs what reads: iptables-save -c (both families, of
iptables-legacy only where the kernel has tables of it), nft list of chains and
of tables that are none of iptables, ipset save where rules ask sets, ip addr,
ip route, ip rule, ipvsadm -Sn where IPVS is loaded; settings come from
/proc/sys. Every command takes the file in place of a dump.

--redact replaces addresses, interfaces, names and words of comments by others,
so that the file can be shown to people: the same one by the same, prefixes by
prefixes. A trace of the same packet is the same but for the names; --renames
tells you what became of what, and is not for others.

Examples:
  sudo calitrace snapshot > node.calitrace
  calitrace trace -s 10.244.1.2 -d 10.96.0.10 -p udp --dport 53 \\
    -i cali0ef24b1 node.calitrace
  calitrace snapshot --redact --renames mine.txt node.calitrace \\
    > public.calitrace

Exit code: 0 the snapshot was written; what is missing in it stands on stderr.
2 the rules of this machine cannot be read, or the file is no snapshot.`;

/** `calitrace snapshot`. */
export function snapshotCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('snapshot')
    .argument('[snapshot]', 'one that was taken before, to be redacted; "-": standard input')
    .option('--redact', 'replace addresses and names')
    .option('--renames <file>', 'with --redact: write what became of what into a file of your own')
    .option('-v, --verbose', 'show every command that is run, on stderr')
    .addHelpText('after', notes);
  command.action(async (path: string | undefined, options: SnapshotOptions) => {
    finish(await runSnapshot(io, path, options));
  });
  return command;
}

async function runSnapshot(io: Io, path: string | undefined, options: SnapshotOptions): Promise<number> {
  const { redact, renames, verbose = false } = options;
  if (renames !== undefined && redact !== true) throw new UsageError('--renames goes with --redact');
  if (path !== undefined && redact !== true) {
    throw new UsageError(
      `without --redact this machine is read: leave ${path} out (calitrace snapshot > FILE writes what is read into a file)`,
    );
  }
  const snapshot =
    path === undefined ? await takeSnapshot(io, { extent: 'node', verbose }) : await readFrom(io, path);
  if (snapshot === undefined) return 2;
  if (redact !== true) {
    io.write(escapeBare(writeSnapshot(snapshot)));
    return 0;
  }
  if (!snapshot.outputs.some(({ holds }) => holds === 'tables')) {
    throw new UsageError(`${path ?? 'this machine'} holds no rules, so there is nothing in it to show`);
  }
  const { redactForShowing } = await import('./redactForShowing.js');
  const redacted = redactForShowing(io, snapshot);
  if (renames !== undefined) writeFile(io, renames, redacted.renames, 'owner');
  io.write(escapeBare(writeSnapshot(redacted.snapshot)));
  return 0;
}

/**
 * Undefined where it is one that cannot be read, which stands on stderr then.
 * @throws UsageError where it is none
 */
async function readFrom(io: Io, path: string): Promise<Snapshot | undefined> {
  const { name, text } = await readInputText(io, path);
  if (!isSnapshotText(text)) {
    throw new UsageError(`${name} is no snapshot: calitrace snapshot > node.calitrace writes one`);
  }
  const read = readSnapshot(text);
  if (read.kind === 'snapshot') return read.snapshot;
  showProblems(screenOf(io, 'auto'), [{ ...read.problem, source: name }], name, true);
  return undefined;
}
