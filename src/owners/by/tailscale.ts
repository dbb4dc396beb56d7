import type { BoundRule } from '../../ruleset/ruleset.js';
import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';
import { bitTest, conjuncts, interfaceTest, markChange, targetName, verdictOf } from '../ruleShape.js';

const name = 'Tailscale';

function describeRule(rule: BoundRule): string | undefined {
  switch (rule.chain) {
    case 'ts-input':
      return describeInput(rule);
    case 'ts-forward':
      return describeForward(rule);
    case 'ts-postrouting':
      return targetName(rule) === 'MASQUERADE' && bitTest(rule) !== undefined
        ? 'from the tailnet: source NAT'
        : undefined;
    default:
      return undefined;
  }
}

function describeInput(rule: BoundRule): string | undefined {
  const from = interfaceTest(rule, 'in');
  switch (verdictOf(rule)) {
    case 'ACCEPT':
      if (from === undefined) return asksForPort(rule) ? "WireGuard of Tailscale's own, arriving" : undefined;
      if (from.negated) return undefined;
      return from.name === 'lo' ? "this host's own Tailscale address" : 'from the tailnet: let in';
    case 'DROP':
      return from?.negated === true ? 'address of a tailnet, but not from there: drop' : undefined;
    case 'RETURN':
      return from?.negated === true ? "address like a tailnet's, from elsewhere: leave" : undefined;
    default:
      return undefined;
  }
}

function asksForPort(rule: BoundRule): boolean {
  return conjuncts(rule).some((each) => each.kind === 'in' && each.field === 'destinationPort');
}

function describeForward(rule: BoundRule): string | undefined {
  if (markChange(rule) !== undefined) return 'from the tailnet: remember it';
  const verdict = verdictOf(rule);
  if (verdict === 'ACCEPT' && bitTest(rule) !== undefined) return 'from the tailnet: let through';
  const to = interfaceTest(rule, 'out');
  if (to === undefined || to.negated) return undefined;
  if (verdict === 'ACCEPT') return 'into the tailnet: let through';
  if (verdict !== 'DROP') return undefined;
  const isStateful = conjuncts(rule).some(
    (each) => each.kind === 'not' && each.of.kind === 'one-of' && each.of.field === 'ctState',
  );
  return isStateful ? 'new connection into the tailnet: drop' : 'address of a tailnet, not of here: drop';
}

/** Tailscale. @see tailscale util/linuxfw/iptables_runner.go */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^ts-input$/, 'traffic to this host by its Tailscale address'],
    [/^ts-forward$/, 'traffic routed from and to the tailnet'],
    [/^ts-postrouting$/, 'masquerade subnet routes'],
  ]),
  describeRule,
  markBits: knownMarks(name, { names: ['ts-input', 'ts-forward', 'ts-postrouting'] }, [
    [0x40000, 0xff0000, 'subnet-route', 'from the tailnet, to be masqueraded'],
    [0x80000, 0xff0000, 'bypass', "Tailscale's own, not into the tailnet"],
  ]),
});
