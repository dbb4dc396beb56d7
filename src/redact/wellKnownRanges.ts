/** A range of addresses in CIDR form, and what of its addresses stays. `all`: each address; `class`: that they are in it. */
export type WellKnownRange = readonly [cidr: string, stays: 'all' | 'class'];

/**
 * Ranges whose addresses mean something to the kernel, to Calico or to every reader. An address in one of them stays in it, one outside stays
 * outside.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry
 */
export const wellKnownRanges: readonly WellKnownRange[] = [
  ['0.0.0.0/8', 'all'],
  ['10.0.0.0/8', 'class'],
  ['100.64.0.0/10', 'class'],
  ['127.0.0.0/8', 'all'],
  // Link-local: Calico's gateway of pods, DNS on the node, metadata of clouds.
  ['169.254.0.0/16', 'all'],
  ['172.16.0.0/12', 'class'],
  ['192.0.2.0/24', 'all'],
  ['192.168.0.0/16', 'class'],
  ['198.18.0.0/15', 'class'],
  ['198.51.100.0/24', 'all'],
  ['203.0.113.0/24', 'all'],
  ['224.0.0.0/4', 'all'],
  ['240.0.0.0/4', 'all'],
  // Of others with an IPv4 address in them that is replaced.
  ['::/104', 'all'],
  ['2000::/3', 'class'],
  ['2001::/32', 'class'],
  ['2001:db8::/32', 'all'],
  ['2002::/16', 'class'],
  ['3ffe::/16', 'class'],
  ['fc00::/8', 'class'],
  ['fd00::/8', 'class'],
  // An address of a link is made of the MAC address, so only its prefix stays.
  ['fe80::/64', 'class'],
  // The gateway that Calico gives to pods.
  ['fe80::ecee:eeff:feee:eeee/128', 'class'],
  ['fec0::/10', 'class'],
  ['ff00::/8', 'all'],
];
