import type { Service, ServicePort } from './names.js';
import { partOf, portOf, sequenceOf, textOf, textsOf } from './parts.js';
import { addressesOf, type Report, type Resource } from './resource.js';

/** A Service, with every address that kube-proxy writes rules for. */
export function readService(resource: Resource, report: Report): Service {
  const { value, namespace, name } = resource;
  const spec = partOf(value, 'spec');
  const several = textsOf(partOf(spec, 'clusterIPs'));
  const cluster = several.length > 0 ? several : [textOf(partOf(spec, 'clusterIP'))];
  const balancers = sequenceOf(partOf(value, 'status', 'loadBalancer', 'ingress'));
  const other = [
    ...textsOf(partOf(spec, 'externalIPs')),
    textOf(partOf(spec, 'loadBalancerIP')),
    ...balancers.map((each) => textOf(partOf(each, 'ip'))),
  ];
  const externalName = textOf(partOf(spec, 'externalName'));
  return {
    namespace,
    name,
    clusterAddresses: addressesOf(
      resource,
      cluster.map((text) => [text, ['spec', several.length > 0 ? 'clusterIPs' : 'clusterIP']]),
      report,
    ),
    otherAddresses: addressesOf(
      resource,
      other.map((text) => [text, ['spec']]),
      report,
    ),
    headless: cluster.includes('None'),
    ...(externalName === '' ? {} : { externalName }),
    ports: sequenceOf(partOf(spec, 'ports')).flatMap((each): readonly ServicePort[] => {
      const port = portOf(partOf(each, 'port'));
      const nodePort = portOf(partOf(each, 'nodePort'));
      if (port === undefined) return [];
      return [
        {
          name: textOf(partOf(each, 'name')),
          protocol: (textOf(partOf(each, 'protocol')) || 'tcp').toLowerCase(),
          port,
          ...(nodePort === undefined ? {} : { nodePort }),
        },
      ];
    }),
  };
}
