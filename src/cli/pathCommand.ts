import { Command, Option } from 'commander';
import { writeAddress } from '../address/address.js';
import { encodeUtf8 } from '../document/utf8.js';
import { explainCondition } from '../condition/explain.js';
import type { Describe } from '../format/describe.js';
import { withNames } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import { journeyToJson } from '../format/path/json.js';
import { formatPathText } from '../format/path/text.js';
import { harmlessSentence } from '../format/sentence.js';
import { describeChain, describeMarkChange, describeRule } from '../owners/describe.js';
import { journeyEndsAs } from '../path/endsAs.js';
import { findJourney, type NodeSubject } from '../path/findJourney.js';
import type { Journey } from '../path/journey.js';
import type { PathNode } from '../path/pathNode.js';
import type { Cluster } from './cluster.js';
import { backendOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import type { NamesInDump } from './namesInDump.js';
import { addNamesOption, type NamesOptions } from './namesOption.js';
import { readPacketOptions, type PacketOptions } from './packetOptions.js';
import { findPathEnds } from './pathEnds.js';
import { readPathNodes, type PathNodeOptions, type ReadPathNode } from './pathNodes.js';
import { prefixesOf } from './prefixOption.js';
import { chainsNotRead, readAnswers, refusedAnswer } from './question.js';
import { addLimitOptions } from './questionOptions.js';
import { readCluster } from './readCluster.js';
import { screenOf, type ColourChoice, type Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

type PathPacketOptions = Pick<
  PacketOptions,
  'proto' | 'sport' | 'dport' | 'icmpType' | 'tcpFlags' | 'tos' | 'ttl' | 'length' | 'time'
>;

interface PathOptions extends PathPacketOptions, PathNodeOptions, NamesOptions {
  readonly from?: string;
  readonly to?: string;
  readonly reply: boolean;
  readonly assume?: readonly string[];
  readonly routed?: readonly string[];
  readonly format: 'text' | 'json';
  readonly quiet?: true;
  readonly color: ColourChoice;
  readonly expect?: 'accepted' | 'dropped' | 'rejected';
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
  a pod asks a service, with what kubectl knows of the names:
    calitrace path --node a=a.calitrace --node b=b.calitrace \\
      --names cluster.json --from default/web-1 --to svc/default/api
  two pods by their addresses, the nodes called as their hosts:
    calitrace path *.calitrace --from 10.244.1.5 --to 10.244.2.7 --dport 8080
  from outside to a node port, which comes to node a first:
    calitrace path *.calitrace --from a:203.0.113.9 --to a --dport 30080
  pods with addresses of the cloud's network, which its routers know:
    calitrace path *.calitrace --from 10.0.1.5 --to 10.0.2.7 --dport 8080 \\
      --routed 10.0.0.0/16
  a snapshot of each node, made there as root:
    calitrace snapshot > a.calitrace

Exit code: 0 a path was printed (with --expect: every way ends so, and for
accepted its answer comes back), 1 --expect was not met, 2 the input cannot be
used.`;

/** `calitrace path`. */
export function pathCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('path')
    .argument('[snapshots...]', 'snapshots of nodes, each called as its host')
    .optionsGroup('The nodes:')
    .option('--node <name=file>', 'a node with its snapshot (repeatable)', collect);
  addNamesOption(command)
    .addOption(backendOption())
    .option(
      '--assume <[node:]subject=answer>',
      'answer a question, of one node or of all; each prints its subject (repeatable)',
      collect,
    )
    .option(
      '--routed <prefix>',
      'what is between the nodes brings packets for these addresses to the node that has them, as a cloud does (repeatable)',
      collect,
    )
    .addOption(memoOption())
    .option('-4, --ipv4', 'nodes and names by their IPv4 addresses (default where they have one)')
    .option('-6, --ipv6', 'nodes and names by their IPv6 addresses')
    .optionsGroup('The packet:')
    .option(
      '--from <end>',
      'where it sets out: a pod of --names, an address, an interface, a node; NODE:END says on which node',
    )
    .option('--to <end>', 'where it goes: a pod or service of --names, an address, a node')
    .option('-p, --proto <protocol>', 'protocol name or number (default tcp, or icmp with --icmp-type)')
    .option('--sport <port>', 'source port (default 40000)')
    .option('--dport <port>', 'destination port, of --to also by its name')
    .option('--icmp-type <type>', 'TYPE, TYPE/CODE or a name such as echo-request')
    .option('--tcp-flags <list>', 'SYN, ACK, FIN, RST, PSH, URG or NONE (default SYN)')
    .option('--tos <byte>', 'type of service, traffic class (default 0)')
    .option('--ttl <number>', 'ttl or hop limit (default 64)')
    .option('--length <bytes>', 'length of the IP packet')
    .option('--time <moment>', 'when it is under way, such as 2026-05-01T08:30:00+02:00')
    .option('--no-reply', 'leave out the way of the answer')
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('-v, --verbose', 'the whole trace of each node, with the rules that did not match')
    .option('-q, --quiet', 'how it ends, alone')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(
      new Option('--expect <end>', 'exit 0 only if every way ends so, else 1').choices([
        'accepted',
        'dropped',
        'rejected',
      ]),
    );
  addLimitOptions(command).addHelpText('after', examples);
  command.action(async (paths: readonly string[], options: PathOptions) => {
    finish(await runPath(io, paths, options));
  });
  return command;
}

async function runPath(io: Io, paths: readonly string[], options: PathOptions): Promise<number> {
  const { from, to } = options;
  if (from === undefined || to === undefined)
    throw new UsageError(
      `the path needs ${from === undefined ? '--from' : '--to'} (calitrace path --help has examples)`,
    );
  const screen = screenOf(io, options.color);
  const cluster = await readCluster(screen, options);
  const nodes = await readPathNodes(screen, paths, options, answersOf(options.assume ?? []));
  if (nodes === undefined) return 2;
  const ends = findPathEnds(nodes, cluster, { ...options, from: encodeUtf8(from), to: encodeUtf8(to) });
  const { sender, destination, ...filled } = ends;
  const { described, moment } = readPacketOptions({
    ...options,
    ...filled,
    src: writeAddress(sender.source),
    dst: writeAddress(destination),
    ...(sender.inInterface === undefined ? {} : { iif: sender.inInterface }),
  });
  const {
    journey: walked,
    unasked,
    refused,
  } = findJourney({
    nodes,
    start: { node: sender.node, described },
    moment,
    reply: options.reply,
    mostWays: options.maxPaths,
    routed: prefixesOf('--routed', options.routed),
  });
  for (const { node, subject, accepts } of refused)
    throw refusedAnswer(node.answers.get(subject), subject, accepts);
  const journey = withPremises(walked, nodes);
  tellProblems(screen, nodes, options.verbose === true);
  tellUnread(screen, nodes, journey);
  tellUnasked(screen, nodes, unasked);
  io.write(printed(journey, nodes, namesIn(nodes, cluster), screen, options));
  return options.expect === undefined || journeyEndsAs(journey, options.expect) ? 0 : 1;
}

/** Each `--assume` with the node before it, or for all nodes. */
function answersOf(
  pairs: readonly string[],
): (name: string, names: readonly string[]) => ReadonlyMap<string, string> {
  return (name, names) =>
    readAnswers(
      pairs.flatMap((pair) => {
        const owner = names.find((each) => pair.startsWith(`${each}:`));
        if (owner === undefined) return [pair];
        return owner === name ? [pair.slice(owner.length + 1)] : [];
      }),
    );
}

/** With what the snapshots of the nodes that the packet and its answers came by say of themselves. */
function withPremises(journey: Journey, nodes: readonly ReadPathNode[]): Journey {
  const passed = nodesOf(journey);
  const premises = nodes
    .filter(({ name }) => passed.has(name))
    .flatMap((node) =>
      node.premises(journey.packet.family).map((premise) => ({ node: node.name, ...premise })),
    );
  return { ...journey, premises: [...journey.premises, ...premises] };
}

/** The nodes that the packet or an answer came by. */
function nodesOf({ ways }: Journey): ReadonlySet<string> {
  return new Set(
    ways.flatMap(({ legs, answer }) => [
      ...legs.map(({ node }) => node),
      ...(answer?.kind === 'journey' ? nodesOf(answer.journey) : []),
    ]),
  );
}

function tellProblems(screen: Screen, nodes: readonly ReadPathNode[], all: boolean): void {
  for (const { name, problems } of nodes) showProblems(screen, problems(), name, all);
}

function tellUnread({ io }: Screen, nodes: readonly ReadPathNode[], journey: Journey): void {
  const passed = nodesOf(journey);
  for (const { name, chainsNotRead: left } of nodes) {
    const count = passed.has(name) ? left(journey.packet.family) : 0;
    if (count > 0)
      io.writeError(chainsNotRead(count, harmlessSentence(name), 'where the packet does not come'));
  }
}

/** Subjects that no node asked; of one that was given for all nodes it is enough that one did. */
function tellUnasked({ io }: Screen, nodes: readonly PathNode[], unasked: readonly NodeSubject[]): void {
  for (const subject of new Set(unasked.map((each) => each.subject))) {
    const those = unasked.filter((each) => each.subject === subject);
    const given = nodes.filter(({ answers }) => answers.has(subject));
    if (those.length < given.length) continue;
    io.writeError(`calitrace: --assume ${harmlessSentence(subject)}: this path did not ask that\n`);
  }
}

/** What things on the nodes that were asked are called. */
function namesIn(nodes: readonly ReadPathNode[], cluster: Cluster | undefined): NamesInDump | undefined {
  return cluster?.namesOf(nodes.flatMap(({ bound }) => [...bound.rulesets.values()]));
}

function printed(
  journey: Journey,
  nodes: readonly ReadPathNode[],
  names: NamesInDump | undefined,
  screen: Screen,
  options: PathOptions,
): string {
  const verbose = options.verbose === true;
  if (options.format === 'json') {
    const sources = nodes.map(({ name, read, problems }) => ({
      name,
      source: read.name,
      problems: problems(),
    }));
    const json = journeyToJson(journey, sources, { verbose, explainCondition });
    return writeJson(withNames(json, names?.mentioned));
  }
  const describe: Describe = { describeChain, describeRule, describeMarkChange, explainCondition, ...names };
  return formatPathText(journey, {
    rulesetOf: (name, family) => {
      const node = nodes.find((each) => each.name === name);
      return node?.ground(family).ruleset ?? { family, tables: [] };
    },
    describe,
    detail: options.quiet === true ? 'quiet' : verbose ? 'verbose' : 'normal',
    width: screen.width,
    colour: screen.colour,
  });
}
