import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { isSnapshotText, readSnapshot } from '../../src/snapshot/readSnapshot.js';
import type { Snapshot } from '../../src/snapshot/snapshot.js';
import { writeSnapshot } from '../../src/snapshot/writeSnapshot.js';

const sample: Snapshot = {
  takenAt: '2026-05-01T08:30:00.000Z',
  host: 'node-7',
  kernel: '6.1.0-21-amd64',
  redacted: false,
  missing: ['ipvsadm is not installed: the services of IPVS are not known'],
  outputs: [
    {
      holds: 'tables',
      family: 4,
      backend: 'nft',
      command: ['iptables-nft-save', '-c'],
      status: 0,
      lines: [
        '*filter',
        ':__proto__ - [0:0]',
        '-A INPUT -m comment --comment "\xff\xc3\xa4\x1b[0m\xed\xa0\x80"',
        'COMMIT',
      ],
      errors: [],
    },
    { holds: 'addresses', command: ['ip', '-j', 'addr'], status: 1, lines: [], errors: ['no \x80'] },
  ],
  nftables: [
    { command: ['nft', '-j', 'list', 'chains'], status: 0, lines: ['{"nftables": []}'], errors: ['\x80'] },
  ],
  sysctls: ['net.ipv4.ip_forward = 1'],
};

/** As a file holds it: one character a byte. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const schema = JSON.parse(
  readFileSync(new URL('../../docs/schemas/calitrace.snapshot.schema.json', import.meta.url), 'utf8'),
) as object;
const valid = new Ajv().compile(schema);

describe('the file of a snapshot', () => {
  it('is as its schema says', () => {
    expect(valid(JSON.parse(writeSnapshot(sample)))).toBe(true);
    expect(valid({ format: 'calitrace.snapshot', version: 1 })).toBe(false);
  });

  it('comes back as it was written, bytes that are no UTF-8 included', () => {
    const text = writeSnapshot(sample);
    expect(text).toContain('"-A INPUT -m comment --comment \\"\\udcffä\\u001b[0m\\udced\\udca0\\udc80\\""');
    expect(isSnapshotText(bytes(text))).toBe(true);
    expect(readSnapshot(bytes(text))).toEqual({ kind: 'snapshot', snapshot: sample });
  });

  const base = { format: 'calitrace.snapshot', version: 1, outputs: [] };
  const output = { holds: 'tables', family: 4, backend: 'nft', lines: [] };
  it.each<[name: string, value: unknown, message: string]>([
    [
      'another version',
      { ...base, version: 2 },
      'the snapshot is of version 2; this calitrace reads version 1',
    ],
    ['no version', { format: base.format, outputs: [] }, '"version" is not 1'],
    [
      'another format',
      { ...base, format: 'other', note: base.format },
      'this is no snapshot: "format" is not "calitrace.snapshot"',
    ],
    ['no outputs', { format: base.format, version: 1 }, '"outputs" is not a list'],
    ['what nft told is no list', { ...base, nftables: 'x' }, '"nftables" is not a list'],
    ['what nft told has no lines', { ...base, nftables: [{ command: [] }] }, '"lines" is not a list'],
    ['an output that is text', { ...base, outputs: ['x'] }, 'number 1 of "outputs" is not an object'],
    [
      'an unknown kind',
      { ...base, outputs: [{ ...output, holds: 'secrets' }] },
      '"holds" is not one of tables, sets, addresses, routes, rules, ipvs',
    ],
    [
      'rules without a family',
      { ...base, outputs: [{ holds: 'rules', lines: [] }] },
      'an output that holds rules needs a "family", 4 or 6',
    ],
    [
      'tables without a backend',
      { ...base, outputs: [{ holds: 'tables', family: 4, lines: [] }] },
      'an output that holds tables needs a "backend", "legacy" or "nft"',
    ],
    ['a wrong family', { ...base, outputs: [{ ...output, family: '4' }] }, '"family" is not 4 or 6'],
    [
      'a wrong backend',
      { ...base, outputs: [{ ...output, backend: 'ebtables' }] },
      '"backend" is not "legacy" or "nft"',
    ],
    [
      'a status in words',
      { ...base, outputs: [{ ...output, status: 'fine' }] },
      '"status" is not an exit status',
    ],
    [
      'a line that is a number',
      { ...base, outputs: [{ ...output, lines: ['*nat', 7] }] },
      'number 2 of "lines" is not text',
    ],
    [
      'two lines in one',
      { ...base, outputs: [{ ...output, lines: ['*nat\nCOMMIT'] }] },
      'number 1 of "lines" holds the end of a line',
    ],
    ['redacted in words', { ...base, redacted: 'no' }, '"redacted" is not true or false'],
  ])('%s is told', (_, value, message) => {
    expect(valid(value)).toBe(false);
    const read = readSnapshot(JSON.stringify(value, undefined, 1));
    expect(read).toMatchObject({ kind: 'none', problem: { message, code: 'snapshot', severity: 'error' } });
  });

  it('and another behind it are two, which are told apart', () => {
    const text = writeSnapshot({ ...sample, outputs: [] });
    const message = 'a second document begins here: a snapshot is one';
    const line = text.split('\n').length;
    expect(readSnapshot(text + text)).toMatchObject({ kind: 'none', problem: { message, line, column: 1 } });
  });

  it('is told with its place', () => {
    const text = writeSnapshot({ ...sample, outputs: [] }).replace('"version": 1', '"version": [1]');
    expect(readSnapshot(text)).toMatchObject({
      problem: { line: 3, column: 2, excerpt: ' "version": [1],' },
    });
  });

  it('that was cut is told with its end', () => {
    expect(readSnapshot(bytes(writeSnapshot(sample).slice(0, 300)))).toMatchObject({
      kind: 'none',
      problem: { severity: 'error' },
    });
  });

  it('takes nothing from an object that everyone has', () => {
    const text = '{ "format": "calitrace.snapshot", "version": 1, "__proto__": { "outputs": [] } }';
    expect(readSnapshot(text)).toMatchObject({ problem: { message: '"outputs" is not a list' } });
  });
});
