import { fromComments } from '../fromComments.js';
import { owner } from '../owner.js';

/** NodeLocal DNSCache has no chains, only commented rules in built-in ones. @see kubernetes/dns cmd/node-cache */
export default owner({
  name: 'NodeLocal DNSCache',
  describeChain: () => undefined,
  describeRule: fromComments(/^(NodeLocal DNS Cache: .+)$/),
});
