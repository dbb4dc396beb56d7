import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Submariner';

/** Submariner, connections between clusters. @see submariner-io/submariner pkg/globalnet/constants */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^SUBMARINER-INPUT$/, 'tunnels from other clusters'],
    [/^SUBMARINER-FORWARD$/, 'traffic from and to other clusters'],
    [/^SUBMARINER-POSTROUTING$/, 'source addresses towards other clusters'],
    [/^SUBMARINER-FWD-MSSCLAMP$/, 'TCP segment size in the tunnel'],
    [/^SUBMARINER-GN-INGRESS$/, 'global addresses to local services'],
    [/^SUBMARINER-GN-EGRESS$/, 'global addresses as sources'],
    [/^SUBMARINER-GN-MARK$/, 'mark traffic that gets a global address'],
    [/^SM-GN-.*$/, 'global addresses of one kind of source'],
  ]),
  markBits: knownMarks(name, { begin: ['SUBMARINER-', 'SM-GN-'] }, [
    [0xc0000, 0xc0000, 'globalnet', 'gets a global address as source'],
  ]),
});
