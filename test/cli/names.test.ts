import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interfaceOfPod } from '../../src/names/interfaceOfPod.js';
import { cluster, podNamed } from '../names/build.js';
import { run } from './run.js';

const folder = 'examples/07-network-policy/';
const story = Object.fromEntries(
  readdirSync(folder).map((file): [string, string] => [file, readFileSync(folder + file, 'utf8')]),
);
const node = '--ipset sets.ipset --addrs addrs.json --routes routes.json';
const web = interfaceOfPod(podNamed('shop', 'web-1')) ?? '';
const files = {
  'names.yaml': cluster,
  'dump.save': `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:cali-fw-${web} - [0:0]
-A FORWARD -i ${web} -g cali-fw-${web}
-A cali-fw-${web} -d 10.96.3.3/32 -p tcp -m tcp --dport 80 -j DROP
-A cali-fw-${web} -d 10.96.3.3/32 -p tcp -m tcp --dport 80 -j DROP
COMMIT
`,
  'six.save': '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -s fd00::/64 -j DROP\nCOMMIT\n',
  'packets.txt':
    '--from web-1 --to svc/web --dport http\n--from web-2 --to svc/web\n{"from": "web-1", "dst": "192.0.2.1"}\n',
  'escape.yaml': `kind: Pod\nmetadata: { name: "web\\e[31m-1", namespace: shop }\nstatus: { podIP: 10.244.1.5 }\n`,
  'bad.yaml': 'kind: Pod\nmetadata:\n  name: x\n name: y\n',
  'other.json': '{"hello": 1}',
  'empty.json': '',
};

describe('--names', () => {
  it('gives the trace that addresses give', async () => {
    const named = `trace dump.save --names names.json --from frontend-8b474f47-zdqdv --to svc/db ${node} --format json`;
    const bare = `trace dump.save -s 10.88.0.24 -i cali505cfbeac50 -d 10.101.32.166 -p tcp --dport 80 ${node} --format json`;
    const { names, ...trace } = JSON.parse((await run(named, { files: story })).stdout) as {
      readonly names: object;
    };
    expect(trace).toEqual(JSON.parse((await run(bare, { files: story })).stdout));
    expect(names).toContainEqual({
      kind: 'chain',
      raw: 'cali-pi-_tTE-E7yY40ogArNVgKt',
      named: [{ kind: 'policy', resource: 'NetworkPolicy', namespace: 'default', name: 'allow-db-access' }],
    });
  });

  it.each([
    ['a route to it alone', '10.244.2.7 dev lxc7\n', 'in lxc7'],
    ['the bridge that it is on', 'default via 192.168.1.1 dev eth0\n10.244.2.0/24 dev cni0\n', 'in cni0'],
    ['a route by a next hop', '10.244.2.0/26 via 192.168.1.12 dev eth0\n', 'has no interface on this node'],
    ['a default route without one', 'default dev ppp0\n', 'has no interface on this node'],
  ])('takes the interface of a pod from the routes: %s', async (_, routes, said) => {
    const line = 'trace --names names.yaml --from api-1 --to svc/web --dport http --routes routes dump.save';
    const { stdout, stderr } = await run(line, { files: { ...files, routes } });
    expect(stdout + stderr).toContain(said);
  });

  it.each([
    [
      'JSON',
      '{"kind": "Pod", "metadata": {"name": "a", "namespace": "x"}, "status": {"podIP": "10.0.0.1"}}\n'.repeat(
        2,
      ),
    ],
    ['YAML', 'kind: Pod\nmetadata: { name: a, namespace: x }\nstatus: { podIP: 10.0.0.1 }\n---\n'.repeat(2)],
  ])('may be gathered from several commands: %s', async (_, gathered) => {
    const line = 'trace --names gathered -s 10.0.0.1 -d 10.0.0.2 -i eth0 -q dump.save';
    const { stderr, status } = await run(line, { files: { ...files, gathered } });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('many problems of a file of names are counted, and no command is named that would list them', async () => {
    const broken = `a: 1\n${'a: 2\n'.repeat(12)}`;
    const line = 'trace --names broken -s 10.0.0.1 -d 10.0.0.2 -i eth0 dump.save';
    const { stderr, status } = await run(line, { files: { ...files, broken } });
    expect(status).toBe(2);
    expect(stderr).toContain('2 more problems (12 errors, 0 warnings in all)\n');
  });

  it('leaves what the dump says as it is', async () => {
    const line = `trace dump.save --names names.json --from frontend-8b474f47-zdqdv --to svc/db ${node}`;
    const { stdout } = await run(line, { files: story });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      '-A cali-tw-cali95aa86cbb2a -m comment --comment "cali:FUDVBYh1Yr6tVRgq" -m comment --comment "Drop if no policies passed packet" -m mark --mark 0x0/0x20000 -j DROP',
    );
  });

  it.each([
    ['text', `trace --names names.yaml --from web-1 --to svc/web --dport http dump.save`, 'pod shop/web-1'],
    [
      'table',
      `trace --names names.yaml --from web-1 --to svc/web --dport http --format table dump.save`,
      'service shop/web:http',
    ],
    [
      'verdict',
      `trace --names names.yaml --from web-1 --to svc/web --dport http -q dump.save`,
      `cali-fw-${web} (pod shop/web-1) rule 1`,
    ],
    [
      'explain',
      `explain --names names.yaml cali-fw-${web} dump.save`,
      `chain     filter cali-fw-${web} (pod shop/web-1)`,
    ],
    [
      'explain, called',
      'explain --names names.yaml FORWARD dump.save',
      `in interface is ${web} (pod shop/web-1)`,
    ],
    ['explain as JSON', `explain --names names.yaml cali-fw-${web} --format json dump.save`, '"kind": "pod"'],
    ['lint', 'lint --names names.yaml dump.save', `filter cali-fw-${web} (pod shop/web-1) rule 2`],
    ['lint as JSON', 'lint --names names.yaml --format json dump.save', '"namespace": "shop"'],
    [
      'lint for GitHub',
      'lint --names names.yaml --format github dump.save',
      `filter cali-fw-${web} (pod shop/web-1) rule 2:`,
    ],
    [
      'lint for JUnit',
      'lint --names names.yaml --format junit dump.save',
      `filter cali-fw-${web} (pod shop/web-1) rule 2:`,
    ],
    [
      'lint as SARIF',
      'lint --names names.yaml --format sarif dump.save',
      `in filter cali-fw-${web} (pod shop/web-1) rule 2`,
    ],
    [
      'a ping to a service',
      'trace --names names.yaml --from web-1 --to svc/web --icmp-type 8 dump.save',
      'icmp',
    ],
    ['reach', `reach --names names.yaml --to filter/cali-fw-${web}:1 dump.save`, `${web}  pod shop/web-1`],
    [
      'reach as JSON',
      `reach --names names.yaml --to filter/cali-fw-${web}:1 --format json dump.save`,
      '"raw": "10.96.3.3"',
    ],
    ['diff', 'diff --names names.yaml dump.save other.save', '10.96.3.3'],
  ])('%s', async (_, line, words) => {
    const other = files['dump.save'].replaceAll('-j DROP', '-j ACCEPT');
    const { stdout, stderr } = await run(line, { files: { ...files, 'other.save': other } });
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\n +/g, ' ')).toContain(words);
  });

  it('holds for every line of --packets, which may name its ends', async () => {
    const line = 'trace --names names.yaml --packets packets.txt --format text dump.save';
    const { stdout, stderr, status } = await run(line, { files });
    expect(stdout).toContain(
      '1: tcp 10.244.1.5:40000 (pod shop/web-1) → 10.96.3.3:80 (service shop/web:http)',
    );
    expect(stdout).toContain('2: ERROR  --from: the names know no pod, service or node "web-2"');
    expect(stdout).toContain('3: tcp 10.244.1.5:40000 (pod shop/web-1) → 192.0.2.1');
    expect(stderr).toContain('packets.txt:2:8: error: --from');
    expect(status).toBe(2);
  });

  it('never passes an escape sequence on', async () => {
    for (const format of ['text', 'table', 'json']) {
      const line = `trace --names escape.yaml -s 10.244.1.5 -d 192.0.2.1 --format ${format} dump.save`;
      const { stdout } = await run(line, { files });
      expect(stdout).toMatch(/shop(?:\/|",\s+"name": ")web\\(?:x1b|u001b)\[31m-1/);
      expect(stdout).not.toContain('\u001b');
    }
  });
});

describe('ends by names limit packets', () => {
  it.each([
    [
      'from a pod of this node to a service',
      `reach --names names.yaml --to filter/cali-fw-${web}:1 --from web-1 --to svc/web --dport http dump.save`,
      `│ ${web} │ any │ tcp │ 10.244.1.5 │ 10.96.3.3 │ 80 │`,
    ],
    [
      'what becomes of them, and the port as a number',
      'reach --names names.yaml --verdict dropped --to svc/web --dport 80 dump.save',
      'tcp │ 10.96.3.3 │ 80 │',
    ],
    [
      'from a pod that is not here, by any interface',
      'reach --names names.yaml --to filter/FORWARD --from api-1 dump.save',
      '│ any │ any │ 10.244.2.7 │',
    ],
    [
      'from the node, what it sends itself',
      'reach --names names.yaml --to filter/OUTPUT --from worker-1 dump.save',
      'all: in interface none; source 192.168.1.11',
    ],
    [
      'what two dumps do with them',
      'diff --names names.yaml --from web-1 --to svc/web --dport http dump.save other.save',
      '│ 10.244.1.5 │ 10.96.3.3 │',
    ],
    [
      'where two dumps do not differ',
      'diff --names names.yaml --from api-1 --iif tunl0 --to svc/single dump.save other.save',
      'equivalent',
    ],
  ])('%s', async (_, line, words) => {
    const other = files['dump.save'].replaceAll('-j DROP', '-j ACCEPT');
    const { stdout, stderr } = await run(line, { files: { ...files, 'other.save': other }, columns: 200 });
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
  });
});

describe('names that cannot be used: exit 2, and why', () => {
  it.each([
    [
      'trace --from web-1 -d 192.0.2.1 dump.save',
      '--from needs --names FILE, which tells what names stand for',
    ],
    ['trace --names names.yaml --from web-1 -s 10.0.0.1 -d 192.0.2.1 dump.save', '--from and --src both say'],
    ['trace --names names.yaml --to web-1 -s 10.0.0.1 -d 192.0.2.1 dump.save', '--to and --dst both say'],
    ['trace --names names.yaml --from api-1 --to svc/single dump.save', '(it runs on worker-2)'],
    ['trace --names names.yaml --from web-1 --to svc/web dump.save', 'say which with --dport'],
    [
      'trace --names none.yaml --from web-1 --to svc/web dump.save',
      'cannot read none.yaml: there is no such file',
    ],
    ['trace --names bad.yaml -s 10.0.0.1 -d 192.0.2.1 dump.save', 'bad.yaml:4'],
    [
      'trace --names other.json -s 10.0.0.1 -d 192.0.2.1 dump.save',
      'other.json:1:1: error: this is no object of Kubernetes or Calico',
    ],
    ['lint --names empty.json dump.save', 'empty.json is empty'],
    ['lint --names dump.save dump.save', '--names: dump.save is a dump of rules; give what kubectl get'],
    ['reach --names other.json --verdict dropped dump.save', '--names: these names cannot be used'],
    ['reach --verdict dropped --from web-1 dump.save', '--from needs --names FILE'],
    ['diff --to svc/web dump.save dump.save', '--to needs --names FILE'],
    ['reach --names names.yaml --to svc/web dump.save', '--to: "svc/web" is not TABLE/CHAIN[:RULE]'],
    [
      'reach --names names.yaml --to filter/INPUT --to nat/INPUT dump.save',
      '--to: give one place in the dump, and with --names one name of an end',
    ],
    [
      'reach --names names.yaml --to filter/INPUT --verdict dropped dump.save',
      '--verdict and --to filter/INPUT both say what is to be reached',
    ],
    [
      'reach --names names.yaml --verdict dropped --from web-1 --src 10.0.0.0/8 dump.save',
      '--from and --src both say',
    ],
    ['reach --names names.yaml --verdict dropped --to svc/web dump.save', 'say which with --dport'],
    ['reach --names names.yaml --verdict dropped --to svc/singel dump.save', 'did you mean svc/shop/single?'],
    [
      'diff -6 --names names.yaml --from api-1 six.save six.save',
      '--from: that has an address of IPv4 alone, and the rules are those of IPv6 (-4 takes the others)',
    ],
  ])('%s', async (line, words) => {
    const { stdout, stderr, status } = await run(line, { files });
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
