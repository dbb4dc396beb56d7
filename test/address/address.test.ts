import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../src/address/address.js';

describe('an IPv4 address as text', () => {
  it.each([
    [0, '0.0.0.0'],
    [1, '0.0.0.1'],
    [0x0a000102, '10.0.1.2'],
    [0x7fffffff, '127.255.255.255'],
    [0x80000000, '128.0.0.0'],
    [0xff00ff00, '255.0.255.0'],
    [0xffffffff, '255.255.255.255'],
  ])('%d is %s', (address, text) => {
    expect([writeAddress(address), readAddress(text)]).toEqual([text, address]);
  });
});

describe('an IPv6 address as text', () => {
  it.each([
    ['fe80::1', 'fe80::1'],
    ['FE80:0::0:1', 'fe80::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['fe80::1%eth0', undefined],
    ['fe80:::1', undefined],
    ['fe80::1/64', undefined],
  ])('%s is %s', (text, written) => {
    const value = readAddress(text);
    expect(value === undefined ? undefined : writeAddress(value)).toBe(written);
  });
});
