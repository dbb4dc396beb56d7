import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'libvirt';

/** libvirt's virtual networks. @see libvirt src/network/network_iptables.c */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^LIBVIRT_INP$/, 'DHCP and DNS from guests to this host'],
    [/^LIBVIRT_OUT$/, 'DHCP and DNS from this host to guests'],
    [/^LIBVIRT_FWI$/, 'forwarded to guests'],
    [/^LIBVIRT_FWO$/, 'forwarded from guests'],
    [/^LIBVIRT_FWX$/, 'between guests of one network'],
    [/^LIBVIRT_PRT$/, 'masquerade for guests', 'nat'],
    [/^LIBVIRT_PRT$/, 'checksums of DHCP answers to guests'],
  ]),
});
