import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { inOrderOfFirst, lazily } from './lazily.js';
import type { Named } from './named.js';
import type { Names, Service, ServicePort } from './names.js';

export interface AddressIndex {
  /** Whose address it is; with a port, of a service that port. */
  readonly find: (address: Address, port?: number) => readonly Named[];
  /** Pods and nodes alone. */
  readonly ofHost: (address: Address) => readonly Named[];
}

/** Pods with the network of their node are left to the node. */
export function addressIndex({ pods, services, nodes, hostEndpoints }: Names): AddressIndex {
  const hosts = inOrderOfFirst<Named>([
    ...pods.flatMap(({ namespace, name, addresses, hostNetwork }) =>
      hostNetwork
        ? []
        : addresses.map((each) => [writeAddress(each), { kind: 'pod', namespace, name }] as const),
    ),
    ...nodes.flatMap(({ name, addresses }) =>
      addresses.map((each) => [writeAddress(each), { kind: 'node', name }] as const),
    ),
  ]);
  const others = inOrderOfFirst<Named>(
    hostEndpoints.flatMap(({ name, addresses }) =>
      addresses.map((each) => [writeAddress(each), { kind: 'host endpoint', name }] as const),
    ),
  );
  const frontends = inOrderOfFirst<Service>(
    services.flatMap((service) =>
      [...service.clusterAddresses, ...service.otherAddresses].map(
        (each) => [writeAddress(each), service] as const,
      ),
    ),
  );
  const ofNodePort = lazily(() => nodePorts(services));
  const nodeAddresses = new Set(nodes.flatMap(({ addresses }) => addresses.map(writeAddress)));
  const ofHost = (address: Address): readonly Named[] => {
    const key = writeAddress(address);
    return hosts.get(key) ?? others.get(key) ?? [];
  };
  return {
    ofHost,
    find: (address, port) => {
      const key = writeAddress(address);
      const found = (frontends.get(key) ?? []).flatMap((service) => serviceAt(service, port));
      const behind =
        port !== undefined && nodeAddresses.has(key) ? (ofNodePort().get(String(port)) ?? []) : [];
      return [...found, ...ofHost(address), ...behind];
    },
  };
}

function serviceAt(service: Service, port: number | undefined): readonly Named[] {
  const { namespace, name } = service;
  const plain: Named = { kind: 'service', namespace, name };
  const found = service.ports.filter((each) => each.port === port);
  return found.length === 0 ? [plain] : unique(found.map((each) => ({ ...plain, port: portWords(each) })));
}

/** By their numbers. A port of TCP and the same of UDP may be of two services. */
function nodePorts(services: readonly Service[]): ReadonlyMap<string, readonly Named[]> {
  return inOrderOfFirst<Named>(
    services.flatMap(({ namespace, name, ports }) =>
      ports.flatMap((each) =>
        each.nodePort === undefined
          ? []
          : [
              [
                String(each.nodePort),
                { kind: 'service', namespace, name, port: portWords(each), nodePort: true },
              ] as const,
            ],
      ),
    ),
  );
}

function portWords({ name, port }: ServicePort): string {
  return name === '' ? String(port) : name;
}

/** A port of TCP and the same of UDP are one in words. */
function unique(all: readonly Named[]): readonly Named[] {
  return [...new Map(all.map((each) => [each.port, each])).values()];
}
