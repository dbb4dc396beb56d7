import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireKernel } from './judge/requireKernel.js';

const asked = requireKernel();
const program = fileURLToPath(new URL('../../bin/calitrace.js', import.meta.url));

/** A node with rules of both backends, a set and a route, in a namespace that is gone behind it. */
const made = `
echo 1 > /proc/sys/net/ipv4/ip_forward
ip link set lo up
ip link add eth0 type veth peer name other
ip link set eth0 addrgenmode none; ip link set other addrgenmode none
ip addr add 192.0.2.1/24 dev eth0
ip link set eth0 up; ip link set other up
ip route add 10.9.0.0/16 via 192.0.2.9
ipset create friends hash:ip
ipset add friends 192.0.2.7
iptables-legacy -t nat -A PREROUTING -p tcp --dport 81 -j DNAT --to-destination 10.9.0.2:80
iptables-nft -P FORWARD DROP
iptables-nft -A FORWARD -m set --match-set friends src -p tcp --dport 80 -j ACCEPT
ip6tables-nft -A INPUT -p tcp --dport 22 -j DROP
all() { iptables-legacy-save; iptables-nft-save; ip6tables-legacy-save; ip6tables-nft-save; ipset save; ip addr; ip route show table all; ip rule; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; }
said() { all 2>/dev/null | grep -v '^#' | sed 's/\\[[0-9:]*\\]//'; }
`;

function inNamespace(script: string): string {
  return execFileSync('unshare', ['-n', 'sh', '-ec', made + script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, CALITRACE: program, NODE: process.execPath },
  });
}

describe.skipIf(!asked)('a node that is read', () => {
  it(
    'tells all of it, gives the same trace by its snapshot, and stays as it was',
    { timeout: 60_000 },
    () => {
      const output = inNamespace(`
folder=$(mktemp -d)
said > $folder/before
packet="-s 192.0.2.7 -d 192.0.2.1 --dport 81 -i eth0"
$NODE $CALITRACE trace --live $packet > $folder/live
$NODE $CALITRACE snapshot > $folder/node.calitrace
$NODE $CALITRACE trace $packet $folder/node.calitrace > $folder/later
$NODE $CALITRACE lint --live > /dev/null
said > $folder/after
cat $folder/live
echo ==
cmp $folder/live $folder/later && echo same trace
diff $folder/before $folder/after && echo untouched
grep -c . $folder/before
rm -r $folder`);
      const [trace = '', rest = ''] = output.split('==\n');
      expect(trace).toContain('nat (legacy) PREROUTING 1');
      expect(trace).toContain('10.9.0.0/16 via 192.0.2.9 dev eth0');
      expect(trace).toContain('FORWARDED out eth0, by filter (nft) FORWARD rule 1');
      expect(rest).toMatch(/^same trace\nuntouched\n\d\d+\n$/);
    },
  );

  it('has tables of nftables that may do something', { timeout: 60_000 }, () => {
    const output = inNamespace(`
nft -f - <<'END'
table inet edge {
  chain in { type filter hook input priority 10; policy accept; tcp dport 80 jump deny; }
  chain deny { counter; log prefix "x" limit rate 3/second reject; }
  chain through { type filter hook forward priority -5; policy accept; counter; ct state established accept; }
  chain before { type nat hook prerouting priority dstnat; policy accept; ip daddr 192.0.2.9 dnat ip to 192.0.2.8; }
  map ways { type inet_service : verdict; elements = { 7 : drop }; }
  chain out { type filter hook output priority 0; policy accept; tcp dport vmap @ways; }
}
table ip6 other { chain in { type filter hook input priority 0; policy drop; }; }
table ip quiet { chain in { type filter hook input priority 0; policy accept; counter; }; }
table netdev door { chain in { type filter hook ingress device eth0 priority 3; policy accept; ip saddr 192.0.2.66 drop; }; }
END
nft list ruleset > before
$NODE $CALITRACE trace --live -s 192.0.2.7 -d 192.0.2.1 --dport 81 -i eth0 2>&1
nft list ruleset | cmp - before && echo untouched
nft add chain ip filter mine '{ type filter hook input priority -5; policy drop; }'
$NODE $CALITRACE trace --live -s 192.0.2.7 -d 192.0.2.1 --dport 81 -i eth0 2>&1
rm before`);
    const left = 'of nftables, which iptables does not print, is taken to leave the packet alone: ';
    const said = output
      .replaceAll(/\n? {2,}/g, ' ')
      .split('\n')
      .filter((line) => /nftables|untouched|base chains/.test(line));
    const tables = [
      `assumed table inet edge ${left}chains in (input, priority 10), before (prerouting, priority -100), out (output, priority 0)`,
      `assumed table netdev door ${left}chain in (ingress, priority 3)`,
    ];
    expect(said).toEqual([
      ...tables,
      'untouched',
      'assumed table filter holds base chains that iptables cannot print (nft list ruleset shows them): taken to leave the packet alone',
      ...tables,
    ]);
  });
});
