import { Command, Option } from 'commander';
import { endsAs } from '../trace/endsAs.js';
import type { Trace } from '../trace/trace.js';
import type { Io } from './io.js';
import { addLimitOptions, addQuestionOptions, refuseTwoSources } from './questionOptions.js';
import { screenOf } from './screen.js';
import { runTrace, traceFormats, type TraceOptions } from './traceRun.js';
import { UsageError } from './usageError.js';

interface TraceCommandOptions extends TraceOptions {
  readonly packets?: string;
}

const examples = `
Examples:
  a pod asks DNS, read on the node itself:
    sudo iptables-save | calitrace trace -s 10.244.1.2 -d 10.96.0.10 \\
      -p udp --dport 53 -i cali0ef24b1
  from outside to a node port, with what else the node can tell:
    calitrace trace -s 203.0.113.9 -d 192.168.10.21 --dport 30080 -i eth0 \\
      --addrs addrs.json --routes routes.json --ipset sets.ipset dump.save
  this node itself sends (no --iif), a later packet of a connection:
    calitrace trace -s 192.168.10.21 -d 10.244.1.2 --dport 80 \\
      --ctstate ESTABLISHED dump.save
  many packets, one a line ("-s 10.244.1.2 -d 10.96.0.10 --dport 53 -p udp"):
    calitrace trace -i cali0ef24b1 --packets packets.txt dump.save \\
      | jq -r '[.packetLine, .paths[]?.disposition.kind] | @tsv'
  the packet of a line that a LOG rule wrote, and which rule that was:
    dmesg | grep calico-packet: | tail -1 > line
    calitrace trace --from-log line dump.save
  the third frame of a capture:
    calitrace trace --from-pcap night.pcap --frame 3 dump.save
  a page for a ticket, one file:
    calitrace trace -s 10.244.1.2 -d 10.96.0.10 -p udp --dport 53 \\
      -i cali0ef24b1 --format html dump.save > trace.html

Exit code: 0 a trace was printed (with --expect: it ends so), 1 --expect was not
met, 2 the input (or a line of --packets) cannot be used.

Of a large dump only the chains are read that the packet comes to; what is wrong
in others is not told, and how many there are is. --strict reads all of it.`;

/** `calitrace trace`. */
export function traceCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = addQuestionOptions(
    new Command('trace'),
    'each packet of a capture, pcap or pcapng, a line of output for each; with --frame one of them in full',
  )
    .optionsGroup('Many packets:')
    .option(
      '--packets <file>',
      'trace each packet of a file ("-": standard input), one a line, as options like those above or a JSON object of them, or as for --from-log; or of a capture. One line of output for each, JSON where stdout is no terminal',
    )
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices(traceFormats).default('text'))
    .option('-v, --verbose', 'also the rules that did not match, each with the reason')
    .option('-q, --quiet', 'the verdict alone')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(
      new Option('--expect <end>', 'exit 0 only if every path ends so, else 1').choices([
        'accepted',
        'dropped',
        'rejected',
      ]),
    );
  addLimitOptions(command).addHelpText('after', examples);
  command.action(async (path: string | undefined, options: TraceCommandOptions) => {
    refuseTwoSources(options);
    const many = options.packets ?? (options.frame === undefined ? options.fromPcap : undefined);
    finish(
      await (many === undefined
        ? runTrace(io, path, options)
        : runMany(io, path, many, {
            ...options,
            format:
              command.getOptionValueSource('format') === 'default' && !io.stdoutIsTerminal
                ? 'json'
                : options.format,
          })),
    );
  });
  return command;
}

async function runMany(
  io: Io,
  path: string | undefined,
  packets: string,
  defaults: TraceCommandOptions,
): Promise<number> {
  const { format, expect } = defaults;
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--packets prints text or json, no ${format}`);
  const { runPackets } = await import('./packetsRun.js');
  const good = (trace: Trace): boolean => expect === undefined || endsAs(trace, expect);
  const capture = defaults.fromPcap !== undefined;
  return runPackets(screenOf(io, defaults.color), { packets, capture, path, defaults, format, meets: good });
}
