import { expect, test } from 'vitest';
import REJECT from '../../src/targets/REJECT.js';
import { accepts, outcomeOf } from './support.js';

test.each([
  [4, '', 'icmp-port-unreachable'],
  [4, '--reject-with icmp-host-prohibited', 'icmp-host-prohibited'],
  [4, '--reject-with host-unreach', 'icmp-host-unreachable'],
  [4, '--reject-with tcp-rst', 'tcp-reset'],
  [4, '--reject-with ICMP-ADMIN', 'icmp-admin-prohibited'],
  [4, '--reject-with icmp-net', 'icmp-net-unreachable'],
  [6, '', 'icmp6-port-unreachable'],
  [6, '--reject-with adm-prohibited', 'icmp6-adm-prohibited'],
  [6, '--reject-with reject-route', 'icmp6-reject-route'],
] as const)('IPv%s REJECT %s answers %s', (family, options, detail) => {
  expect(outcomeOf(REJECT, options, family)).toEqual({ kind: 'do', effects: [], verdict: 'REJECT', detail });
});

test.each([
  [4, '--reject-with icmp6-no-route', 'refused'],
  [6, '--reject-with icmp-host-prohibited', 'refused'],
  [4, '--reject-with echo-reply', 'refused'],
  [4, '--reject-with tcp-reset', 'OK'],
  [4, '--reject-with', 'refused'],
] as const)('IPv%s REJECT %s: %s', (family, options, answer) => {
  expect(accepts(REJECT, options, family)).toBe(answer);
});
