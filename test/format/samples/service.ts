import type { Path } from '../../../src/trace/trace.js';
import {
  address,
  assume,
  back,
  conntrack,
  packetOf,
  policy,
  routing,
  rule,
  rulesetOf,
  ruleStep,
  table,
  traceOf,
} from '../build.js';
import type { Sample } from './sample.js';

/** A pod asks a service with three endpoints, the last of which no policy lets in. */
const services = rule(
  'nat',
  2,
  31,
  '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
);
const cluster = rule(
  'nat',
  3,
  36,
  '-A KUBE-SERVICES -d 10.96.31.7/32 -p tcp -m comment --comment "default/webapp:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-2IRACUALRELARSND',
);
const draws = [0.33333333349, 0.5].map((chance, index) =>
  rule(
    'nat',
    index + 2,
    41 + index,
    `-A KUBE-SVC-2IRACUALRELARSND -m comment --comment "default/webapp:http -> 10.244.1.${index + 5}:8080" -m statistic --mode random --probability ${chance} -j KUBE-SEP-E${index}`,
  ),
);
const rest = rule(
  'nat',
  4,
  43,
  '-A KUBE-SVC-2IRACUALRELARSND -m comment --comment "default/webapp:http -> 10.244.1.7:8080" -j KUBE-SEP-E2',
);
const endpointRules = [0, 1, 2].map((index) =>
  rule(
    'nat',
    2,
    46 + 2 * index,
    `-A KUBE-SEP-E${index} -p tcp -m comment --comment "default/webapp:http" -m tcp -j DNAT --to-destination 10.244.1.${index + 5}:8080`,
  ),
);
const forward = rule(
  'filter',
  1,
  70,
  '-A FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD',
);
const fromWorkload = rule('filter', 3, 73, '-A cali-FORWARD -i cali+ -j cali-from-wl-dispatch');
const fromDispatch = rule('filter', 1, 80, '-A cali-from-wl-dispatch -i cali0ef24b1 -g cali-fw-cali0ef24b1');
const accepted = rule(
  'filter',
  6,
  88,
  '-A cali-fw-cali0ef24b1 -m comment --comment "Return if profile accepted" -m mark --mark 0x10000/0x10000 -j RETURN',
);
const profile = rule('filter', 5, 87, '-A cali-fw-cali0ef24b1 -j cali-pro-kns.default');
const allow = rule('filter', 1, 90, '-A cali-pro-kns.default -j MARK --set-xmark 0x10000/0x10000', [
  { kind: 'mark', value: 0x10000, mask: 0x10000 },
]);
const accept = rule(
  'filter',
  2,
  71,
  '-A FORWARD -m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT',
);
const deny = rule(
  'filter',
  7,
  95,
  '-A cali-tw-cali2 -m comment --comment "Drop if no profiles matched" -j DROP',
);
const toWorkload = rule('filter', 4, 74, '-A cali-FORWARD -o cali+ -j cali-to-wl-dispatch');
const toDispatch = rule('filter', 3, 84, '-A cali-to-wl-dispatch -o cali2 -g cali-tw-cali2');

const sent = packetOf({
  source: address('10.244.1.2'),
  destination: address('10.96.31.7'),
  inInterface: 'cali0ef24b1',
});
const draw = (index: number, answer: string) =>
  assume(`draw:nat/KUBE-SVC-2IRACUALRELARSND:${index + 2}`, 'does the draw succeed', answer, {
    chance: index === 0 ? 0.33333333349 : 0.5,
    because: 'the kernel draws it for each connection',
    settle: `--assume 'draw:nat/KUBE-SVC-2IRACUALRELARSND:${index + 2}=${answer}'`,
  });

function path(index: number): Path {
  const [first, second] = draws;
  const [endpoint] = endpointRules.slice(index);
  const taken = draws[index] ?? rest;
  if (first === undefined || second === undefined || endpoint === undefined)
    throw new Error('no such endpoint');
  const missed = [first, second].slice(0, index).map((one, at) => ({
    rule: one,
    match: 'statistic',
    failed: { kind: 'draw' as const, probability: 0.5, subject: 'draw' },
    actual: '',
    assumptions: [draw(at, 'no')],
  }));
  const device = `cali${index}`;
  const translated = packetOf({
    ...sent,
    destination: address(`10.244.1.${index + 5}`),
    destinationPort: 8080,
  });
  const routed = { ...translated, outInterface: device, ttl: 63 };
  const ends = index === 2;
  return {
    disposition: {
      kind: ends ? 'dropped' : 'forwarded',
      by: { kind: 'rule', rule: ends ? deny : accept },
    },
    chance: 1 / 3,
    assumptions: [...missed.flatMap((one) => one.assumptions), ...(index < 2 ? [draw(index, 'yes')] : [])],
    packet: { ...routed, mark: 0x10000 },
    dependsOn: [
      { field: 'inInterface', text: 'cali0ef24b1' },
      { field: 'destination', text: '10.96.31.7' },
      { field: 'protocol', text: 'tcp' },
      { field: 'destinationPort', text: '80' },
    ],
    hops: [
      table('PREROUTING', 'raw', sent, policy('PREROUTING')),
      conntrack(sent),
      table(
        'PREROUTING',
        'nat',
        sent,
        ruleStep(services, 0, 'JUMP'),
        ruleStep(cluster, 1, 'JUMP'),
        ruleStep(taken, 2, 'JUMP', { misses: missed, assumptions: index < 2 ? [draw(index, 'yes')] : [] }),
        ruleStep(endpoint, 3, 'ACCEPT', {
          changes: {
            destination: { from: '10.96.31.7', to: `10.244.1.${index + 5}` },
            destinationPort: { from: 80, to: 8080 },
          },
        }),
      ),
      routing('forward', device, `10.244.1.${index + 5} is behind ${device}: FORWARD`),
      table(
        'FORWARD',
        'filter',
        routed,
        ruleStep(forward, 0, 'JUMP'),
        ruleStep(fromWorkload, 1, 'JUMP'),
        ruleStep(fromDispatch, 2, 'GOTO', { returnsTo: { chain: 'cali-FORWARD', rule: 4 } }),
        ruleStep(profile, 2, 'JUMP'),
        ruleStep(allow, 3, 'CONTINUE', { changes: { mark: { from: 0, to: 0x10000 } } }),
        back('cali-pro-kns.default', 3, 'end', { chain: 'cali-fw-cali0ef24b1', rule: 6 }),
        ruleStep(accepted, 2, 'RETURN'),
        back('cali-fw-cali0ef24b1', 2, 'rule', { chain: 'cali-FORWARD', rule: 4 }),
        ...(ends
          ? [
              ruleStep(toWorkload, 1, 'JUMP'),
              ruleStep(toDispatch, 2, 'GOTO', { returnsTo: { chain: 'cali-FORWARD', rule: 5 } }),
              ruleStep(deny, 2, 'DROP'),
            ]
          : [back('cali-FORWARD', 1, 'end', { chain: 'FORWARD', rule: 2 }), ruleStep(accept, 0, 'ACCEPT')]),
      ),
      ...(ends ? [] : [table('POSTROUTING', 'nat', { ...routed, mark: 0x10000 }, policy('POSTROUTING'))]),
    ],
  };
}

export const service: Sample = {
  ruleset: rulesetOf([
    services,
    cluster,
    ...draws,
    rest,
    ...endpointRules,
    forward,
    toWorkload,
    accepted,
    accept,
    deny,
  ]),
  trace: traceOf(sent, [path(0), path(1), path(2)], { assumed: ['sourcePort', 'ctState'] }),
};
