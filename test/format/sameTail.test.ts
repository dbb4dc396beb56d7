import { expect, it } from 'vitest';
import { run } from '../cli/run.js';

const dump = (rules: readonly string[]): string =>
  ['*filter', ':FORWARD DROP [0:0]', ...rules.map((rule) => `-A FORWARD ${rule}`), 'COMMIT', ''].join('\n');
const packet = 'trace -s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1 --dport 80';

it('a LOG that did or did not write does not print the rest twice', async () => {
  const log = '-m limit --limit 3/min -j LOG';
  const marks = [1, 2, 4, 8].map((bit) => `-j MARK --set-xmark ${bit}/${bit}`);
  const { stdout } = await run(packet, {
    stdin: dump([log, ...marks, '-m set --match-set a src -j ACCEPT']),
  });
  expect(stdout.match(/from here step by step as on paths 1 to 2/g)).toHaveLength(1);
  expect(stdout.match(/FORWARD 5 /g)).toHaveLength(1);
  expect(stdout).toContain('FORWARDED on 2 of 4 paths, DROPPED on 2 of 4 paths');
});

it('a way that changes the packet is printed whole', async () => {
  const mark = '-m limit --limit 3/min -j MARK --set-xmark 0x10/0x10';
  const log = [1, 2, 3, 4].map((number) => `-j LOG --log-prefix ${number}`);
  const { stdout } = await run(packet, { stdin: dump([mark, ...log]) });
  expect(stdout).not.toContain('from here step by step');
  expect(stdout.match(/FORWARD 5 /g)).toHaveLength(2);
});
