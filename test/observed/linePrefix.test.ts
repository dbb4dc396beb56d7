import { describe, expect, it } from 'vitest';
import { byPrefix, linePrefix, ofPrefix } from '../../src/observed/linePrefix.js';

const rulesWith = byPrefix(
  ['', 'calico-packet: ', 'drop', 'my drop', 'DPI|default', 'elsewhere', 'not my drop'].map((prefix) => ({
    prefix,
  })),
);

describe('the prefix of a line of a log', () => {
  const rows: readonly (readonly [before: string, prefix: string, rules: readonly string[]])[] = [
    ['calico-packet: ', 'calico-packet:', ['calico-packet: ']],
    ['[46490.083605] calico-packet: ', 'calico-packet:', ['calico-packet: ']],
    ['[    1.083605] drop', 'drop', ['drop']],
    ['[Sun Nov 22 03:00:00 2026] calico-packet: ', 'calico-packet:', ['calico-packet: ']],
    ['kern  :warn  : [46490.083605] drop', 'drop', ['drop']],
    ['<4>[46490.083605] drop', 'drop', ['drop']],
    ['Nov 22 03:00:01 node-1 kernel: my drop', 'my drop', ['my drop']],
    ['Nov  2 03:00:01 node-1 kernel: [46490.083605] drop', 'drop', ['drop']],
    ['2026-11-22T03:00:01.123456+00:00 node-1 kernel: drop', 'drop', ['drop']],
    ['Nov 22 03:00:01 node-1 DPI|default ', 'DPI|default', ['DPI|default']],
    ['[46490.083605] ', '', ['']],
    ['Nov 22 03:00:01 node-1 kernel: ', '', ['']],
    ['', '', ['']],
    // The longest with which it ends, where something stands before it that no log writes.
    ['pod/logger my drop', 'pod/logger my drop', ['my drop']],
    ['[46490.083605] other: ', 'other:', []],
    // A rule that cannot have written the line does not count, however long its prefix.
    ['[46490.083605] elsewhere', 'elsewhere', []],
    ['pod/logger not my drop', 'pod/logger not my drop', ['my drop']],
  ];
  it.each(rows)('%s', (before, prefix, rules) => {
    expect(linePrefix(before)).toBe(prefix);
    const found = ofPrefix(before, rulesWith, (rule) => !/elsewhere|not/.test(rule.prefix));
    expect(found.map((rule) => rule.prefix)).toEqual(rules);
  });
});
