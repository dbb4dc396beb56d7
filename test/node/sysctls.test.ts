import { describe, expect, it } from 'vitest';
import { forwards, readSysctls, reversePathFilter } from '../../src/node/sysctls.js';

const sysctls = readSysctls([
  'net.ipv4.ip_forward = 1',
  'net.ipv4.conf.eth0/100.forwarding = 0',
  'net.ipv4.conf.all.rp_filter = 0',
  'net.ipv4.conf.eth0.rp_filter = 2',
  'net.ipv6.conf.all.forwarding = 0',
  'no setting',
]);

describe('settings of the kernel', () => {
  it.each<[family: 4 | 6, name: string, answer: boolean | undefined]>([
    [4, 'eth0', true],
    [4, 'eth0.100', false],
    [6, 'eth0', false],
  ])('forwarding, IPv%s by %s: %s', (family, name, answer) => {
    expect(forwards(sysctls, family, name)).toBe(answer);
    expect(forwards(undefined, family, name)).toBeUndefined();
  });

  it.each<[family: 4 | 6, name: string, answer: number | undefined]>([
    [4, 'eth0', 2],
    [4, 'eth1', undefined],
    [6, 'eth0', 0],
  ])('rp_filter, IPv%s by %s: %s', (family, name, answer) => {
    expect(reversePathFilter(sysctls, family, name)).toBe(answer);
  });
});
