import { readAddress } from '../../src/address/address.js';
import type { Address } from '../../src/address/address.js';
import { always } from '../../src/condition/condition.js';
import { hooks } from '../../src/netfilter/hooks.js';
import type { TableName } from '../../src/netfilter/hooks.js';
import type { Effect } from '../../src/packet/effect.js';
import type { Connection, Packet } from '../../src/packet/packet.js';
import type { Action, BoundRule, Chain, Ruleset } from '../../src/ruleset/ruleset.js';
import type {
  Assumption,
  ConntrackHop,
  Path,
  PolicyStep,
  Position,
  ReturnStep,
  RoutingHop,
  RuleStep,
  TableHop,
  Trace,
} from '../../src/trace/trace.js';

/** Hand-made parts of traces, for tests of what is printed of them. */
export function address(text: string): Address {
  const read = readAddress(text);
  if (read === undefined) throw new Error(`no address: ${text}`);
  return read;
}

/** A tcp packet from a pod on another node to one here. */
export function packetOf(changes: Partial<Packet> = {}): Packet {
  return {
    family: 4,
    protocol: 6,
    source: address('10.244.2.9'),
    destination: address('10.244.1.2'),
    sourcePort: 40000,
    destinationPort: 80,
    tcpFlags: 2,
    inInterface: 'eth0',
    outInterface: '',
    mark: 0,
    tos: 0,
    ttl: 64,
    length: 60,
    fragment: 'none',
    packetType: 'unicast',
    ...changes,
  };
}

/** The words of a rule decide: `-j NAME`, `-g NAME`; `user` chains are those in lower case or with a dash. */
export function rule(
  table: TableName,
  number: number,
  line: number,
  text: string,
  effects: readonly Effect[] = [],
): BoundRule {
  const chain = /^-A (\S+)/.exec(text)?.[1] ?? '';
  const comments = [...text.matchAll(/--comment (?:"([^"]*)"|(\S+))/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
  return { table, chain, number, line, text, matches: [], action: actionOf(text, effects), comments };
}

function actionOf(text: string, effects: readonly Effect[]): Action {
  const found = / -([jg]) (\S+)/.exec(text);
  const to = found?.[2];
  if (found === null || to === undefined) return { kind: 'none' };
  if (found[1] === 'g') return { kind: 'goto', to };
  if (/[-a-z]/.test(to)) return { kind: 'jump', to };
  return { kind: 'target', name: to, outcome: { kind: 'do', effects, verdict: 'CONTINUE' } };
}

/** A ruleset in which these rules stand; chains are as long as their last rule here. */
export function rulesetOf(rules: readonly BoundRule[]): Ruleset {
  const names = [...new Set(rules.map((one) => one.table))];
  return {
    family: 4,
    tables: names.map((name) => {
      const chains = new Map<string, Chain>();
      for (const { chain } of rules.filter((one) => one.table === name)) {
        const own = rules.filter((one) => one.table === name && one.chain === chain);
        const length = Math.max(...own.map((one) => one.number));
        const filled = Array.from(
          { length },
          (_, index) => own.find((one) => one.number === index + 1) ?? own[0],
        );
        chains.set(chain, {
          table: name,
          name: chain,
          declared: true,
          rules: filled.filter((one) => one !== undefined),
          ...((hooks as readonly string[]).includes(chain) ? { policy: 'ACCEPT' as const } : {}),
        });
      }
      return { name, family: 4, backend: 'nft', chains };
    }),
  };
}

export function ruleStep(
  of: BoundRule,
  depth: number,
  verdict: RuleStep['verdict'],
  more: Partial<RuleStep> = {},
): RuleStep {
  const to = of.action.kind === 'jump' || of.action.kind === 'goto' ? { to: of.action.to } : {};
  return {
    kind: 'rule',
    rule: of,
    depth,
    verdict,
    ...to,
    changes: {},
    assumptions: [],
    notes: [],
    misses: [],
    ...more,
  };
}

export function back(
  chain: string,
  depth: number,
  because: ReturnStep['because'],
  to: Position | 'policy',
): ReturnStep {
  return { kind: 'return', chain, depth, because, to, misses: [] };
}

export function policy(chain: string, verdict: 'ACCEPT' | 'DROP' = 'ACCEPT'): PolicyStep {
  return { kind: 'policy', chain, verdict, because: 'end', misses: [] };
}

export function table(
  hook: TableHop['hook'],
  name: TableName,
  packet: Packet,
  ...steps: TableHop['steps']
): TableHop {
  return { kind: 'table', hook, table: name, backend: 'nft', packet, steps };
}

export function conntrack(
  packet: Packet,
  more: Partial<Connection> = {},
  text = 'NEW: no entry yet',
): ConntrackHop {
  const { source, destination } = packet;
  const connection: Connection = {
    entry: true,
    state: 'NEW',
    status: [],
    direction: 'ORIGINAL',
    mark: 0,
    zone: 0,
    original: { source, destination, sourcePort: 40000, destinationPort: 80 },
    reply: { source: destination, destination: source, sourcePort: 80, destinationPort: 40000 },
    sourceTranslated: false,
    destinationTranslated: false,
    sourceDone: false,
    destinationDone: false,
    ...more,
  };
  return {
    kind: 'conntrack',
    hook: packet.inInterface === '' ? 'OUTPUT' : 'PREROUTING',
    connection,
    text,
    changes: {},
  };
}

export function routing(
  decision: RoutingHop['decision'],
  outInterface: string,
  text: string,
  more: Partial<RoutingHop> = {},
): RoutingHop {
  return {
    kind: 'routing',
    hook: 'PREROUTING',
    decision,
    outInterface,
    text,
    changes: {},
    assumptions: [],
    ...more,
  };
}

export function assume(
  subject: string,
  asks: string,
  answer: string,
  more: Partial<Assumption> = {},
): Assumption {
  return {
    subject,
    accepts: ['yes', 'no'],
    asks,
    answer,
    because: 'no members given',
    settle: '--ipset FILE',
    ...more,
  };
}

export function traceOf(packet: Packet, paths: readonly Path[], more: Partial<Trace> = {}): Trace {
  return { packet, assumed: [], paths, complete: true, premises: [], ...more };
}

/** What the failing part of a rule is where only the words beside it matter. */
export const anything = always;
