import { replaced, spread, withOthers, type BenchDump } from './benchDump.js';
import { writeDispatch, writeWorkload } from './felixEndpoints.js';
import type { Workload } from './felixEndpoints.js';
import { felixFrame, pool } from './felixFrame.js';
import { makeNamespace, makePod, podAddress, saveSet, writeNamespace } from './felixNamespace.js';
import { chainName } from './felixRule.js';
import { seeded } from './seeded.js';
import { countChains, countRules, writeTables } from './tableText.js';

/**
 * A node where Calico's Felix (3.25) keeps network policies of many namespaces: rules with the hashes that Felix would give
 * them. A namespace has four pods on the node, five policies of which three select each pod, and four sets; some pods more are
 * selected by none.
 */
export function calico(rules: number): BenchDump {
  const tables = felixFrame();
  const all = [tables.raw, tables.mangle, tables.nat, tables.filter];
  const draw = seeded(2);
  const sets = [
    ...saveSet('cali40all-ipam-pools', 'hash:net', [pool]),
    ...saveSet('cali40masq-ipam-pools', 'hash:net', [pool]),
    ...saveSet('cali40all-vxlan-net', 'hash:net', ['172.18.0.2', '172.18.0.3', '172.18.0.4']),
  ];
  const workloads: Workload[] = [];
  const missing = (): number => rules - countRules(all) - 2 * workloads.length - dispatchRules;
  let namespaces = 0;
  for (; missing() >= namespaceRules; namespaces++) {
    const namespace = makeNamespace(namespaces, draw);
    writeNamespace(tables.filter, namespace);
    workloads.push(...namespace.workloads);
    sets.push(...namespace.sets);
  }
  const asked = Math.floor(workloads.length / 2);
  for (let pod = 0; missing() >= podRules; pod++) {
    const namespace = pod % namespaces;
    const address = podAddress(namespace, 8 + Math.floor(pod / namespaces));
    const workload = makePod(`team-${namespace}`, `idle-${pod}`, address);
    writeWorkload(tables.filter, workload);
    workloads.push(workload);
  }
  writeDispatch(
    tables.filter,
    workloads.map(({ device }) => device),
  );

  const text = writeTables(all);
  const [from, to] = [workloads[asked - 1], workloads[asked]];
  const policy = to?.policies[1];
  if (from === undefined || to === undefined || policy === undefined) {
    throw new Error(`${rules} rules are too few for such a node`);
  }
  const chain = chainName('cali-pi-', policy);
  return {
    text,
    rules: countRules(all),
    chains: countChains(all),
    sets: `${sets.join('\n')}\n`,
    packet: packetBetween(from, to),
    packets: {
      options: poolAnswers.flatMap((answer) => ['--assume', answer]),
      lines: spread(workloads, 1000).map((workload, index) => packetLine(workload, workloads[index] ?? to)),
    },
    reach: ['--to', `filter/${chain}:3`],
    only: { reach: ['-d', to.address], diff: ['-d', to.address] },
    changed: text.replace(
      new RegExp(`^(-A ${chain} .*--dports )\\d+`, 'm'),
      (_, before: string) => `${before}65000`,
    ),
    // Under the same branch of the dispatch trees.
    rolledOut: withOthers(
      text,
      /cali[0-9a-f]{11}/g,
      new Map(
        spread(workloads, replaced).map(({ device }) => [
          device,
          `${device.slice(0, 5)}${device.slice(6)}${device.slice(5, 6)}`,
        ]),
      ),
    ),
  };
}

/** The two dispatch trees besides their rule for each workload: 16 children at most, and the ends of all 17 chains. */
const dispatchRules = 2 * 33;

/** A namespace takes no more, a pod that no policy selects as many, its two in the dispatch trees among them. */
const namespaceRules = 300;
const podRules = 20;

const poolAnswers = ['set:cali40masq-ipam-pools:src=yes', 'set:cali40all-ipam-pools:dst=yes'];

function packetLine(from: Workload, to: Workload): string {
  return `-s ${from.address} -d ${to.address} -p tcp --dport 8080 -i ${from.device} -o ${to.device}`;
}

/** A packet from pod to pod, with what a dump does not tell of it: its route back, and that pods are in the pool. */
function packetBetween(from: Workload, to: Workload): readonly string[] {
  const answers = [`rpfilter:${from.address}:${from.device}:validmark=yes`, ...poolAnswers];
  return [...packetLine(from, to).split(' '), ...answers.flatMap((answer) => ['--assume', answer])];
}
