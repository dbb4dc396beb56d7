import { replaced, spread, withOthers, type BenchDump } from './benchDump.js';
import { endpointChain, writeService } from './kubeService.js';
import type { KubeService, KubeTables } from './kubeService.js';
import { makeServices } from './kubeServices.js';
import { append, countChains, countRules, emptyTable, writeTables } from './tableText.js';

/**
 * A node of a cluster where kube-proxy (1.30, iptables mode) balances services over pods. What one service takes does not depend
 * on how many there are: kube-proxy itself would leave most comments out above 1 000 endpoints.
 */
export function kubeProxy(rules: number): BenchDump {
  const mangle = emptyTable('mangle');
  const nat = emptyTable('nat');
  const filter = emptyTable('filter');
  for (const table of [mangle, nat, filter]) {
    append(table, 'KUBE-PROXY-CANARY');
    append(table, 'KUBE-KUBELET-CANARY');
  }
  append(mangle, 'KUBE-IPTABLES-HINT');
  writeFrame({ nat, filter });
  const tables = [mangle, nat, filter];
  const services = makeServices(1, (service) => {
    writeService({ nat, filter }, service);
    return countRules(tables) < rules;
  });
  const last = '"kubernetes service nodeports; NOTE: this must be the last rule in this chain"';
  append(nat, 'KUBE-SERVICES', `-m comment --comment ${last} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`);

  const text = writeTables(tables);
  const middle = Math.floor(services.length / 2);
  const asked = services
    .slice(middle)
    .find(({ endpoints, affinity }) => endpoints.length > 2 && affinity === undefined);
  const refused = services.slice(middle).find(({ endpoints }) => endpoints.length === 0);
  if (asked === undefined || refused === undefined) {
    throw new Error(`${rules} rules are too few for such a node`);
  }
  return {
    text,
    rules: countRules(tables),
    chains: countChains(tables),
    sets: undefined,
    packet:
      `-s 10.191.0.7 -d ${asked.clusterAddress} -p ${asked.protocol} --dport ${asked.port} -i veth7c1f03a9 -o eth0`.split(
        ' ',
      ),
    packets: {
      options: '-s 10.191.0.7 -i veth7c1f03a9 -o eth0'.split(' '),
      lines: spread(services, 1000).map(
        ({ clusterAddress, protocol, port }) => `-d ${clusterAddress} -p ${protocol} --dport ${port}`,
      ),
    },
    reach: ['--to', `nat/${endpointChain(asked, asked.endpoints[1] ?? '')}:2`],
    only: { reach: ['-d', asked.clusterAddress], diff: ['-d', refused.clusterAddress] },
    changed: text.replace(
      new RegExp(`^-A KUBE-SERVICES -d ${refused.clusterAddress}/32 .*REJECT.*\n`, 'm'),
      '',
    ),
    rolledOut: withOthers(
      text,
      /KUBE-SEP-[A-Z2-7]{16}|10\.\d+\.\d+\.\d+(?:\/32|:\d+)/g,
      new Map(
        spread(
          services.filter(({ endpoints }) => endpoints.length > 0),
          replaced,
        ).flatMap(otherPods),
      ),
    ),
  };
}

/** The words that change where all pods behind a service are others, each with its new one. */
function otherPods(service: KubeService, place: number): readonly (readonly [string, string])[] {
  return service.endpoints.flatMap((endpoint, index) => {
    const [address = '', port = ''] = endpoint.split(':');
    const other = `10.190.${place}.${index + 1}`;
    return [
      [`${address}/32`, `${other}/32`],
      [endpoint, `${other}:${port}`],
      [endpointChain(service, endpoint), endpointChain(service, `${other}:${port}`)],
    ] as const;
  });
}

/** What stands on each such node. @see kubernetes pkg/proxy/iptables/proxier.go iptablesJumpChains, syncProxyRules */
function writeFrame({ nat, filter }: KubeTables): void {
  const begun = '-m conntrack --ctstate NEW';
  const because = (comment: string): string => `-m comment --comment "${comment}"`;
  const firewall = `${begun} ${because('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`;
  const outside = `${begun} ${because('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`;
  const portals = because('kubernetes service portals');
  append(nat, 'PREROUTING', `${portals} -j KUBE-SERVICES`);
  append(nat, 'OUTPUT', `${portals} -j KUBE-SERVICES`);
  append(nat, 'POSTROUTING', `${because('kubernetes postrouting rules')} -j KUBE-POSTROUTING`);
  append(nat, 'KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000');
  append(
    nat,
    'KUBE-POSTROUTING',
    '-m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-j MARK --set-xmark 0x4000/0x0',
    `${because('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
  );
  append(
    filter,
    'INPUT',
    firewall,
    `${because('kubernetes health check service ports')} -j KUBE-NODEPORTS`,
    outside,
    '-j KUBE-FIREWALL',
  );
  append(
    filter,
    'FORWARD',
    firewall,
    `${because('kubernetes forwarding rules')} -j KUBE-FORWARD`,
    `${begun} ${portals} -j KUBE-SERVICES`,
    outside,
  );
  append(filter, 'OUTPUT', firewall, `${begun} ${portals} -j KUBE-SERVICES`, '-j KUBE-FIREWALL');
  append(
    filter,
    'KUBE-FIREWALL',
    `! -s 127.0.0.0/8 -d 127.0.0.0/8 ${because('block incoming localnet connections')} -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
  );
  append(
    filter,
    'KUBE-FORWARD',
    '-m conntrack --ctstate INVALID -j DROP',
    `${because('kubernetes forwarding rules')} -m mark --mark 0x4000/0x4000 -j ACCEPT`,
    `${because('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
  );
  for (const chain of ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL'])
    append(filter, chain);
  for (const chain of ['KUBE-SERVICES', 'KUBE-NODEPORTS']) append(nat, chain);
}
