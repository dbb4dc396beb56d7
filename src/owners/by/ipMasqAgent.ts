import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { owner } from '../owner.js';

const name = 'ip-masq-agent';

/** ip-masq-agent, as on GKE. @see kubernetes-sigs/ip-masq-agent */
export default owner({
  name,
  describeChain: byPattern(name, [[/^IP-MASQ(?:-AGENT)?$/, 'masquerade all but these destinations']]),
  describeRule: fromComments(/^ip-masq(?:-agent)?: (.+)$/),
});
