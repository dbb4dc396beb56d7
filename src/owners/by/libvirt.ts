import type { Owner } from '../owner.js';
import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { chainsNamed } from '../ruleShape.js';

const name = 'libvirt';

/** Virtual networks. @see libvirt src/network/network_iptables.c */
const ofNetworks = byPattern(name, [
  [/^LIBVIRT_INP$/, 'DHCP and DNS from guests to this host'],
  [/^LIBVIRT_OUT$/, 'DHCP and DNS from this host to guests'],
  [/^LIBVIRT_FWI$/, 'forwarded to guests'],
  [/^LIBVIRT_FWO$/, 'forwarded from guests'],
  [/^LIBVIRT_FWX$/, 'between guests of one network'],
  [/^LIBVIRT_PRT$/, 'masquerade for guests', 'nat'],
  [/^LIBVIRT_PRT$/, 'checksums of DHCP answers to guests'],
]);

/** Filters of single guests: the names of their chains are short and believed only beside those that lead to them. @see libvirt src/nwfilter/nwfilter_ebiptables_driver.c */
const ofFilters: Owner['describeChain'] = byPattern(
  name,
  [
    [/^libvirt-in$/, 'find the filter of the sending guest'],
    [/^libvirt-out$/, 'find the filter of the receiving guest'],
    [/^libvirt-host-in$/, 'find the filter of a guest that calls this host'],
    [/^libvirt-in-post$/, 'let through what the filters allowed'],
    [/^F[IJ]-(.+)$/, (port) => `filter of guest ${port}, traffic from it`],
    [/^F[OP]-(.+)$/, (port) => `filter of guest ${port}, traffic to it`],
    [/^H[IJ]-(.+)$/, (port) => `filter of guest ${port}, traffic to this host`],
  ],
  (ruleset) => chainsNamed(ruleset, 'libvirt-in', 'filter').length > 0,
);

/** libvirt's virtual networks and its filters of guests. */
export default owner({
  name,
  describeChain: (chain, table, ruleset) =>
    ofNetworks(chain, table, ruleset) ?? ofFilters(chain, table, ruleset),
});
