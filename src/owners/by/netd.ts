import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'netd';

/**
 * GKE's netd. The bit that it keeps in connections is that of kube-proxy's masquerade mark, on purpose.
 * @see GoogleCloudPlatform/netd pkg/config/config_policy_routing.go
 */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^GCP-PREROUTING$/, "give packets their connection's masquerade mark", 'mangle'],
    [/^GCP-POSTROUTING$/, 'keep the masquerade mark in the connection', 'mangle'],
  ]),
});
