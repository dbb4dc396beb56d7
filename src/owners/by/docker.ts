import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { byPattern } from '../byPattern.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import { phrase } from '../phrase.js';
import {
  conjuncts,
  hasMatch,
  interfaceTest,
  natDestination,
  rulesOf,
  stateTest,
  targetName,
  verdictOf,
} from '../ruleShape.js';

const name = 'Docker';

/** The bridges of Docker's networks: what leads to containers on them goes through DOCKER. */
const bridges = perRuleset((ruleset): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const chain of ['FORWARD', 'DOCKER-FORWARD', 'DOCKER-BRIDGE']) {
    for (const rule of rulesOf(ruleset, chain, 'filter')) {
      const to = interfaceTest(rule, 'out');
      if (calledChain(rule) === 'DOCKER' && to?.negated === false && !to.wildcard) found.add(to.name);
    }
  }
  return found;
});

function describeRule(rule: BoundRule, ruleset: Ruleset): string | undefined {
  switch (rule.chain) {
    case 'DOCKER':
      return describePublished(rule, 'published port: to ');
    case 'DOCKER-INGRESS':
      return describePublished(rule, 'published port: to the swarm by ');
    case 'DOCKER-CT':
      return verdictOf(rule) === 'ACCEPT' ? 'belongs to a known connection' : undefined;
    case 'DOCKER-FORWARD':
      return describeForward(rule);
    case 'DOCKER-INTERNAL':
      return describeInternal(rule);
    case 'PREROUTING':
    case 'POSTROUTING':
      return describeBuiltIn(rule, bridges(ruleset));
    default:
      return undefined;
  }
}

function describePublished(rule: BoundRule, before: string): string | undefined {
  const to = natDestination(rule);
  if (to !== undefined) return phrase(before, to);
  if (rule.table !== 'filter') return undefined;
  const [from, into] = [interfaceTest(rule, 'in'), interfaceTest(rule, 'out')];
  switch (verdictOf(rule)) {
    case 'ACCEPT':
      if (stateTest(rule).includes('ESTABLISHED')) return 'belongs to a known connection';
      return asksFor(rule, 'destinationPort') ? 'published port: let in' : undefined;
    case 'DROP':
      return from?.negated === true && from.name === into?.name
        ? phrase('into ', into.name, ': nothing else is published')
        : undefined;
    default:
      return undefined;
  }
}

function asksFor(rule: BoundRule, field: 'destination' | 'destinationPort'): boolean {
  return conjuncts(rule).some((each) => each.kind === 'in' && each.field === field);
}

function describeForward(rule: BoundRule): string | undefined {
  const [from, into] = [interfaceTest(rule, 'in'), interfaceTest(rule, 'out')];
  const verdict = verdictOf(rule);
  if (from === undefined || from.negated) return undefined;
  if (into?.negated === false && into.name === from.name) {
    if (verdict === 'DROP') return phrase('between containers on ', from.name, ': kept apart');
    return verdict === 'ACCEPT' ? phrase('between containers on ', from.name) : undefined;
  }
  return verdict === 'ACCEPT' ? phrase('from a container on ', from.name) : undefined;
}

function describeInternal(rule: BoundRule): string | undefined {
  if (verdictOf(rule) !== 'DROP') return undefined;
  const [from, into] = [interfaceTest(rule, 'in'), interfaceTest(rule, 'out')];
  if (from?.negated === false) return phrase('internal network ', from.name, ': nothing out');
  return into?.negated === false ? phrase('internal network ', into.name, ': nothing in') : undefined;
}

/** Rules in built-in chains bear no sign of Docker but the bridge that they name. */
function describeBuiltIn(rule: BoundRule, known: ReadonlySet<string>): string | undefined {
  const [from, into] = [interfaceTest(rule, 'in'), interfaceTest(rule, 'out')];
  if (rule.table === 'raw' && verdictOf(rule) === 'DROP' && from?.negated === true) {
    return known.has(from.name) && asksFor(rule, 'destination')
      ? phrase('to a container, but not by ', from.name, ': no way in')
      : undefined;
  }
  const target = targetName(rule);
  if (rule.table !== 'nat' || (target !== 'MASQUERADE' && target !== 'SNAT') || into === undefined) {
    return undefined;
  }
  if (!known.has(into.name)) return undefined;
  return into.negated
    ? phrase('container leaves ', into.name, ': source NAT')
    : phrase('this host to a container on ', into.name, ': source NAT');
}

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
  describeRule,
  // @see moby daemon/libnetwork/drivers/overlay/encryption.go
  markBits: knownMarks(
    name,
    { begin: ['DOCKER-'] },
    [[0xd0c4e3, 0xffffffff, 'encrypt', 'of an encrypted overlay network: to IPsec']],
    (rule) => hasMatch(rule, 'u32') || hasMatch(rule, 'bpf'),
  ),
  describeSet: (set) =>
    /^docker-ext-bridges-v[46]$/.test(set) ? "subnets of Docker's bridge networks" : undefined,
});
