import { Command } from 'commander';
import { writeSnapshot } from '../snapshot/writeSnapshot.js';
import type { Io } from './io.js';
import { takeSnapshot } from './takeSnapshot.js';

interface SnapshotOptions {
  readonly verbose?: true;
}

const notes = `
What it runs reads and changes nothing: iptables-save -c (both families, of
iptables-legacy only where the kernel has tables of it), ipset save where rules
ask sets, ip addr, ip route, ip rule, ipvsadm -Sn where IPVS is loaded; settings
come from /proc/sys. Every command takes the file in place of a dump.

Examples:
  sudo calitrace snapshot > node.calitrace
  calitrace trace -s 10.244.1.2 -d 10.96.0.10 -p udp --dport 53 \\
    -i cali0ef24b1 node.calitrace

Exit code: 0 the snapshot was written; what is missing in it stands on stderr.
2 the rules of this machine cannot be read.`;

/** `calitrace snapshot`. */
export function snapshotCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('snapshot')
    .option('-v, --verbose', 'show every command that is run, on stderr')
    .addHelpText('after', notes);
  command.action(async (options: SnapshotOptions) => {
    const snapshot = await takeSnapshot(io, { extent: 'node', verbose: options.verbose === true });
    io.write(writeSnapshot(snapshot));
    finish(0);
  });
  return command;
}
