import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { calico } from '../../bench/dumps/calico.js';
import { kubeProxy } from '../../bench/dumps/kubeProxy.js';
import { requireKernel } from './judge/requireKernel.js';

/** In a namespace of its own: the sets, both variants' judgement, then the rules as the kernel gives them back. */
const script = `
export XTABLES_LOCKFILE="$1/lock"
ipset restore <"$1/sets" &&
iptables-legacy-restore --test <"$1/dump" &&
iptables-nft-restore --test <"$1/dump" &&
iptables-legacy-restore --test <"$1/rolled-out" &&
iptables-nft-restore --test <"$1/rolled-out" &&
iptables-legacy-restore <"$1/dump" &&
iptables-legacy-save`;

describe.skipIf(!requireKernel())('a dump of the benchmark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calitrace-dumps-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['kube-proxy', kubeProxy],
    ['calico', calico],
  ] as const)('is one that iptables takes, and prints as it is: %s', (_, make) => {
    const { text, rolledOut, sets = '' } = make(1000);
    writeFileSync(join(folder, 'dump'), text);
    writeFileSync(join(folder, 'rolled-out'), rolledOut);
    writeFileSync(join(folder, 'sets'), sets);
    const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', script, 'sh', folder], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(tablesOf(stdout)).toEqual(tablesOf(text));
  });
});

/** The lines of each table, without counters and comments. */
function tablesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .replaceAll(/^#.*\n/gm, '')
      .replaceAll(/ \[\d+:\d+\]$/gm, '')
      .split(/(?<=^COMMIT\n)/m)
      .map((table) => [table.split('\n')[0] ?? '', table]),
  );
}
