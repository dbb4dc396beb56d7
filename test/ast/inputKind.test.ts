import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dumpTextOf } from '../../src/ast/dumpText.js';
import { inputKind } from '../../src/ast/inputKind.js';

const fixtures = join(import.meta.dirname, '../fixtures/dumps');

function codeOf(text: string): string {
  const kind = inputKind(dumpTextOf(text));
  return kind.kind === 'dump' ? 'dump' : kind.problem.code;
}

describe('what is no dump is recognised', () => {
  test.each<[name: string, text: string, code: string]>([
    ['nothing', '', 'empty-input'],
    ['blanks', ' \n\t\n', 'empty-input'],
    [
      'iptables-nft-save where all rules are of the other backend',
      '# Warning: ip6tables-legacy tables present, use ip6tables-legacy-save to see them\n',
      'other-backend-input',
    ],
    [
      'iptables-nft-save where all tables are of nft',
      "# Table `filter' is incompatible, use 'nft' tool.\n\n",
      'incompatible-input',
    ],
    ['gzip', '\x1f\x8b\x08\0\0\0', 'compressed-input'],
    ['xz', '\xfd7zXZ\0', 'compressed-input'],
    ['ELF', '\x7fELF\x02\x01', 'binary-input'],
    ['other binary', '\x01\x02\x03\0\0\0ab\x05\x06', 'binary-input'],
    ['UTF-16', '\xff\xfe*\0f\0i\0', 'utf-16-input'],
    ['UTF-16 without mark', '*\0f\0i\0l\0t\0', 'utf-16-input'],
    ['UTF-16 the other way round', '\0*\0f\0i\0l\0t', 'utf-16-input'],
    ['HTML', '<!DOCTYPE html><html>', 'markup-input'],
    ['JSON', '{\n  "nftables": [', 'json-input'],
    ['JSON list', '[{"ifindex":1}]', 'json-input'],
    [
      'iptables -L',
      'Chain INPUT (policy ACCEPT)\ntarget     prot opt source    destination\n',
      'iptables-list-input',
    ],
    ['iptables -L -v', 'Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n', 'iptables-list-input'],
    ['iptables -L of one chain', 'Chain cali-FORWARD (1 references)\n', 'iptables-list-input'],
    ['iptables -S', '-P INPUT ACCEPT\n-N KUBE-SERVICES\n-A INPUT -j DROP\n', 'iptables-rules-input'],
    ['iptables -S of one chain', '-N KUBE-SERVICES\n-A KUBE-SERVICES -j RETURN\n', 'iptables-rules-input'],
    ['nft list ruleset', 'table ip filter {\n\tchain INPUT {\n', 'nft-input'],
    ['ipset save', 'create a hash:ip family inet\nadd a 192.0.2.1\n', 'ipset-input'],
    ['ipset list', 'Name: a\nType: hash:ip\n', 'ipset-input'],
    ['old ipset save', '-N a iphash --hashsize 1024\n-A a 192.0.2.1\n', 'ipset-input'],
    ['ip addr', '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc\n', 'addresses-input'],
    ['ip route', 'default via 192.0.2.1 dev eth0\n', 'routes-input'],
    ['ip rule', '0:\tfrom all lookup local\n', 'routes-input'],
    [
      'ipvsadm -Sn',
      '-A -t 10.96.0.1:443 -s rr\n-a -t 10.96.0.1:443 -r 192.0.2.1:6443 -m -w 1\n',
      'ipvs-input',
    ],
    [
      'conntrack -L',
      'tcp      6 86399 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [ASSURED]\n',
      'packets-input',
    ],
    ['dmesg', '[1.0] web: IN=eth0 OUT= MAC= SRC=10.0.0.1 DST=10.0.0.2 LEN=60\n', 'packets-input'],
    ['script', '#!/bin/sh\niptables -F\n', 'script-input'],
    ['commands', 'iptables -t nat -A POSTROUTING -j MASQUERADE\n', 'script-input'],
  ])('%s', (_name, text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});

describe('what belongs elsewhere is told where', () => {
  test.each([
    ['[{"ifindex":1,"ifname":"lo","flags":[]}]', '--addrs FILE'],
    ['[{},{"ifindex":2,"ifname":"eth0"}]', '--addrs FILE'],
    ['[\n  {"dst": "default", "dev": "eth0"}]', '--routes FILE'],
    ['[{"type":"local","dst":"10.0.0.1"}]', '--routes FILE'],
    ['[{"priority":0,"src":"all","table":"local"}]', '--rules FILE'],
    ['{"apiVersion":"v1","items":[]}', '--names FILE'],
    ['apiVersion: v1\nitems: []\n', '--names FILE'],
    ['---\napiVersion: projectcalico.org/v3\n', '--names FILE'],
    ['# by me\nversion: 1\ndumps: [node.save]\nflows:\n  - name: x\n', 'calitrace test FILE'],
    ['{"nftables": []}', 'iptables-nft-save'],
    ['{"rules": []}', 'run iptables-save'],
  ])('%j', (text, where) => {
    const kind = inputKind(dumpTextOf(text));
    expect(kind.kind === 'other' ? kind.problem.hint : 'a dump').toContain(where);
  });
});

describe('dumps and excerpts are none of these', () => {
  test.each(readdirSync(fixtures))('%s', (name) => {
    expect(codeOf(readFileSync(join(fixtures, name), 'latin1'))).toBe('dump');
  });

  test.each([
    ['a table alone', '*filter\nCOMMIT\n'],
    ['rules alone', '-A INPUT -s 192.0.2.1/32 -j DROP\n'],
    ['chains alone', ':INPUT ACCEPT [0:0]\n'],
    ['commands within a table', '*filter\n-P INPUT DROP\n-N WEB\nCOMMIT\n'],
    ['with a prompt', '[root@node ~]# iptables-save\n*filter\nCOMMIT\n'],
    ['with words of YAML before it', 'apiVersion: v1\nflows:\n*filter\nCOMMIT\n'],
    ['with another list behind', '*filter\nCOMMIT\ncreate a hash:ip\n'],
  ])('%s', (_name, text) => {
    expect(codeOf(text)).toBe('dump');
  });
});

test('says what to run instead', () => {
  const kind = inputKind(dumpTextOf('Chain INPUT (policy ACCEPT)\n'));
  expect(kind.kind === 'other' ? kind.problem : undefined).toMatchObject({
    severity: 'error',
    expected: 'the output of iptables-save',
    hint: 'run iptables-save (for IPv6 ip6tables-save) as root and give its output',
  });
});
