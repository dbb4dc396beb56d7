import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'Open Service Mesh';

/** Open Service Mesh, in the pod's own namespace. @see openservicemesh/osm pkg/injector */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^OSM_PROXY_INBOUND$/, 'traffic to the pod: to the proxy'],
    [/^OSM_PROXY_OUTBOUND$/, 'traffic from the pod: to the proxy'],
    [/^OSM_PROXY_IN_REDIRECT$/, 'redirect to the proxy, inbound'],
    [/^OSM_PROXY_OUT_REDIRECT$/, 'redirect to the proxy, outbound'],
  ]),
});
