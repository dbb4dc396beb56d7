import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const line = 'trace -s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1 --format json -';

async function premises(...dump: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(line, { stdin: dump.map((each) => `${each}\n`).join('') });
  const { premises: told } = JSON.parse(stdout) as { premises: { text: string }[] };
  return told.map(({ text }) => text);
}

describe('what an excerpt leaves out is told as assumed', () => {
  const rule = '-A FORWARD -s 10.0.0.0/8 -p udp -j DROP';
  it.each([
    ['the table', [rule], /under no "\*table" line .* taken as of table filter/],
    [
      'a policy',
      ['*filter', rule, 'COMMIT'],
      /^the policy of filter FORWARD is not in the dump: taken as ACCEPT$/,
    ],
    ['COMMIT', ['*filter', ':FORWARD DROP', rule], /ends without COMMIT at line 4: taken as whole$/],
    ['lines', ['*filter', ':FORWARD DROP', '...', rule, 'COMMIT'], /^line 3 of the dump left out/],
    [
      'a rule that is quoted',
      ['*filter', ':FORWARD DROP', `> ${rule}`, 'COMMIT'],
      /^line 3 of the dump left out/,
    ],
  ])('%s', async (_, dump, says) => {
    expect(await premises(...dump)).toContainEqual(expect.stringMatching(says));
  });

  it.each([
    ['as it is', []],
    ['in a fence', ['```']],
    ['behind a greeting', ['***********', '** WELCOME **', '***********']],
    ['behind a prompt', ['root@node:~# iptables-save']],
  ])('and nothing is, where nothing is left out: %s', async (_, before) => {
    const told = await premises(...before, '*filter', ':FORWARD DROP', rule, 'COMMIT');
    expect(told.join('\n')).not.toMatch(/policy|COMMIT|left out|table filter/);
  });
});

describe('what decides beside the rules is told as assumed', () => {
  const calico = (remark: string): string =>
    `-A FORWARD -m comment --comment "cali:suiLIlmySuKxS-fY" -m comment --comment "${remark}" -m mark --mark 0x1000000/0x1000000 -j ACCEPT`;
  it.each([
    [
      'the eBPF programs of Calico',
      [':FORWARD DROP', calico('Pre-approved by BPF programs.')],
      ["Calico's eBPF programs, which hold"],
    ],
    ['none of them', [':FORWARD DROP', calico('Policy explicitly accepted packet.')], []],
    [
      'those of Cilium',
      [':FORWARD DROP', ':CILIUM_FORWARD -', '-A FORWARD -j CILIUM_FORWARD'],
      ["Cilium's eBPF programs, which hold"],
    ],
  ])('%s', async (_, lines, says) => {
    const told = await premises('*filter', ...lines, 'COMMIT');
    expect(told.flatMap((text) => /.*eBPF programs, which hold/.exec(text) ?? [])).toEqual(says);
    const flows = `version: 1\nflows: [{ name: one, packet: '-s 192.0.2.1 -d 192.0.2.2 -i a -o b', expect: dropped }]\n`;
    const files = { dump: ['*filter', ...lines, 'COMMIT', ''].join('\n'), 'flows.yaml': flows };
    for (const line of [
      'lint dump',
      'reach --verdict dropped dump',
      'explain FORWARD dump',
      'graph dump',
      'test flows.yaml dump',
    ]) {
      const { stderr } = await run(line, { files, columns: 300 });
      expect(stderr.match(/^dump: warning: .*(?= \[decided-elsewhere\]$)/gm) ?? []).toEqual(
        says.map((sentence) => expect.stringContaining(`dump: warning: ${sentence}`) as unknown),
      );
    }
    const { stderr } = await run('diff dump dump', { files, columns: 300 });
    expect(stderr.match(/\[decided-elsewhere\]$/gm) ?? []).toHaveLength(2 * says.length);
  });
});

describe('what may have spoilt a line is the hint of an error', () => {
  const print = 'a program for texts or chats';
  const terminal = 'what steers a terminal';
  it.each([
    ['a dash of print', '-A FORWARD –p tcp -j DROP', print],
    ['a dash of print before an option', '-A FORWARD -p tcp —dport 22 -j DROP', print],
    ['quotes of print', '-A FORWARD -m comment --comment “two words” -j DROP', print],
    ['a blank that keeps words together', '-A FORWARD\u00a0-j DROP', print],
    ['a dash of print in place of a policy', ':C – [0:0]', print],
    ['a colour', '\x1b[1m-A FORWARD -j DROP', terminal],
    ['none of them', '-A FORWARD foo', undefined],
    ['in quotes they are none', '-A FORWARD foo -m comment --comment "a – b"', undefined],
  ])('%s', async (_, line, hint) => {
    const { stderr } = await run('parse --format none', {
      stdin: `*filter\n:FORWARD ACCEPT [0:0]\n${line}\nCOMMIT\n`,
    });
    expect(stderr).toMatch(/^stdin:3:\d+: error: /);
    expect(/hint: (.*?) (?:has put|stands)/.exec(stderr)?.[1]).toBe(hint);
  });
});
