import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Podman';

/** Podman's netavark. @see containers/netavark src/firewall */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^NETAVARK-HOSTPORT-DNAT$/, 'published ports: to the container'],
    [/^NETAVARK-HOSTPORT-SETMARK$/, 'published ports: mark for masquerade'],
    [/^NETAVARK-HOSTPORT-MASQ$/, 'published ports: masquerade what was marked'],
    [/^NETAVARK-DN-.*$/, 'published ports of one network'],
    [/^NETAVARK-ISOLATION-[123]$/, 'keep networks apart'],
    [/^NETAVARK_FORWARD$/, 'traffic of containers'],
    [/^NETAVARK_INPUT$/, 'containers to this host'],
    [/^NETAVARK[-_].*$/, 'masquerade of one network', 'nat'],
    [/^NETAVARK[-_].*$/, 'container networks'],
  ]),
  markBits: knownMarks(name, { begin: ['NETAVARK-HOSTPORT-'] }, [
    [0x2000, 0x2000, 'hostport-masquerade', 'came by a published port and is to be masqueraded'],
  ]),
});
