import type { Value } from '../document/document.js';
import type { Pod, PodPort } from './names.js';
import { partOf, portOf, sequenceOf, textOf, textsOf } from './parts.js';
import { addressesOf, type Report, type Resource } from './resource.js';

const ended = new Set(['Failed', 'Succeeded', 'Completed']);
const annotations = ['metadata', 'annotations'] as const;

/**
 * A Pod. Its addresses are those that Calico takes: status.podIPs, else podIP, else what Calico's CNI plugin noted; none of a pod that has ended.
 * @see calico libcalico-go/lib/backend/k8s/conversion/conversion.go getPodIPs, IsFinished
 */
export function readPod(resource: Resource, report: Report): Pod {
  const { value, namespace, name } = resource;
  const several = sequenceOf(partOf(value, 'status', 'podIPs'));
  const noted = textOf(partOf(value, ...annotations, 'cni.projectcalico.org/podIPs'));
  const note = textOf(partOf(value, ...annotations, 'cni.projectcalico.org/podIP'));
  const texts: readonly string[] =
    several.length > 0
      ? several.map((each) => textOf(partOf(each, 'ip')))
      : [textOf(partOf(value, 'status', 'podIP')) || noted || note].flatMap((text) => text.split(','));
  const place = ['status', several.length > 0 ? 'podIPs' : 'podIP'];
  const hasEnded = ended.has(textOf(partOf(value, 'status', 'phase')));
  const node = textOf(partOf(value, 'spec', 'nodeName'));
  return {
    namespace,
    name,
    addresses: hasEnded
      ? []
      : addressesOf(
          resource,
          texts.map((text) => [text, place]),
          report,
        ),
    ...(node === '' ? {} : { node }),
    hostNetwork: partOf(value, 'spec', 'hostNetwork') === true,
    ports: sequenceOf(partOf(value, 'spec', 'containers')).flatMap((container) =>
      sequenceOf(partOf(container, 'ports')).flatMap((port) => readPort(port, 'containerPort')),
    ),
  };
}

function readPort(value: Value, key: string): readonly PodPort[] {
  const name = textOf(partOf(value, 'name'));
  const port = portOf(partOf(value, key));
  const protocol = (textOf(partOf(value, 'protocol')) || 'tcp').toLowerCase();
  return name === '' || port === undefined ? [] : [{ name, protocol, port }];
}

/** A WorkloadEndpoint of Calico: the pod, with the interface that Calico says it has. A workload of another orchestrator is called as it is. */
export function readWorkloadEndpoint(resource: Resource, report: Report): Pod {
  const { value } = resource;
  const node = textOf(partOf(value, 'spec', 'node'));
  const interfaceName = textOf(partOf(value, 'spec', 'interfaceName'));
  return {
    namespace: resource.namespace,
    name: textOf(partOf(value, 'spec', 'pod')) || textOf(partOf(value, 'spec', 'workload')) || resource.name,
    addresses: addressesOf(
      resource,
      textsOf(partOf(value, 'spec', 'ipNetworks')).map((text) => [text, ['spec', 'ipNetworks']]),
      report,
    ),
    ...(node === '' ? {} : { node }),
    hostNetwork: false,
    ...(interfaceName === '' ? {} : { interfaceName }),
    ports: sequenceOf(partOf(value, 'spec', 'ports')).flatMap((port) => readPort(port, 'port')),
  };
}

/** Pods that Endpoints or an EndpointSlice refer to, with the addresses that stand there. */
export function readEndpoints(resource: Resource, report: Report): readonly Pod[] {
  const slices = sequenceOf(partOf(resource.value, 'endpoints')).map((each, index) => ({
    target: partOf(each, 'targetRef'),
    node: textOf(partOf(each, 'nodeName')),
    addresses: textsOf(partOf(each, 'addresses')),
    path: ['endpoints', index],
  }));
  const subsets = sequenceOf(partOf(resource.value, 'subsets')).flatMap((subset, index) =>
    ['addresses', 'notReadyAddresses'].flatMap((key) =>
      sequenceOf(partOf(subset, key)).map((each, at) => ({
        target: partOf(each, 'targetRef'),
        node: textOf(partOf(each, 'nodeName')),
        addresses: [textOf(partOf(each, 'ip'))],
        path: ['subsets', index, key, at],
      })),
    ),
  );
  return [...slices, ...subsets].flatMap(({ target, node, addresses, path }) => {
    const name = textOf(partOf(target, 'name'));
    if (textOf(partOf(target, 'kind')) !== 'Pod' || name === '') return [];
    return [
      {
        namespace: textOf(partOf(target, 'namespace')) || resource.namespace,
        name,
        addresses: addressesOf(
          resource,
          addresses.map((text) => [text, path]),
          report,
        ),
        ...(node === '' ? {} : { node }),
        hostNetwork: false,
        ports: [],
      },
    ];
  });
}
