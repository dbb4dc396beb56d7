import { describe, expect, it } from 'vitest';
import { calico } from '../../bench/dumps/calico.js';
import { kubeProxy } from '../../bench/dumps/kubeProxy.js';
import { run } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { complaintsOf } from '../format/published.js';

const generators = [
  { name: 'kube-proxy', make: kubeProxy },
  { name: 'calico', make: calico },
] as const;

describe.each(generators)('a $name dump of 1000 rules, as JSON', ({ make }) => {
  const { text, changed, packet, packets, reach, only } = make(1000);
  const option = (name: string): string => packet[packet.indexOf(name) + 1] ?? '';
  const assumed = packet.indexOf('--assume');
  const described = packet.slice(0, assumed < 0 ? undefined : assumed).join(' ');
  const chain = /^:(KUBE-SVC-\S+|cali-pi-\S+)/m.exec(text)?.[1] ?? '';
  const files = {
    dump: text,
    changed,
    packets: packets.lines.slice(0, 50).join('\n'),
    'names.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', namespace: 'default' },
      spec: { nodeName: 'a', containers: [] },
      status: { podIP: option('-s'), podIPs: [{ ip: option('-s') }] },
    }),
    'flows.yaml': JSON.stringify({
      version: 1,
      dumps: ['dump', 'changed'],
      flows: [
        { name: 'it gets through', packet: described, expect: 'accepted' },
        { name: 'it does not', packet: described, expect: 'dropped' },
      ],
    }),
    'a.calitrace': snapshotText({
      host: 'a',
      rules: text,
      addresses: 'eth0 10.0.0.11/24',
      routes: `10.0.0.0/24 dev eth0 scope link\ndefault via 10.0.0.12 dev eth0`,
    }),
  };

  it.each<[name: string, line: readonly string[], status?: number]>([
    ['a trace', ['trace', 'dump', ...packet]],
    [
      'a trace with all that may be added',
      ['trace', 'dump', ...packet, '-v', '--reply', '--names', 'names.json'],
    ],
    ['traces of many packets', ['trace', 'dump', ...packets.options, '--packets', 'packets']],
    [
      'the same with all that may be added',
      ['trace', 'dump', ...packets.options, '--packets', 'packets', '-v', '--reply', '--names', 'names.json'],
    ],
    ['a lint', ['lint', 'dump', 'changed', '--names', 'names.json']],
    ['a reach', ['reach', 'dump', ...reach, ...only.reach, '--names', 'names.json']],
    ['a diff', ['diff', 'dump', 'changed', ...only.diff, '--names', 'names.json'], 1],
    ['an explanation', ['explain', chain, 'dump', '--names', 'names.json']],
    ['flows', ['test', 'flows.yaml'], 1],
    ['a path', ['path', 'a.calitrace', '--from', 'a', '--to', option('-d')]],
    ['what it says', ['parse', 'dump']],
  ])('%s', async (_name, line, status = 0) => {
    const outcome = await run([...line, '--format', 'json'], { files });
    expect(outcome.status, outcome.stderr).toBe(status);
    const values = line.includes('--packets') ? outcome.stdout.trimEnd().split('\n') : [outcome.stdout];
    expect(values.flatMap((value) => complaintsOf(JSON.parse(value)))).toEqual([]);
  });
});
