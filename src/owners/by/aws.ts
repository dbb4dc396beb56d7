import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'AWS VPC CNI';

/** Amazon's VPC CNI plugin. @see aws/amazon-vpc-cni-k8s pkg/networkutils/network.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^AWS-SNAT-CHAIN-[0-9]+$/, 'SNAT for pod traffic that leaves the VPC'],
    [/^AWS-CONNMARK-CHAIN-[0-9]+$/, 'mark connections of pods that leave the VPC'],
  ]),
  describeRule: fromComments(/^(AWS,? .+)$/),
  markBits: knownMarks(
    name,
    { begin: ['AWS-'] },
    [[0x80, 0x80, 'primary-eni', 'its connection came in by the primary network interface']],
    (rule) => rule.comments.some((comment) => comment.startsWith('AWS')),
  ),
});
