import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';

const packet = 'trace -s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1 --dport 80';

describe('what stands behind the deciding rule', () => {
  const rows: readonly (readonly [name: string, rules: readonly string[], said: string | undefined])[] = [
    [
      'a deny before an allow',
      ['-j DROP', '-s 10.0.0.0/8 -j ACCEPT'],
      'rule 2 of FORWARD stands behind it: no packet reaches it',
    ],
    [
      'two rules',
      ['-j DROP', '-s 10.0.0.0/8 -j ACCEPT', '-j LOG'],
      'rules 2 and 3 of FORWARD stand behind it',
    ],
    [
      'many',
      ['-m comment --comment all -j REJECT', '-j LOG', '-j LOG', '-j LOG'],
      'rules 2 to 4 of FORWARD stand behind it',
    ],
    ['a walk that is cut, behind which packets go on', ['-j FORWARD', '-j DROP'], undefined],
    ['nothing follows', ['-j DROP'], undefined],
    ['packets of others pass', ['-s 10.0.0.1/32 -j DROP', '-j ACCEPT'], undefined],
    [
      'packets of others pass a draw',
      ['-m statistic --mode random --probability 0.5 -j DROP', '-j DROP'],
      undefined,
    ],
  ];
  for (const [name, rules, said] of rows) {
    it(name, async () => {
      const dump = [
        '*filter',
        ':FORWARD ACCEPT [0:0]',
        ...rules.map((rule) => `-A FORWARD ${rule}`),
        'COMMIT',
        '',
      ].join('\n');
      const { stdout } = await run(packet, { stdin: dump });
      if (said === undefined) expect(stdout).not.toContain('behind it');
      else expect(stdout).toContain(said);
    });
  }
});
