import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { owner } from '../owner.js';

const name = 'Linkerd';

/** Linkerd's redirection, in the pod's own namespace. @see linkerd/linkerd2-proxy-init pkg/iptables */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^PROXY_INIT_REDIRECT$/, 'traffic to the pod: to the proxy'],
    [/^PROXY_INIT_OUTPUT$/, 'traffic from the pod: to the proxy'],
  ]),
  describeRule: fromComments(/^proxy-init\/(.+)$/),
});
