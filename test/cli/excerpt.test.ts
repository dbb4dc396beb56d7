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
  ])('%s', async (_, dump, says) => {
    expect(await premises(...dump)).toContainEqual(expect.stringMatching(says));
  });

  it('and nothing is, where nothing is left out', async () => {
    const told = await premises('*filter', ':FORWARD DROP', rule, 'COMMIT');
    expect(told.join('\n')).not.toMatch(/policy|COMMIT|left out|table filter/);
  });
});
