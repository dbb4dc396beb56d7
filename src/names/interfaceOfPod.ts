import { sha1 } from '../digest/digests.js';
import { hexadecimal } from '../digest/written.js';
import type { Pod } from './names.js';

/** Calico's own prefix; where a cluster has another one, WorkloadEndpoints tell the names. */
const prefix = 'cali';
const longestInterface = 15;

/**
 * The host's end of a pod's veth: as its WorkloadEndpoint says, else as Calico's CNI plugin names it. Undefined where the pod has its node's network.
 * @see calico libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go VethNameForWorkload
 */
export function interfaceOfPod({ namespace, name, interfaceName, hostNetwork }: Pod): string | undefined {
  if (interfaceName !== undefined) return interfaceName;
  if (hostNetwork) return undefined;
  return prefix + hexadecimal(sha1(`${namespace}.${name}`), longestInterface - prefix.length);
}
