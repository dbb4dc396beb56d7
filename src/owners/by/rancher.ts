import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'Rancher 1.x';

/** Rancher 1.x. */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^CATTLE_PREROUTING$/, 'published ports of containers'],
    [/^CATTLE_POSTROUTING$/, 'masquerade of containers'],
    [/^CATTLE_.*$/, 'container networks'],
  ]),
});
