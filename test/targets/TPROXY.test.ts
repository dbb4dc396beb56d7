import { expect, test } from 'vitest';
import TPROXY from '../../src/targets/TPROXY.js';
import { accepts, outcomeOf, sketch } from './support.js';

test.each([
  ['-p tcp| --on-port 8080', 'tproxy:8080 ? ACCEPT : DROP', 0, 0],
  ['-p tcp| --on-port 0 --tproxy-mark 0x1/0xff', 'tproxy:0 ? ACCEPT : DROP', 1, 0xff],
  ['-p udp| --on-port http --on-ip 127.0.0.1 --tproxy-mark 2', 'tproxy:80 ? ACCEPT : DROP', 2, 0xffffffff],
])('TPROXY %s', (options, outcome, value, mask) => {
  const found = outcomeOf(TPROXY, options);
  expect(sketch(found)).toBe(outcome);
  expect(found).toMatchObject({ yes: { effects: [{ kind: 'tproxy', value, mask }] }, no: { effects: [] } });
});

test.each([
  [4, '-p tcp| --on-ip 10.0.0.1', 'refused'],
  [4, '-p tcp| --on-port x', 'refused'],
  [6, '-p tcp| --on-port 1 --on-ip 10.0.0.1', 'refused'],
  [6, '-p tcp| --on-port 1 --on-ip ::1', 'OK'],
] as const)('IPv%s TPROXY %s: %s', (family, options, answer) => {
  expect(accepts(TPROXY, options, family)).toBe(answer);
});
