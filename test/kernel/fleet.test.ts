import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireKernel } from './judge/requireKernel.js';

const program = fileURLToPath(new URL('../../bin/calitrace.js', import.meta.url));

/** Runs calitrace in a namespace of its own, with what a pod of docs/fleet/daemonset.yaml may do, and no more. */
function asPod(
  made: string,
  capabilities: string,
  command: string,
): { readonly stdout: string; readonly stderr: string } {
  const least = `setpriv --no-new-privs --bounding-set=-all,${capabilities} --inh-caps=-all --ambient-caps=-all`;
  const script = `${made}\nexec ${least} '${process.execPath}' '${program}' ${command}`;
  return spawnSync('unshare', ['-n', 'sh', '-ec', script], { encoding: 'utf8' });
}

const nft =
  'iptables-nft -A INPUT -s 192.0.2.0/24 -j DROP; iptables-nft -A INPUT -s 192.0.2.1 -j ACCEPT; ipset create guests hash:ip';
const both = `${nft}; iptables-legacy -A FORWARD -s 192.0.2.9 -j DROP`;

describe.skipIf(!requireKernel())('with NET_ADMIN alone', () => {
  it('a snapshot has the rules and sets of iptables-nft, and lint reads them', () => {
    const { stdout, stderr } = asPod(nft, '+net_admin', 'snapshot');
    expect(stdout).toContain('-A INPUT -s 192.0.2.0/24 -j DROP');
    expect(stderr).not.toMatch(/denied|not permitted/i);
    expect(asPod(nft, '+net_admin', 'lint --live').stdout).toMatch(/deny-before-allow/);
  });

  it('rules of iptables-legacy are told to be missing; NET_RAW besides shows them', () => {
    expect(asPod(both, '+net_admin', 'snapshot').stderr).toMatch(
      /iptables-legacy-save -c failed.*: the IPv4 rules of iptables-legacy, which this kernel has, are not known/,
    );
    expect(asPod(both, '+net_admin,+net_raw', 'snapshot').stdout).toContain(
      '-A FORWARD -s 192.0.2.9/32 -j DROP',
    );
  });
});
