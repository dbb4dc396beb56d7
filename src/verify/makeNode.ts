import { familyOf, readAddress, sameAddress, writeAddress, type Address } from '../address/address.js';
import type { InterfaceSetup, KernelSetting } from '../kernel/scenario.js';
import type { Family } from '../netfilter/hooks.js';
import { isLocal } from '../node/localTable.js';
import type { Interface, Node, Prefix, Route } from '../node/node.js';
import { hasOwnRules } from '../node/routingRule.js';
import type { Packet } from '../packet/packet.js';
import type { Path, Trace } from '../trace/trace.js';
import { nodeSettings } from './nodeSettings.js';
import {
  addressLines,
  deviceLine,
  isUsableName,
  localLines,
  routeLines,
  ruleLines,
  writePrefix,
  type TableNumbers,
} from './nodeLines.js';

/** What is known of the node and asked of it. */
export interface NodeQuestion {
  readonly node: Node;
  readonly trace: Trace;
  /** `--oif`. */
  readonly outInterface: string | undefined;
  /** `--assume`. */
  readonly answers: ReadonlyMap<string, string>;
}

/** A node for the kernel. */
export interface MadeNode {
  readonly interfaces: readonly InterfaceSetup[];
  readonly settings: readonly KernelSetting[];
  /** For `ip -batch`. */
  readonly lines: readonly string[];
  /** The same, once the addresses are there. */
  readonly lastLines: readonly string[];
  /** What nobody gave and is made up, in words. */
  readonly madeUp: readonly string[];
  /** What of the node the kernel is not given. */
  readonly left: readonly string[];
}

/** An interface that a packet may leave by where nothing tells one. */
const madeInterfaces = ['eth0', 'eth1'] as const;

/**
 * Builds the node from what was given. What was not is made up, so that the packet can go where the trace says it may: the
 * interfaces, an address on each, its own addresses, a way back to the source, the ways out.
 */
export function makeNode(question: NodeQuestion): MadeNode {
  const { node, trace } = question;
  const { packet } = trace;
  const { family } = packet;
  const tables: TableNumbers = new Map();
  const left: string[] = [];
  const out = outDevice(question);
  const names = interfaceNames(question, out).filter((name) => {
    const usable = isUsableName(name);
    if (!usable) left.push(`interface ${name}: no network interface can be made with that name`);
    return usable;
  });
  const usable = new Set([...names, 'lo']);
  const { settings, left: unset } = nodeSettings(node.sysctls, names, packet.inInterface);
  const addresses = (node.addresses ?? []).filter(({ name }) => usable.has(name));
  const routes = (node.routes ?? []).filter((route) => devicesOf(route).every((name) => usable.has(name)));
  const own = ownPrefixes(question);
  const made = [
    ...(node.addresses === undefined ? madeAddresses(names, family) : []),
    ...(node.routes === undefined ? madeRoutes(question, out, usable) : []),
  ];
  const asking = family === 6 ? names.filter((name) => !isMute(question, name)) : [];
  const lines = [
    ...asking.map((name) => `link set dev ${name} arp on`),
    ...addressLines(addresses, family, node.routes !== undefined),
    ...downLines(addresses, packet),
    ...localLines([...node.locals, ...own].filter(({ address }) => familyOf(address) === family)),
    ...made,
    ...routeLines(routes, family, tables),
    // A kernel that was ever told of a rule checks sources otherwise.
    ...(hasOwnRules(node, family) ? ruleLines(node.rules ?? [], family, tables) : []),
    ...forcedWay(question, usable),
  ];
  return {
    interfaces: names.map((name) => ({ name, addresses: [] })),
    settings,
    lines,
    lastLines: asking.map((name) => `link set dev ${name} arp off`),
    madeUp: [
      ...(node.addresses === undefined && names.length > 0
        ? [`interfaces ${names.join(', ')}, each with an address (--addrs)`]
        : []),
      ...(own.length === 0 ? [] : [`own addresses: ${own.map(writePrefix).join(', ')} (--addrs)`]),
      ...(node.routes === undefined ? [`routes: ${routeWords(made)} (--routes)`] : []),
    ],
    left: [...left, ...unset],
  };
}

/** An interface that asks for neighbours listens to their questions once it has an address; the judge's own asks for none. */
function isMute({ node }: NodeQuestion, name: string): boolean {
  return node.addresses?.some((each) => each.name === name && each.isMute === true) ?? false;
}

function interfaceNames(question: NodeQuestion, out: string): readonly string[] {
  const { node, trace } = question;
  const names = new Set<string>();
  for (const { name } of node.addresses ?? []) names.add(name);
  names.add(trace.packet.inInterface);
  for (const route of node.routes ?? []) {
    if (route.family === trace.packet.family) for (const name of devicesOf(route)) names.add(name);
  }
  for (const [, device] of waysOut(trace)) names.add(device);
  if (question.outInterface !== undefined) names.add(question.outInterface);
  if (node.routes === undefined) names.add(out);
  names.delete('');
  names.delete('lo');
  // MASQUERADE takes an address of another interface where the packet leaves by lo; a node without any drops it.
  if (names.size === 0 && node.addresses === undefined) names.add(madeInterfaces[0]);
  return [...names];
}

function devicesOf({ device, nextHops = [] }: Route): readonly string[] {
  return [device, ...nextHops.map((hop) => hop.device)].filter((name) => name !== undefined);
}

/** The interface by which packets leave that no route is known for. */
function outDevice({ trace, outInterface, answers, node }: NodeQuestion): string {
  const told = [...answers].flatMap(([subject, answer]) => {
    const name = /^outInterface:(.+)$/.exec(subject)?.[1];
    return name === undefined ? [] : [{ name: name.replace(/\+$/, '0'), holds: answer === 'yes' }];
  });
  const never = new Set(told.filter(({ holds }) => !holds).map(({ name }) => name));
  const candidates = [
    ...told.filter(({ holds }) => holds).map(({ name }) => name),
    ...(node.addresses ?? []).map(({ name }) => name).filter((name) => name !== 'lo'),
    ...madeInterfaces,
  ].filter((name) => !never.has(name) && isUsableName(name));
  return (
    outInterface ??
    candidates.find((name) => name !== trace.packet.inInterface) ??
    candidates[0] ??
    trace.packet.inInterface
  );
}

/** What becomes of the packet at each routing decision of all paths, as far as that is known. */
function decisions(trace: Trace): readonly {
  readonly to: Address;
  readonly device: string;
  readonly local: boolean;
  readonly path: Path;
}[] {
  return trace.paths.flatMap((path) =>
    path.hops.flatMap((hop, at) => {
      if (hop.kind !== 'routing' || hop.decision === 'none') return [];
      const next = path.hops.slice(at).find((one) => one.kind === 'table');
      const to = (next?.packet ?? path.packet).destination;
      return [
        { to, device: hop.outInterface, local: hop.decision === 'input' || hop.outInterface === 'lo', path },
      ];
    }),
  );
}

/** Destinations with the interface by which they leave; the first path that knows decides. */
function waysOut(trace: Trace): ReadonlyMap<string, string> {
  const ways = new Map<string, string>();
  for (const { to, device, local } of decisions(trace)) {
    const key = writeAddress(to);
    if (!local && device !== '' && !ways.has(key)) ways.set(key, device);
  }
  return ways;
}

/**
 * Addresses that the question takes as the node's own: a packet without an interface comes from one; `--assume local:…=yes`; a
 * destination that every path delivers.
 */
function ownPrefixes({ node, trace, answers }: NodeQuestion): readonly Prefix[] {
  const { packet } = trace;
  const found: Address[] = [];
  if (packet.inInterface === '') found.push(packet.source);
  for (const [subject, answer] of answers) {
    const address = readAddress(/^local:(.+)$/.exec(subject)?.[1] ?? '');
    if (address !== undefined && answer === 'yes') found.push(address);
  }
  const reached = decisions(trace);
  for (const { to, local } of reached) {
    if (local && reached.every((one) => one.local || !sameAddress(one.to, to))) found.push(to);
  }
  const seen = new Set<string>();
  return found.flatMap((address) => {
    const key = writeAddress(address);
    const foreign = familyOf(address) !== packet.family || isLocal(node, address) !== 'unknown';
    if (seen.has(key) || foreign) return [];
    seen.add(key);
    return [hostPrefix(address)];
  });
}

function hostPrefix(address: Address): Prefix {
  return { address, length: familyOf(address) === 4 ? 32 : 128 };
}

/** One of the ranges for measuring networks, which no node has (RFC 2544, RFC 5180). */
function madeAddresses(names: readonly string[], family: Family): readonly string[] {
  return names.map((name, at) =>
    family === 4
      ? `addr add 198.19.${at % 256}.${1 + Math.floor(at / 256)}/24 dev ${name}`
      : `addr add 2001:2:0:${at.toString(16)}::1/64 dev ${name} nodad`,
  );
}

function madeRoutes(
  { node, trace, outInterface }: NodeQuestion,
  out: string,
  usable: ReadonlySet<string>,
): readonly string[] {
  const { source, inInterface, family } = trace.packet;
  const ways = new Map(waysOut(trace));
  if (inInterface !== '' && isLocal(node, source) !== 'yes') ways.set(writeAddress(source), inInterface);
  const routes = [...ways].flatMap(([to, device]) => {
    const address = readAddress(to);
    return address === undefined || !usable.has(device) ? [] : [deviceLine(hostPrefix(address), device)];
  });
  const any: Prefix = { address: family === 4 ? 0 : [0, 0, 0, 0], length: 0 };
  return [...routes, ...(usable.has(outInterface ?? out) ? [deviceLine(any, outInterface ?? out)] : [])];
}

/** `10.0.0.2/32 dev cali1`, as the lines for `ip` have it. */
function routeWords(lines: readonly string[]): string {
  const routes = lines.flatMap((line) => /^route append unicast (\S+ dev \S+)/.exec(line)?.[1] ?? []);
  return routes.map((route) => route.replace(/^(?:0\.0\.0\.0|::)\/0/, 'default')).join(', ');
}

function downLines(interfaces: readonly Interface[], { inInterface }: Packet): readonly string[] {
  return interfaces
    .filter(({ name, up }) => up === false && name !== inInterface && name !== 'lo')
    .map(({ name }) => `link set dev ${name} down`);
}

const forcedTable = 99_999;

/** `--oif` is stronger than any route: the packet leaves there, wherever it goes. Its answer does not. */
function forcedWay({ trace, outInterface }: NodeQuestion, usable: ReadonlySet<string>): readonly string[] {
  if (outInterface === undefined || !usable.has(outInterface)) return [];
  const { family, inInterface } = trace.packet;
  return [
    `route append unicast ${family === 4 ? '0.0.0.0/0' : '::/0'} dev ${outInterface} table ${forcedTable}`,
    `rule add priority 1 from all iif ${inInterface === '' ? 'lo' : inInterface} lookup ${forcedTable}`,
  ];
}
