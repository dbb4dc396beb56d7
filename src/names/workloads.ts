import { familyOf, type Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { interfaceOfPod } from './interfaceOfPod.js';
import type { Names } from './names.js';

/** Pods, called `namespace/name`, by the host's end of their veth, each with its first address of the family; those without one are left out. */
export function workloadsOf(
  { pods }: Names,
  family: Family,
): ReadonlyMap<string, { readonly name: string; readonly address: Address }> {
  return new Map(
    pods.flatMap((pod) => {
      const own = interfaceOfPod(pod);
      const address = pod.addresses.find((each) => familyOf(each) === family);
      return own === undefined || address === undefined
        ? []
        : [[own, { name: `${pod.namespace}/${pod.name}`, address }] as const];
    }),
  );
}
