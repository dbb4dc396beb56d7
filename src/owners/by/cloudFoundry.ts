import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { chainsOf } from '../ruleShape.js';

const name = 'Cloud Foundry';

/** Cloud Foundry's silk and its CNI wrapper; the suffix is a container's handle, cut. @see cloudfoundry/silk-release */
export default owner({
  name,
  order: 90,
  describeChain: byPattern(
    name,
    [
      [/^netin-+(.+)$/, (handle) => `container ${handle}, ports to it`],
      [/^netout-+(.+)$/, (handle) => `container ${handle}, what it may reach`],
      [/^overlay-+(.+)$/, (handle) => `container ${handle}, container network`],
      [/^input-+(.+)$/, (handle) => `container ${handle}, to this host`],
      [/^asg-+(.+)$/, (handle) => `security group rules ${handle}`],
    ],
    (ruleset) => {
      for (const chain of chainsOf(ruleset)) if (chain.name.startsWith('netout-')) return true;
      return false;
    },
  ),
});
