import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { processPrograms } from '../../src/cli/processPrograms.js';
import { requireKernel } from './judge/requireKernel.js';

const asked = requireKernel() && processPrograms().has('conntrack');
const program = fileURLToPath(new URL('../../bin/calitrace.js', import.meta.url));

/** A node that sends two datagrams to an address that nat translates, and that nobody answers; counters are those of the second one. */
const script = `
ip link set lo up
ip link add eth0 type veth peer name other
ip link set eth0 addrgenmode none; ip link set other addrgenmode none
ip addr add 192.0.2.1/24 dev eth0
ip link set eth0 up; ip link set other up
ip neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0
iptables-nft -t nat -A OUTPUT -p udp --dport 53 -j DNAT --to-destination 192.0.2.9:5353
iptables-nft -A OUTPUT -p udp -m conntrack --ctstate ESTABLISHED -j DROP
iptables-nft -A OUTPUT -p udp -m conntrack --ctstate NEW --ctstatus CONFIRMED -j ACCEPT
iptables-nft -A OUTPUT -p udp --dport 5353 -j REJECT
send() { perl -e 'use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "192.0.2.7", PeerPort => 53, LocalAddr => "192.0.2.1", LocalPort => 40000); $s->send("hi");'; }
iptables-nft -I OUTPUT -p udp -j ACCEPT
send
iptables-nft -D OUTPUT 1
iptables-nft -Z
iptables-nft -t nat -Z
send
folder=$(mktemp -d)
iptables-nft-save -c > $folder/dump
conntrack -L -p udp 2>/dev/null > $folder/line
ip -j addr > $folder/addrs; ip -j route show table all > $folder/routes
cat $folder/dump; echo ==
cat $folder/line; echo ==
packet="-s 192.0.2.1 -d 192.0.2.7 -p udp --sport 40000 --dport 53"
COLUMNS=200 $NODE $CALITRACE trace --live $packet; echo ==
COLUMNS=200 $NODE $CALITRACE trace $folder/dump --addrs $folder/addrs --routes $folder/routes --from-log "$(cat $folder/line)"
rm -r $folder
`;

describe.skipIf(!asked)('a connection that conntrack has, unanswered', () => {
  it('is NEW and translated, as the kernel does it', () => {
    const output = execFileSync('unshare', ['-n', 'sh', '-ec', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, CALITRACE: program, NODE: process.execPath },
    });
    const [dump = '', line = '', live = '', logged = ''] = output.split('==\n');
    const counted = dump.split('\n').filter((rule) => /^\[1:\d+\] -A/.test(rule));
    expect(counted.map((rule) => rule.replace(/^\S+ /, ''))).toEqual([
      '-A OUTPUT -p udp -m conntrack --ctstate NEW --ctstatus CONFIRMED -j ACCEPT',
    ]);
    expect(line).toMatch(/src=192\.0\.2\.1 dst=192\.0\.2\.7 .*\[UNREPLIED\] src=192\.0\.2\.9/);
    expect(live).toContain('its connection is as conntrack on this machine has it: udp');
    for (const trace of [live, logged]) {
      expect(trace).toMatch(/^packet .* NEW/m);
      expect(trace).toContain('translated as the first packet was; the nat table is not consulted');
      expect(trace).toContain('destination 192.0.2.7:53 → 192.0.2.9:5353');
      expect(trace).toMatch(/^SENT +out eth0, by filter OUTPUT rule 2/m);
    }
  });
});
