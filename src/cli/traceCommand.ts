import { Command, Option } from 'commander';
import type { Problem } from '../ast/problem.js';
import { explainCondition } from '../condition/explain.js';
import { defaultMostPaths, tracePacket } from '../engine/tracePacket.js';
import type { Tracking } from '../engine/walk.js';
import type { Describe } from '../format/describe.js';
import { writeJson } from '../format/jsonText.js';
import { traceToJson } from '../format/trace/json.js';
import { formatTraceTable } from '../format/trace/table.js';
import { formatTraceText } from '../format/trace/text.js';
import type { TraceTextOptions } from '../format/trace/options.js';
import { extensions, parse } from '../index.js';
import { readConnection } from '../node/readConnection.js';
import { describeChain, describeMarkChange, describeRule } from '../owners/describe.js';
import { bindProblems, bindRuleset } from '../ruleset/bindRuleset.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { DispositionKind, Reply, Trace } from '../trace/trace.js';
import { familyOption } from './dumpOptions.js';
import { dumpPremises } from './dumpPremises.js';
import type { Io } from './io.js';
import { readPacketOptions } from './packetOptions.js';
import type { PacketOptions, PacketRequest } from './packetOptions.js';
import { foreignInput, readDumpInput } from './readInput.js';
import { readNode } from './readNode.js';
import type { NodeOptions } from './readNode.js';
import { screenOf } from './screen.js';
import type { ColourChoice, Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

type Expectation = 'accepted' | 'dropped' | 'rejected';

interface TraceOptions extends PacketOptions, NodeOptions {
  readonly ctEntry?: string;
  readonly assume?: readonly string[];
  readonly reply?: true;
  readonly format: 'text' | 'table' | 'json';
  readonly verbose?: true;
  readonly quiet?: true;
  readonly color: ColourChoice;
  readonly strict?: true;
  readonly expect?: Expectation;
  readonly maxPaths: number;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

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

Exit code: 0 a trace was printed (with --expect: it ends so), 1 --expect was not
met, 2 the input cannot be used.`;

/** `calitrace trace`. */
export function traceCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('trace')
    .description('follow one packet through the rules and say what happens to it, and why')
    .argument('[dump]', 'output of iptables-save; "-" or nothing: standard input')
    .optionsGroup('The packet:')
    .option('-s, --src <address>', 'source address (required)')
    .option('-d, --dst <address>', 'destination address (required)')
    .option('-p, --proto <protocol>', 'protocol name or number (default tcp, or icmp with --icmp-type)')
    .option('--sport <port>', 'source port (default 40000)')
    .option('--dport <port>', 'destination port; a question where a rule asks and it is missing')
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
    .option('--reply', 'follow the answer on its way back as well')
    .optionsGroup('The node:')
    .option('--ipset <file>', 'output of ipset save')
    .option('--addrs <file>', 'output of ip -j addr')
    .option('--routes <file>', 'output of ip -j route show table all')
    .option('--rules <file>', 'output of ip -j rule')
    .option('--ipvs <file>', 'output of ipvsadm -Sn')
    .option('--local <cidr>', 'an address or prefix of this node (repeatable)', collect)
    .option('--assume <subject=answer>', 'answer a question; each prints its subject (repeatable)', collect)
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .optionsGroup('Output:')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'table', 'json']).default('text'),
    )
    .option('-v, --verbose', 'also the rules that did not match, each with the reason')
    .option('-q, --quiet', 'the verdict alone')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(
      new Option('--expect <end>', 'exit 0 only if every path ends so, else 1').choices([
        'accepted',
        'dropped',
        'rejected',
      ]),
    )
    .option('--strict', 'exit 2 where the dump has an error')
    .addOption(
      new Option('--max-paths <number>', 'follow at most so many paths')
        .default(defaultMostPaths)
        .argParser((text) => {
          const number = Number(text);
          if (!Number.isInteger(number) || number < 1)
            throw new UsageError(`--max-paths: "${text}" is not a number from 1 on`);
          return number;
        }),
    )
    .addHelpText('after', examples);
  command.action(async (path: string | undefined, options: TraceOptions) => {
    finish(await runTrace(io, path, options));
  });
  return command;
}

async function runTrace(io: Io, path: string | undefined, options: TraceOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const request = readPacketOptions(options);
  const { family } = request.described.packet;
  const answers = readAnswers(options.assume ?? []);
  const { node, problems: nodeProblems } = readNode(io, options, family);
  const tracking = trackingOf(options, request);
  const input = await readDumpInput(io, path);
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return 2;
  }
  const { dump, problems: readProblems } = parse(input.text);
  const bound = bindRuleset(dump, {
    extensions,
    family: options.ipv4 === true ? 4 : options.ipv6 === true ? 6 : family,
  });
  const problems: readonly Problem[] = [...readProblems, ...bindProblems(bound), ...nodeProblems];
  const ruleset = bound.rulesets.get(family);
  if (
    bound.rulesets.size === 0 ||
    (options.strict === true && problems.some(({ severity }) => severity === 'error'))
  ) {
    showProblems(screen, problems, input.name, true);
    if (bound.rulesets.size === 0)
      screen.io.writeError(`calitrace: ${input.name} holds no table that could be read\n`);
    return 2;
  }
  if (ruleset === undefined) {
    const other = family === 4 ? 6 : 4;
    throw new UsageError(
      `the packet is IPv${family}, and ${input.name} has only IPv${other} tables: give the output of ip${family === 6 ? '6' : ''}tables-save`,
    );
  }
  const {
    trace: walked,
    unasked,
    refused,
  } = tracePacket({
    ruleset,
    node,
    described: request.described,
    tracking,
    outInterface: request.outInterface,
    moment: request.moment,
    answers,
    reply: options.reply === true,
    mostPaths: options.maxPaths,
  });
  for (const [subject, accepts] of refused) {
    const others = accepts.length > 0 ? accepts.join(' or ') : 'no answer';
    throw new UsageError(
      `--assume: "${answers.get(subject) ?? ''}" does not answer ${subject}, which accepts ${others}`,
    );
  }
  const given = [...answers].filter(([subject]) => !unasked.includes(subject));
  const trace: Trace = {
    ...walked,
    premises: [
      ...walked.premises,
      ...dumpPremises(bound, ruleset, problems),
      ...given.map(([subject, answer]) => ({ text: `${subject}=${answer}`, settle: '--assume' })),
    ],
  };
  showProblems(screen, problems, input.name, options.verbose === true);
  for (const subject of unasked)
    screen.io.writeError(`calitrace: --assume ${subject}: this trace did not ask that\n`);
  io.write(printed(trace, problems, ruleset, options, screen));
  return options.expect === undefined || meets(trace, options.expect) ? 0 : 1;
}

function printed(
  trace: Trace,
  problems: readonly Problem[],
  ruleset: Ruleset,
  options: TraceOptions,
  screen: Screen,
): string {
  const describe: Describe = { describeChain, describeRule, describeMarkChange, explainCondition };
  const verbose = options.verbose === true;
  const text: TraceTextOptions = {
    ruleset,
    describe,
    detail: options.quiet === true ? 'quiet' : verbose ? 'verbose' : 'normal',
    width: screen.width,
    colour: screen.colour,
  };
  switch (options.format) {
    case 'json':
      return writeJson(traceToJson(trace, problems, { verbose, explainCondition }));
    case 'table':
      return formatTraceTable(trace, text);
    case 'text':
      return formatTraceText(trace, text);
  }
}

const accepted: ReadonlySet<DispositionKind> = new Set(['forwarded', 'delivered', 'sent']);

function meets(trace: Trace, expected: Expectation): boolean {
  return (
    trace.complete &&
    trace.paths.length > 0 &&
    trace.paths.every(({ disposition: { kind }, reply }) =>
      expected === 'accepted' ? accepted.has(kind) && isAnswered(reply) : kind === expected,
    )
  );
}

/** With `--reply` the answer has to get through, too. */
function isAnswered(reply: Reply | undefined): boolean {
  return reply === undefined || (reply.kind === 'answer' && meets(reply.trace, 'accepted'));
}

function readAnswers(pairs: readonly string[]): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.lastIndexOf('=');
    if (cut < 1 || cut === pair.length - 1) throw new UsageError(`--assume: "${pair}" is not SUBJECT=ANSWER`);
    answers.set(Buffer.from(pair.slice(0, cut), 'utf8').toString('latin1'), pair.slice(cut + 1));
  }
  return answers;
}

function trackingOf(options: TraceOptions, request: PacketRequest): Tracking {
  const { state, status, direction, connectionMark, described } = request;
  if (options.ctEntry === undefined) {
    return { state, status, direction, mark: connectionMark, entry: undefined };
  }
  const entry = readConnection(options.ctEntry, described.packet);
  if (typeof entry === 'string') throw new UsageError(`--ct-entry: ${entry}`);
  return {
    state: state ?? entry.state,
    status: status ?? entry.status,
    direction: entry.direction,
    mark: entry.mark,
    entry,
  };
}
