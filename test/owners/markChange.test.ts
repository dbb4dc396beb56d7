import { describe, expect, test } from 'vitest';
import { describeMarkChange } from '../../src/owners/describe.js';
import { rulesetOf } from './rulesetOf.js';

const ruleset = rulesetOf(`*raw
:PREROUTING ACCEPT [0:0]
:cali-PREROUTING - [0:0]
-A cali-PREROUTING -j MARK --set-xmark 0x0/0xf0000
-A cali-PREROUTING -i cali+ -j MARK --set-xmark 0x40000/0x40000
-A cali-PREROUTING -m mark --mark 0x10000/0x10000 -j ACCEPT
COMMIT
*nat
:KUBE-MARK-MASQ - [0:0]
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
COMMIT
*filter
:KUBE-POD-FW-ABCDEFGHIJKLMNOP - [0:0]
:cali-set-endpoint-mark - [0:0]
:cali-sm-cali1 - [0:0]
-A KUBE-POD-FW-ABCDEFGHIJKLMNOP -j MARK --set-xmark 0x10000/0x10000
-A cali-set-endpoint-mark -j MARK --set-xmark 0x100000/0xfff00000
-A cali-sm-cali1 -j MARK --set-xmark 0x45100000/0xfff00000
COMMIT
`);

describe('a change of the mark, in names', () => {
  const cases: [number, number, string][] = [
    [0, 0, ''],
    [0x4000, 0x4000, ''],
    [0, 0x40000, '+workload (Calico)'],
    [0x60000, 0, '-pass -workload (Calico)'],
    [0, 0x4000, '+masquerade (kube-proxy)'],
    [0x20000, 0x4000, '-pass (Calico), +masquerade (kube-proxy)'],
    [0, 0x10000, '+accept (Calico), +policy-matched (kube-router)'],
    [0x40, 0x8, '+0x8 -0x40'],
    [0, 0x40040, '+workload (Calico), +0x40'],
    [0, 0x45100000, 'endpoint=0x45100000 (Calico)'],
    [0x45100000, 0, '-endpoint (Calico)'],
    [0, 0x100000, '+non-endpoint (Calico)'],
    [0x40000, 0x100000, '-workload +non-endpoint (Calico)'],
  ];
  test.each(cases)('0x%s', (from, to, words) => {
    expect(describeMarkChange(ruleset, from, to)).toBe(words);
  });

  test.each([
    ['cali-PREROUTING', '+workload (Calico)'],
    ['cali-po-_s55dqNlCvZFjms6BfgW', '+scratch (Calico)'],
    ['cali-pri-kns.default', '+scratch (Calico)'],
    ['cali-tw-cali1', '+scratch (Calico)'],
    ['cali-to-wl-dispatch', '+workload (Calico)'],
  ])('a bit that is used twice, in %s', (chain, words) => {
    expect(describeMarkChange(ruleset, 0, 0x40000, chain)).toBe(words);
  });

  test('without any owner the bits speak for themselves', () => {
    const plain = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n');
    expect(describeMarkChange(plain, 0, 0xf0000000)).toBe('+0xf0000000');
  });

  test.each([
    [0, 0x4000, '+ingress-drop (Azure NPM), +masquerade (kube-proxy)'],
    [0x2000, 0x5000, '-ingress-allowed +egress-drop (Azure NPM), +masquerade (kube-proxy)'],
  ])('of two owners that know nothing of each other: 0x%s', (from, to, words) => {
    const azure = rulesetOf(`*nat
:KUBE-MARK-MASQ - [0:0]
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
COMMIT
*filter
:AZURE-NPM-INGRESS-1 - [0:0]
:AZURE-NPM-INGRESS-ALLOW-MARK - [0:0]
:AZURE-NPM-EGRESS-1 - [0:0]
-A AZURE-NPM-INGRESS-1 -j MARK --set-xmark 0x4000/0xffffffff
-A AZURE-NPM-INGRESS-ALLOW-MARK -j MARK --set-xmark 0x2000/0xffffffff
-A AZURE-NPM-EGRESS-1 -j MARK --set-xmark 0x5000/0xffffffff
COMMIT
`);
    expect(describeMarkChange(azure, from, to)).toBe(words);
  });
});
