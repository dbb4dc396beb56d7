import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';

const name = 'Tailscale';

/** Tailscale. @see tailscale util/linuxfw */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^ts-input$/, 'traffic to this host by its Tailscale address'],
    [/^ts-forward$/, 'traffic routed from and to the tailnet'],
    [/^ts-postrouting$/, 'masquerade subnet routes'],
  ]),
  markBits: knownMarks(name, { names: ['ts-input', 'ts-forward', 'ts-postrouting'] }, [
    [0x40000, 0xff0000, 'subnet-route', 'from the tailnet, to be masqueraded'],
    [0x80000, 0xff0000, 'bypass', "Tailscale's own, not into the tailnet"],
  ]),
});
