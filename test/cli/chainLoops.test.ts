import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const filter = (...rules: readonly string[]): string =>
  [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':A - [0:0]',
    ':B - [0:0]',
    ...rules,
    'COMMIT',
    '',
  ].join('\n');

const sound = filter('-A FORWARD -p udp -j A', '-A A -j DROP');
/** Loaded by both backends, as no packet comes there. */
const uncalled = filter('-A FORWARD -p udp -j A', '-A A -j DROP', '-A B -j B');
/** Both iptables-restore 1.8.9 refuse it, also where no packet would go round. */
const called = filter('-A FORWARD -p udp -j A', '-A A -p tcp -j B', '-A B -p tcp -g A');

const refused = (dump: string): string =>
  `calitrace: ${dump}: filter B rule 1 (line 9) closes a circle of chains: the kernel refuses to load it (calitrace lint names its rules)\n`;

describe('of chains that lead back to themselves', () => {
  it.each<[line: string, old: string, now: string, status: number, stderr: string]>([
    ['diff old now', sound, uncalled, 0, ''],
    ['diff old now', sound, called, 2, refused('now')],
    ['diff old now', called, called, 2, refused('old')],
    ['reach --verdict dropped now', sound, uncalled, 0, ''],
    ['reach --verdict dropped now', sound, called, 2, refused('now')],
  ])('calitrace %s', async (line, old, now, status, stderr) => {
    expect(await run(line, { files: { old, now } })).toMatchObject({ status, stderr });
  });
});
