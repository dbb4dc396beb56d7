import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { owner } from '../owner.js';

const name = 'container runtime';

/** Host ports by the kubelet's kubenet or CRI-O. @see cri-o internal/hostport */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^KUBE-HOSTPORTS$/, 'host ports: find the pod'],
    [/^KUBE-HP-[A-Z2-7]{16}$/, 'host port of one pod'],
    [/^KUBE-LOCALDEST$/, 'host ports: to a local address only'],
    [/^CRIO-HOSTPORTS-MASQ$/, 'host ports: masquerade, find the pod'],
    [/^CRIO-MASQ-[A-Z2-7]{16}$/, 'host port: pod that calls itself'],
  ]),
  describeRule: fromComments(/^(\S+ hostport \d+)$/),
});
