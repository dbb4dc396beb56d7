import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { filter, findingsOf, findingWords } from './lintCases.js';

const sets = Array.from(
  { length: 4000 },
  (_, index) => `-A FORWARD -m set --match-set s${index} src -j DROP`,
);

describe('tables whose sets of packets grow too large', () => {
  it('a hidden rule is found all the same where no set decides', async () => {
    const dump = filter(
      [...sets, '-A FORWARD -s 10.0.0.0/8 -j DROP', '-A FORWARD -s 10.1.0.0/16 -j LOG'].join('\n'),
    );
    const { stdout } = await run('lint', { stdin: dump });
    expect(stdout).toContain('too large to tell ipsets apart');
    expect((await findingsOf(dump, 'shadowed-rule')).map(findingWords)).toEqual([
      'warning filter FORWARD 4002 hidden because FORWARD 4001',
    ]);
  }, 60_000);
});
