import type { TableName } from '../../netfilter/hooks.js';
import type { Ruleset } from '../../ruleset/ruleset.js';
import type { ChainStory } from '../owner.js';
import { phrase } from '../phrase.js';
import { chainsNamed, rulesOf } from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import type { ServiceChain } from './serviceNames.js';
import { endpointOf, isEndpointChain, readServiceChain, serviceOfHash } from './serviceNames.js';

type ByTable = Readonly<Partial<Record<TableName, string>>> & { readonly any: string };

const purposes: ReadonlyMap<string, ByTable> = new Map<string, ByTable>([
  ['KUBE-SERVICES', { any: 'find the service by its address', filter: 'reject services without endpoints' }],
  ['KUBE-EXTERNAL-SERVICES', { any: 'external addresses of services without endpoints' }],
  ['KUBE-NODEPORTS', { any: 'find the service by its node port', filter: 'health check ports of services' }],
  ['KUBE-FORWARD', { any: 'let service traffic through' }],
  ['KUBE-POSTROUTING', { any: 'masquerade what was marked for it' }],
  ['KUBE-PROXY-FIREWALL', { any: 'load balancer traffic from sources not allowed' }],
  ['KUBE-PROXY-CANARY', { any: 'empty: shows kube-proxy that nobody flushed the tables' }],
  ['KUBE-MARK-MASQ', { any: 'mark for masquerade' }],
  ['KUBE-MARK-DROP', { any: 'mark for dropping' }],
  [
    'KUBE-FIREWALL',
    {
      any: 'drop what was marked for it, and stray loopback addresses',
      nat: 'IPVS: source ranges of load balancers',
    },
  ],
  ['KUBE-NODE-PORT', { any: 'IPVS: node ports', filter: 'IPVS: health check ports of services' }],
  ['KUBE-LOAD-BALANCER', { any: 'IPVS: load balancer addresses' }],
  ['KUBE-SOURCE-RANGES-FIREWALL', { any: 'IPVS: source ranges of load balancers' }],
  ['KUBE-IPVS-FILTER', { any: 'IPVS: only service ports on service addresses' }],
  ['KUBE-IPVS-OUT-FILTER', { any: 'IPVS: no service address as a source' }],
  ['KUBE-PORTALS-CONTAINER', { any: 'userspace mode: services, for traffic from containers' }],
  ['KUBE-PORTALS-HOST', { any: 'userspace mode: services, for traffic from this host' }],
  ['KUBE-NODEPORT-CONTAINER', { any: 'userspace mode: node ports, for containers' }],
  ['KUBE-NODEPORT-HOST', { any: 'userspace mode: node ports, for this host' }],
  ['KUBE-NODEPORT-NON-LOCAL', { any: 'userspace mode: node ports at addresses not local' }],
]);

/** Whether kube-proxy runs in IPVS mode: the kernel balances, the rules only mark and filter. */
export function isIpvsMode(ruleset: Ruleset): boolean {
  return ['KUBE-LOAD-BALANCER', 'KUBE-NODE-PORT'].some(
    (name) => chainsNamed(ruleset, name, 'nat').length > 0,
  );
}

/** What a chain of kube-proxy is for; undefined for chains of others. */
export function kubeChainStory(name: string, table: TableName, ruleset: Ruleset): ChainStory | undefined {
  const service = readServiceChain(name);
  if (service !== undefined) return serviceStory(service, name, ruleset);
  if (isEndpointChain(name)) return endpointStory(name, ruleset);
  const found = purposes.get(name);
  if (found === undefined) return undefined;
  const owner = 'kube-proxy';
  if (name === 'KUBE-SERVICES' && table === 'nat' && isIpvsMode(ruleset)) {
    return {
      owner,
      purpose: 'IPVS: mark service traffic for masquerade',
      detail: 'The endpoint is picked by IPVS behind INPUT, not by these rules.',
    };
  }
  return { owner, purpose: found[table] ?? found.any };
}

const servicePurposes: Readonly<Record<ServiceChain['kind'], readonly [before: string, after: string]>> = {
  SVC: ['pick an endpoint of ', ''],
  SVL: ['pick an endpoint on this node of ', ''],
  EXT: ['traffic from outside to ', ''],
  FW: ['source ranges of the load balancer of ', ''],
  XLB: ['traffic from outside to ', ', local only'],
};

function serviceStory(chain: ServiceChain, name: string, ruleset: Ruleset): ChainStory {
  const service = serviceOfHash(ruleset, chain.hash);
  const [before, after] = servicePurposes[chain.kind];
  const count = new Set(
    rulesOf(ruleset, name, 'nat').flatMap((rule) => {
      const called = calledChain(rule);
      return called !== undefined && isEndpointChain(called) ? [called] : [];
    }),
  ).size;
  const counted = count === 0 ? [] : [`${String(count)} endpoint${count === 1 ? '' : 's'}`];
  const detail = [
    ...(service === undefined ? ['no comment in the dump names the service'] : [`service ${service}`]),
    ...counted,
  ].join(', ');
  return { owner: 'kube-proxy', purpose: phrase(before, service ?? 'an unnamed service', after), detail };
}

function endpointStory(name: string, ruleset: Ruleset): ChainStory {
  const { address, service } = endpointOf(ruleset, name);
  const before = `endpoint ${address ?? 'without address'}`;
  return {
    owner: 'kube-proxy',
    purpose: service === undefined ? phrase(before, '') : phrase(`${before} of `, service),
    ...(service === undefined ? {} : { detail: `service ${service}` }),
  };
}
