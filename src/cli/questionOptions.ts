import { Option, type Command } from 'commander';
import { defaultMostPaths } from '../engine/tracePacket.js';
import { icmpNames, icmpv6Names } from '../netfilter/icmpNames.js';
import { protocolNames } from '../netfilter/protocols.js';
import {
  ctDirections,
  ctStates,
  ctStatuses,
  extensionHeaders,
  fragmentKinds,
  packetTypes,
} from '../netfilter/states.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { backendOption, familyOption, liveOption, memoOption } from './dumpOptions.js';
import type { DumpOptions } from './dumpOptions.js';
import { addNamesOption, type NamesOptions } from './namesOption.js';
import { offer } from './offered.js';
import type { PacketOptions } from './packetOptions.js';
import type { NodeOptions } from './readNode.js';
import type { ColourChoice } from './screen.js';
import { UsageError } from './usageError.js';
import { wholeNumber } from './wholeNumber.js';

/** What a command asks that follows a packet through a dump: the packet, its connection, the node. */
export interface QuestionOptions extends PacketOptions, NodeOptions, DumpOptions, NamesOptions {
  readonly from?: string;
  readonly to?: string;
  readonly fromLog?: string;
  readonly fromPcap?: string;
  /** Of a capture, from 1. */
  readonly frame?: number;
  readonly assume?: readonly string[];
  readonly reply?: true;
  readonly verbose?: true;
  readonly color: ColourChoice;
  readonly strict?: true;
  readonly maxPaths: number;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

/** Gives a command the dump and all that describes a question about it. `ofCapture`: what it does with a capture. */
export function addQuestionOptions(command: Command, ofCapture: string): Command {
  addPacketOptions(command.argument('[dump]', 'output of iptables-save; "-" or nothing: standard input'));
  command
    .optionsGroup('A packet that was seen:')
    .option(
      '--from-log <line>',
      'the packet, from a line that a LOG or NFLOG rule, tcpdump -n or conntrack printed; or a file with that line ("-": standard input). What is typed wins',
    )
    .option('--from-pcap <file>', `${ofCapture} ("-": standard input)`)
    .option('--frame <number>', 'the packet of this frame of it, from 1', wholeNumber('--frame', 1));
  return addNodeOptions(command);
}

/** One source of packets at a time. */
export function refuseTwoSources({
  fromLog,
  fromPcap,
  frame,
  packets,
}: QuestionOptions & { readonly packets?: string }): void {
  const given = [
    ...(fromLog === undefined ? [] : ['--from-log']),
    ...(packets === undefined ? [] : ['--packets']),
    ...(fromPcap === undefined ? [] : ['--from-pcap']),
  ];
  if (given.length > 1)
    throw new UsageError(`${given.join(' and ')} each tell which packets: give one of them`);
  if (frame !== undefined && fromPcap === undefined)
    throw new UsageError('--frame is one of a capture: --from-pcap FILE names that');
}

/** Gives a command what a dump leaves out, and how it is read. */
export function addNodeOptions(command: Command): Command {
  return addNamesOption(command.optionsGroup('The cluster:'))
    .optionsGroup('The node:')
    .addOption(liveOption())
    .addOption(backendOption())
    .option('--ipset <file>', 'output of ipset save')
    .option('--addrs <file>', 'output of ip -j addr')
    .option('--routes <file>', 'output of ip -j route show table all')
    .option('--rules <file>', 'output of ip -j rule')
    .option('--ipvs <file>', 'output of ipvsadm -Sn')
    .option('--local <cidr>', 'an address or prefix of this node (repeatable)', collect)
    .option('--assume <subject=answer>', 'answer a question; each prints its subject (repeatable)', collect)
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption());
}

/** Gives a command what describes a packet and its connection. */
export function addPacketOptions(command: Command): Command {
  command
    .optionsGroup('The packet:')
    .option('-s, --src <address>', 'source address (required)')
    .option('-d, --dst <address>', 'destination address (required)')
    .option(
      '--from <name>',
      'a pod or node of --names in place of --src and --iif: default/web-1, node/worker-1',
    )
    .option('--to <name>', 'a pod, service or node of --names in place of --dst: svc/default/web')
    .option('-p, --proto <protocol>', 'protocol name or number (default tcp, or icmp with --icmp-type)')
    .option('--sport <port>', 'source port (default 40000)')
    .option(
      '--dport <port>',
      'destination port, of --to also by its name; a question where a rule asks and it is missing',
    )
    .option('-i, --iif <interface>', 'interface it comes in by; without it this node sends the packet')
    .option('-o, --oif <interface>', 'interface it leaves by; else routes decide')
    .option('--icmp-type <type>', 'TYPE, TYPE/CODE or a name such as echo-request')
    .option('--tcp-flags <list>', 'SYN, ACK, FIN, RST, PSH, URG or NONE (default SYN)')
    .option('--mark <mark>', 'packet mark (default 0)')
    .option('--tos <byte>', 'type of service, traffic class (default 0)')
    .option('--ttl <number>', 'ttl or hop limit (default 64)')
    .option('--length <bytes>', 'length of the IP packet')
    .option('--mac-src <mac>', 'source MAC address')
    .option('--uid <number>', 'user of the sending socket')
    .option('--gid <number>', 'group of the sending socket')
    .option('--fragment [kind]', 'a fragment: first or later (default later)')
    .option('--headers <list>', 'extension headers of IPv6, in order: hop-by-hop, dst, route')
    .option('--pkt-type <type>', 'unicast, broadcast or multicast frame')
    .option('--time <moment>', 'when it arrives, such as 2026-05-01T08:30:00+02:00')
    .optionsGroup('Its connection:')
    .option(
      '--ctstate <state>',
      'NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED (default: as conntrack sees it)',
    )
    .option('--ctstatus <list>', 'SEEN_REPLY, ASSURED, CONFIRMED, EXPECTED or NONE')
    .option('--ctdir <direction>', 'ORIGINAL or REPLY')
    .option('--connmark <mark>', 'mark of the connection (default 0)')
    .option('--ct-entry <line>', 'the connection as a line of conntrack -L')
    .option('--reply', 'follow the answer on its way back as well');
  return offer(command, {
    '--proto': protocolNames(),
    '--icmp-type': [...new Set([...icmpNames, ...icmpv6Names].map(([name]) => name))],
    '--tcp-flags': [...Object.keys(tcpFlagBits), 'NONE'],
    '--fragment': fragmentKinds,
    '--headers': extensionHeaders,
    '--pkt-type': packetTypes,
    '--ctstate': ctStates.filter((state) => state !== 'SNAT' && state !== 'DNAT'),
    '--ctstatus': [...ctStatuses, 'NONE'],
    '--ctdir': ctDirections,
  });
}

/** Gives a command the colours, and what makes it stop early. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('--strict', 'exit 2 where the dump has an error')
    .addOption(
      new Option('--max-paths <number>', 'follow at most so many paths')
        .default(defaultMostPaths)
        .argParser(wholeNumber('--max-paths', 1)),
    );
}
