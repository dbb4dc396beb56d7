import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { phrase } from '../phrase.js';
import { natDestination } from '../ruleShape.js';

const name = 'Docker';

/** Docker's bridge networks, swarm and embedded DNS. @see moby daemon/libnetwork/drivers/bridge, libnetwork/iptables */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^DOCKER-USER$/, "the administrator's own rules, before Docker's"],
    [/^DOCKER-FORWARD$/, 'traffic of bridge networks'],
    [/^DOCKER-CT$/, 'known connections to containers'],
    [/^DOCKER-BRIDGE$/, 'find the bridge network of a container'],
    [/^DOCKER-INTERNAL$/, 'keep internal networks inside'],
    [/^DOCKER-ISOLATION(?:-STAGE-1)?$/, 'keep networks apart: from a bridge'],
    [/^DOCKER-ISOLATION-STAGE-2$/, 'keep networks apart: to another bridge'],
    [/^DOCKER-INGRESS$/, 'published ports of swarm services'],
    [/^DOCKER-OVERLAY$/, 'overlay networks'],
    [/^DOCKER$/, 'published ports: to the container', 'nat'],
    [/^DOCKER$/, 'published ports: let in what was sent to containers'],
    [/^DOCKER_OUTPUT$/, 'embedded DNS of a container: to the resolver'],
    [/^DOCKER_POSTROUTING$/, 'embedded DNS of a container: answers'],
  ]),
  describeRule: (rule) => {
    const to = rule.chain === 'DOCKER' ? natDestination(rule) : undefined;
    return to === undefined ? undefined : phrase('published port: to ', to);
  },
});
