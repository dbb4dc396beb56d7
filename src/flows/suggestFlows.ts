import { writeAddress, type Address } from '../address/address.js';
import type { Condition } from '../condition/condition.js';
import { protocolName } from '../netfilter/protocols.js';
import type { Node } from '../node/node.js';
import { readCalicoChain } from '../owners/calico/chainName.js';
import { isEndpointChain, readServiceComment } from '../owners/kube/serviceNames.js';
import { chainsOf, conjuncts, natDestination, rulesOf, targetName } from '../owners/ruleShape.js';
import { calledChain } from '../ruleset/callGraph.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';

/** A flow that is worth testing, before anybody knows what becomes of it. */
export interface FlowDraft {
  readonly name: string;
  /** Options of the packet by their names. */
  readonly packet: ReadonlyMap<string, string>;
}

/** Flows of one kind. */
export interface DraftGroup {
  readonly title: string;
  readonly drafts: readonly FlowDraft[];
  /** How many more there are. */
  readonly left: number;
}

/** So many flows of a kind are suggested. */
const most = 100;

/** An address that documents use and nobody has. @see RFC 5737, RFC 3849 */
const outside = { 4: '203.0.113.9', 6: '2001:db8:ffff::9' } as const;

/**
 * Flows that a dump is there for: services of kube-proxy, their node ports, workloads of Calico. Addresses of workloads come from the node's routes, its own
 * from its addresses; what is not known is left out. `named` tells by their interfaces how workloads are called (latin1), and the address where no route does.
 */
export function suggestFlows(
  ruleset: Ruleset,
  node: Node,
  named: ReadonlyMap<string, NamedWorkload> = new Map(),
): readonly DraftGroup[] {
  const workloads = workloadsOf(ruleset, node, named);
  const endpoints = endpointsOf(ruleset);
  const sender = senderOf(ruleset, node, workloads, endpoints);
  return [
    group(
      'services',
      sender === undefined
        ? []
        : toldApart(servicesOf(ruleset)).map((service) => serviceFlow(service, sender)),
    ),
    group('node ports', nodePortFlows(ruleset, node)),
    group(
      'workloads',
      workloads.flatMap((workload) => workloadFlows(ruleset, workload, workloads, endpoints)),
    ),
  ]
    .filter(({ drafts }) => drafts.length > 0)
    .map((each) => (ruleset.family === 6 ? { ...each, title: `${each.title} (IPv6)` } : each));
}

/** The same packet is one flow. */
function group(title: string, all: readonly FlowDraft[]): DraftGroup {
  const drafts = [...new Map(all.map((one) => [[...one.packet].join(' '), one])).values()];
  return { title, drafts: drafts.slice(0, most), left: Math.max(0, drafts.length - most) };
}

function draft(name: string, packet: Readonly<Record<string, string | undefined>>): FlowDraft {
  const given = Object.entries(packet).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { name, packet: new Map(given) };
}

/** A workload as people call it. */
export interface NamedWorkload {
  readonly name: string;
  readonly address: Address;
}

interface Workload {
  readonly interface: string;
  /** As it is called; its interface where nobody says how. */
  readonly name: string;
  readonly address: string;
}

/** Calico's workloads whose address is known. */
function workloadsOf(
  ruleset: Ruleset,
  { routes }: Node,
  named: ReadonlyMap<string, NamedWorkload>,
): readonly Workload[] {
  const addresses = new Map<string, string>();
  for (const { family, type, device, destination } of routes ?? []) {
    const whole = destination.length === (family === 4 ? 32 : 128);
    if (
      family === ruleset.family &&
      type === 'unicast' &&
      whole &&
      device !== undefined &&
      !addresses.has(device)
    ) {
      addresses.set(device, writeAddress(destination.address));
    }
  }
  const names = new Set(
    chainsOf(ruleset, 'filter').flatMap(({ name }) => {
      const chain = readCalicoChain(name);
      return chain?.kind === 'workload' ? [chain.interface] : [];
    }),
  );
  return [...names].flatMap((own) => {
    const called = named.get(own);
    const address = addresses.get(own) ?? (called === undefined ? undefined : writeAddress(called.address));
    return address === undefined ? [] : [{ interface: own, name: called?.name ?? own, address }];
  });
}

/** Who asks for services. */
interface Sender {
  readonly words: string;
  readonly address: string;
  readonly interface?: string;
}

/** A workload, else the node itself: by an address of its own, else by that of an endpoint, as an address there has to be. */
function senderOf(
  ruleset: Ruleset,
  node: Node,
  [first]: readonly Workload[],
  endpoints: Endpoints,
): Sender | undefined {
  if (first !== undefined) return { words: `workload ${first.name}`, ...first };
  const own = ownAddress(ruleset, node)?.address ?? endpoints.keys().next().value;
  return own === undefined ? undefined : { words: 'this node', address: own };
}

/** Of the interface that others reach: that of the default route, else the first one but lo. */
function ownAddress(
  { family }: Ruleset,
  { addresses = [], routes = [] }: Node,
): { readonly address: string; readonly interface: string } | undefined {
  const uplinks = routes
    .filter((route) => route.family === family && route.type === 'unicast' && route.destination.length === 0)
    .flatMap(({ device, nextHops = [] }) => [device, ...nextHops.map((hop) => hop.device)]);
  const reached = addresses.filter(({ name }) => name !== 'lo');
  const first = reached.filter(({ name }) => uplinks.includes(name));
  for (const { name, addresses: own } of [...first, ...reached]) {
    const found = own.find((each) => each.family === family && each.scope === 'global');
    if (found !== undefined) return { address: writeAddress(found.address), interface: name };
  }
  return undefined;
}

/** Addresses of endpoints and the first port of each. */
type Endpoints = ReadonlyMap<string, string>;

/** Goes over all chains of table nat. */
function endpointsOf(ruleset: Ruleset): Endpoints {
  const endpoints = new Map<string, string>();
  for (const chain of chainsOf(ruleset, 'nat')) {
    if (!isEndpointChain(chain.name)) continue;
    for (const rule of chain.rules) {
      const [, bracketed, plain, port] =
        /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(natDestination(rule) ?? '') ?? [];
      const address = bracketed ?? plain;
      if (address !== undefined && port !== undefined && !endpoints.has(address))
        endpoints.set(address, port);
    }
  }
  return endpoints;
}

interface Service {
  readonly name: string;
  readonly address: string;
  readonly protocol: string;
  readonly port: string;
}

/** Services by address: those with endpoints in table nat, those without in table filter. */
function servicesOf(ruleset: Ruleset): readonly Service[] {
  const rules = [
    ...rulesOf(ruleset, 'KUBE-SERVICES', 'nat').filter(
      (rule) => calledChain(rule)?.startsWith('KUBE-') === true,
    ),
    ...rulesOf(ruleset, 'KUBE-SERVICES', 'filter').filter((rule) => targetName(rule) === 'REJECT'),
  ];
  const found = new Map<string, Service>();
  for (const rule of rules) {
    const [address, protocol, port] = (['destination', 'protocol', 'destinationPort'] as const).map((field) =>
      exactly(rule, field),
    );
    if (address === undefined || typeof protocol !== 'number' || port === undefined) continue;
    const service = {
      name: nameOf(rule) ?? 'a service without a name here',
      address: writeAddress(address),
      protocol: protocolName(protocol),
      port: String(port),
    };
    const key = `${service.address} ${service.protocol} ${service.port}`;
    if (!found.has(key)) found.set(key, service);
  }
  return [...found.values()];
}

/** A service has one name for its cluster IP, its external addresses and those of its load balancer. */
function toldApart(services: readonly Service[]): readonly Service[] {
  const counts = new Map<string, number>();
  for (const { name } of services) counts.set(name, (counts.get(name) ?? 0) + 1);
  return services.map((service) => {
    const { name, address } = service;
    return counts.get(name) === 1 ? service : { ...service, name: `${name} at ${address}` };
  });
}

function nameOf(rule: BoundRule): string | undefined {
  return rule.comments.map(readServiceComment).find((name) => name !== undefined);
}

/** The one value of a field that a rule asks for. */
function exactly(
  rule: BoundRule,
  field: 'destination' | 'protocol' | 'destinationPort',
): Address | undefined {
  const asks = (part: Condition): part is Extract<Condition, { kind: 'in' }> =>
    part.kind === 'in' && part.field === field;
  const [range, ...others] = conjuncts(rule).find(asks)?.set ?? [];
  if (range === undefined || others.length > 0) return undefined;
  const [low, high] = range;
  return String(low) === String(high) ? low : undefined;
}

function serviceFlow({ name, address, protocol, port }: Service, sender: Sender): FlowDraft {
  return draft(`${name} from ${sender.words}`, {
    src: sender.address,
    dst: address,
    proto: protocol,
    dport: port,
    iif: sender.interface,
  });
}

function nodePortFlows(ruleset: Ruleset, node: Node): readonly FlowDraft[] {
  const own = ownAddress(ruleset, node);
  if (own === undefined) return [];
  return rulesOf(ruleset, 'KUBE-NODEPORTS', 'nat').flatMap((rule) => {
    const [protocol, port] = (['protocol', 'destinationPort'] as const).map((field) => exactly(rule, field));
    if (typeof protocol !== 'number' || port === undefined) return [];
    return [
      draft(`node port ${String(port)} of ${nameOf(rule) ?? 'a service'} from outside`, {
        src: outside[ruleset.family],
        dst: own.address,
        proto: protocolName(protocol),
        dport: String(port),
        iif: own.interface,
      }),
    ];
  });
}

/** From a neighbour to the workload, and from the workload to the outside. */
function workloadFlows(
  ruleset: Ruleset,
  workload: Workload,
  workloads: readonly Workload[],
  endpoints: Endpoints,
): readonly FlowDraft[] {
  const neighbour = workloads.find((each) => each !== workload);
  const port = endpoints.get(workload.address) ?? '80';
  const proto = 'tcp';
  return [
    ...(neighbour === undefined
      ? []
      : [
          draft(`${workload.name} from ${neighbour.name}, tcp ${port}`, {
            src: neighbour.address,
            dst: workload.address,
            proto,
            dport: port,
            iif: neighbour.interface,
          }),
        ]),
    draft(`outside from ${workload.name}, tcp 443`, {
      src: workload.address,
      dst: outside[ruleset.family],
      proto,
      dport: '443',
      iif: workload.interface,
    }),
  ];
}
