/** Which way a policy looks at a packet: towards its endpoint, or away from it. */
export type Direction = 'ingress' | 'egress';

/**
 * A chain name of Felix, taken apart. `id` is the policy or profile, `interface` the host's end of a workload's veth or
 * a host interface, `branch` the next character or characters that the interfaces of a dispatch tree share.
 * @see calico felix/rules/rule_defs.go
 */
export type CalicoChain =
  | { readonly kind: 'policy' | 'profile' | 'group'; readonly direction: Direction; readonly id: string }
  | { readonly kind: 'workload'; readonly direction: Direction; readonly interface: string }
  | {
      readonly kind: 'host';
      readonly direction: Direction;
      readonly forwarded: boolean;
      readonly interface: string;
    }
  | { readonly kind: 'endpoint-mark'; readonly interface: string }
  | { readonly kind: 'arp'; readonly interface: string }
  | { readonly kind: 'branch'; readonly of: string; readonly branch: string }
  | { readonly kind: 'fixed' };

type Reader = (rest: string) => CalicoChain;

const policy =
  (kind: 'policy' | 'profile' | 'group', direction: Direction): Reader =>
  (id) => ({ kind, direction, id });
const workload =
  (direction: Direction): Reader =>
  (name) => ({ kind: 'workload', direction, interface: name });
const host =
  (direction: Direction, forwarded: boolean): Reader =>
  (name) => ({ kind: 'host', direction, forwarded, interface: name });
const branch =
  (of: string): Reader =>
  (rest) => ({ kind: 'branch', of, branch: rest });

/** A workload's own ingress is what goes *to* it (tw), a host endpoint's is what comes *from* its interface (fh). */
const prefixes: readonly (readonly [string, Reader])[] = [
  ['cali-pi-', policy('policy', 'ingress')],
  ['cali-po-', policy('policy', 'egress')],
  ['cali-pri-', policy('profile', 'ingress')],
  ['cali-pro-', policy('profile', 'egress')],
  ['cali-gi-', policy('group', 'ingress')],
  ['cali-go-', policy('group', 'egress')],
  ['cali-tw-', workload('ingress')],
  ['cali-fw-', workload('egress')],
  ['cali-fhfw-', host('ingress', true)],
  ['cali-thfw-', host('egress', true)],
  ['cali-fh-', host('ingress', false)],
  ['cali-th-', host('egress', false)],
  ['cali-sm-', (name) => ({ kind: 'endpoint-mark', interface: name })],
  ['cali-from-wl-dispatch-', branch('cali-from-wl-dispatch')],
  ['cali-to-wl-dispatch-', branch('cali-to-wl-dispatch')],
  ['cali-from-host-endpoint-', branch('cali-from-host-endpoint')],
  ['cali-to-host-endpoint-', branch('cali-to-host-endpoint')],
  ['cali-from-hep-forward-', branch('cali-from-hep-forward')],
  ['cali-to-hep-forward-', branch('cali-to-hep-forward')],
  ['cali-from-endpoint-mark-', branch('cali-from-endpoint-mark')],
  ['cali-set-endpoint-mark-wep-', branch('cali-set-endpoint-mark')],
  ['cali-set-endpoint-mark-hep-', branch('cali-set-endpoint-mark')],
  ['cali-set-endpoint-mark-', branch('cali-set-endpoint-mark')],
  ['cali-arp-', (name) => (name === 'dispatch' ? { kind: 'fixed' } : { kind: 'arp', interface: name })],
];

/** How the names of chains begin of which there is one for each endpoint, policy or branch, and no others. */
export const repeatedPrefixes: readonly string[] = prefixes
  .map(([prefix]) => prefix)
  .filter((prefix) => prefix !== 'cali-arp-');

/** Takes a `cali-…` chain name apart; undefined where it is none. */
export function readCalicoChain(name: string): CalicoChain | undefined {
  if (!name.startsWith('cali-')) return undefined;
  for (const [prefix, read] of prefixes) {
    if (name.startsWith(prefix) && name.length > prefix.length) return read(name.slice(prefix.length));
  }
  return { kind: 'fixed' };
}

/**
 * Whether Felix wrote a hash instead of the id, because prefix and id do not fit in a chain's 28 characters.
 * @see calico libcalico-go/lib/hash/unique_id.go GetLengthLimitedID
 */
export function isHashed(id: string): boolean {
  return id.startsWith('_');
}

const anyInterface: ReadonlySet<string> = new Set(['any-interface-at-all', '_Nqh4HyA73udmyanQI']);

/** Whether this is how Felix calls the host endpoint of all interfaces: as it is, or hashed in `cali-fhfw-` and `cali-thfw-`, where it is too long. */
export function isAnyInterface(name: string): boolean {
  return anyInterface.has(name);
}
