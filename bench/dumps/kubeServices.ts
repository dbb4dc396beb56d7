import type { KubeService } from './kubeService.js';
import { addressAt, seeded } from './seeded.js';
import type { Draw } from './seeded.js';

/** Services of a cluster, one after the other, until `take` says that it has enough. The same ones for the same seed. */
export function makeServices(seed: number, take: (service: KubeService) => boolean): readonly KubeService[] {
  const draw = seeded(seed);
  const supply = { pods: 0, nodePorts: firstNodePort };
  const services: KubeService[] = [];
  for (let index = 0, more = true; more; index++) {
    const service = makeService(index, draw, supply);
    services.push(service);
    more = take(service);
  }
  return services;
}

/** What is handed out once. */
interface Supply {
  pods: number;
  nodePorts: number;
}

const firstNodePort = 30000;
const lastNodePort = 32767;

/** Of 100 services in a row, the kinds that are not plain cluster addresses. There are node ports for 45 000 services. */
function makeService(index: number, draw: Draw, supply: Supply): KubeService {
  const namespace = `team-${Math.floor(index / 8)}`;
  const kind = index % 100;
  const endpoints = kind % 20 === 7 ? [] : makeEndpoints(draw, supply, draw(1, 5));
  const plain: KubeService = {
    name: `${namespace}/${['web', 'api', 'db', 'cache', 'queue', 'auth', 'search', 'mail'][index % 8] ?? ''}-${index}:main`,
    protocol: kind % 25 === 1 ? 'udp' : 'tcp',
    clusterAddress: addressAt('10.96.0.10', index),
    port: [80, 443, 5432, 6379, 8080, 9090, 53][draw(0, 6)] ?? 80,
    endpoints,
  };
  switch (kind) {
    case 3:
    case 53:
      return { ...plain, ...nodePort(supply) };
    case 11:
    case 61:
      return {
        ...plain,
        ...nodePort(supply),
        loadBalancerAddress: addressAt('198.18.0.10', index),
        sourceRanges: ['192.0.2.0/24', '203.0.113.0/25'],
      };
    case 33: {
      const [port, health] = [nodePort(supply), nodePort(supply)];
      return {
        ...plain,
        ...port,
        loadBalancerAddress: addressAt('198.18.0.10', index),
        ...(health.nodePort === undefined
          ? {}
          : { local: { endpoints: endpoints.slice(0, 1), healthPort: health.nodePort } }),
      };
    }
    case 17:
    case 45:
    case 72:
      return { ...plain, affinity: true };
    case 5:
    case 84:
      return { ...plain, externalAddress: addressAt('198.19.0.10', index) };
    default:
      return plain;
  }
}

function makeEndpoints(draw: Draw, supply: Supply, count: number): readonly string[] {
  const port = draw(1, 9) * 1000 + 80;
  return Array.from({ length: count }, () => `${addressAt('10.128.0.2', supply.pods++)}:${port}`);
}

/** The next node port, as long as there are some. */
function nodePort(supply: Supply): { readonly nodePort?: number } {
  return supply.nodePorts > lastNodePort ? {} : { nodePort: supply.nodePorts++ };
}
