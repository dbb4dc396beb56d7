import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'Kuma';

/** Kuma's transparent proxy, in the pod's own namespace. @see kumahq/kuma pkg/transparentproxy */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^KUMA_MESH_INBOUND$/, 'traffic to the pod: to the sidecar'],
    [/^KUMA_MESH_OUTBOUND$/, 'traffic from the pod: to the sidecar'],
    [/^KUMA_MESH_INBOUND_REDIRECT$/, 'redirect to the sidecar, inbound'],
    [/^KUMA_MESH_OUTBOUND_REDIRECT$/, 'redirect to the sidecar, outbound'],
    [/^KUMA_.*$/, 'transparent proxy helper'],
  ]),
});
