import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { perRuleset } from '../perRuleset.js';
import { chainsNamed, chainsOf, natDestination, rulesOf } from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';

const beginnings =
  /^(?:masquerade (?:LOCAL )?traffic for|pod traffic for|route LOCAL traffic for|other traffic to|Balancing rule \d+ for) /;
const serviceName = /^([a-z0-9.-]+\/[a-z0-9.-]+(?::[a-z0-9.-]*)?)(?= |$)/i;
const endings = [
  '',
  ' cluster IP',
  ' external IP',
  ' loadbalancer IP',
  ' has no endpoints',
  ' has no local endpoints',
  ' health check node port',
  ' external destinations',
  ' LB IP',
  ' -> ',
  ' traffic not accepted by ',
  ' will be dropped by ',
];

/**
 * The service that one of kube-proxy's comments names, `namespace/name` with `:port` where the port has a name;
 * undefined where the comment is not of kube-proxy's making.
 * @see kubernetes pkg/proxy/iptables/proxier.go
 */
export function readServiceComment(comment: string): string | undefined {
  const text = comment.replace(beginnings, '');
  const name = serviceName.exec(text)?.[1];
  if (name === undefined) return undefined;
  const rest = text.slice(name.length);
  const known = endings.some((ending) => (ending === '' ? rest === '' : rest.startsWith(ending)));
  return known ? name.replace(/:$/, '') : undefined;
}

/**
 * The hash in the name of a service's chain: 16 letters and digits, though excerpts are often abbreviated. SVC, SVL, EXT,
 * FW and XLB of one service port share it.
 */
export interface ServiceChain {
  readonly kind: 'SVC' | 'SVL' | 'EXT' | 'FW' | 'XLB';
  readonly hash: string;
}

/** Takes `KUBE-SVC-…` and its kin apart; undefined for other names. */
export function readServiceChain(name: string): ServiceChain | undefined {
  const [, kind, hash] = /^KUBE-(SVC|SVL|EXT|FW|XLB)-([A-Za-z0-9]+)$/.exec(name) ?? [];
  if (kind === undefined || hash === undefined) return undefined;
  return { kind: kind as ServiceChain['kind'], hash };
}

export function isEndpointChain(name: string): boolean {
  return /^KUBE-SEP-[A-Za-z0-9]+$/.test(name);
}

function namesIn(rules: readonly BoundRule[]): readonly string[] {
  return rules.flatMap((rule) => rule.comments.flatMap((comment) => readServiceComment(comment) ?? []));
}

const entrances = ['KUBE-SERVICES', 'KUBE-NODEPORTS'];

/** Of every hash the name that the first rule tells which leads to its chains and tells one. */
const entranceNames = perRuleset((ruleset): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const chain of entrances) {
    for (const rule of rulesOf(ruleset, chain, 'nat')) {
      const hash = readServiceChain(calledChain(rule) ?? '')?.hash;
      const [name] = namesIn([rule]);
      if (hash !== undefined && name !== undefined && !names.has(hash)) names.set(hash, name);
    }
  }
  return names;
});

/** A trace asks for a few names of ten thousand: so many are looked for by themselves. */
const fewNames = 16;
const askedNames = perRuleset(() => new Map<string, string | undefined>());

/** As entranceNames has it. */
function entranceName(ruleset: Ruleset, hash: string): string | undefined {
  const asked = askedNames(ruleset);
  if (!asked.has(hash)) {
    if (asked.size >= fewNames) return entranceNames(ruleset).get(hash);
    asked.set(hash, findEntranceName(ruleset, hash));
  }
  return asked.get(hash);
}

/** A rule that leads there has the hash in its text; it could only stand otherwise behind a backslash, which takes the next character as it is. */
function findEntranceName(ruleset: Ruleset, hash: string): string | undefined {
  for (const chain of entrances) {
    for (const rule of rulesOf(ruleset, chain, 'nat')) {
      const { text } = rule;
      if (!text.includes(hash) && !text.includes('\\')) continue;
      if (readServiceChain(calledChain(rule) ?? '')?.hash !== hash) continue;
      const [name] = namesIn([rule]);
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

/**
 * The name of the service whose chains bear this hash: as the rules that lead to them say, else as the rules in them
 * do. Undefined where kube-proxy left its comments out (it does so for large clusters).
 */
export function serviceOfHash(ruleset: Ruleset, hash: string): string | undefined {
  const known = entranceName(ruleset, hash);
  if (known !== undefined) return known;
  for (const kind of ['SVC', 'SVL', 'EXT', 'FW', 'XLB']) {
    const [name] = namesIn(rulesOf(ruleset, `KUBE-${kind}-${hash}`, 'nat'));
    if (name !== undefined) return name;
  }
  return undefined;
}

const endpointCallers = perRuleset((ruleset): ReadonlyMap<string, string> => {
  const callers = new Map<string, string>();
  for (const chain of chainsOf(ruleset, 'nat')) {
    const hash = readServiceChain(chain.name)?.hash;
    if (hash === undefined) continue;
    for (const rule of chain.rules) {
      const called = calledChain(rule);
      if (called !== undefined && isEndpointChain(called) && !callers.has(called)) callers.set(called, hash);
    }
  }
  return callers;
});

/** An endpoint's chain, read: where it sends to, and whose endpoint it is. */
export interface Endpoint {
  /** `10.0.0.1:80`, `[fd00::1]:80`. */
  readonly address: string | undefined;
  readonly service: string | undefined;
}

/** What a `KUBE-SEP-…` chain says of its endpoint. */
export function endpointOf(ruleset: Ruleset, chain: string): Endpoint {
  const rules = chainsNamed(ruleset, chain, 'nat').flatMap((each) => each.rules);
  const address = rules.map(natDestination).find((each) => each !== undefined);
  const [named] = namesIn(rules);
  if (named !== undefined) return { address, service: named };
  const hash = endpointCallers(ruleset).get(chain);
  return { address, service: hash === undefined ? undefined : serviceOfHash(ruleset, hash) };
}
