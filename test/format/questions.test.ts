import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';

const packet = 'trace --src 192.0.2.7 --dst 198.51.100.9 --dport 80 --iif eth0 dump.save';

async function lines(rules: readonly string[], start: string): Promise<readonly string[]> {
  const dump = ['*filter', ':INPUT ACCEPT', ':FORWARD ACCEPT', ':OUTPUT ACCEPT', ...rules, 'COMMIT', ''];
  const { stdout } = await run(packet, { files: { 'dump.save': dump.join('\n') }, columns: 200 });
  return stdout.split('\n').filter((line) => line.startsWith(start));
}

describe('what a path assumes', () => {
  it('is told apart where one rule asks two things', async () => {
    const rules = ['-A FORWARD -o br0 -m set --match-set s src -j DROP', '-A FORWARD -o br0 -j REJECT'];
    const ifs = await lines(rules, 'if ');
    expect(ifs.filter((line) => line.includes('FORWARD 1'))).toEqual([
      expect.stringMatching(/^if +FORWARD 1: does the packet leave by br0\? yes/),
      expect.stringMatching(/^if +FORWARD 1: is .* s\? yes/),
      expect.stringMatching(/^if +FORWARD 1: does the packet leave by br0\? yes/),
      expect.stringMatching(/^if +FORWARD 1: is .* s\? no/),
      expect.stringMatching(/^if +FORWARD 1: does the packet leave by br0\? no/),
    ]);
  });

  it('is short where a rule asks one thing and a branch before has told it', async () => {
    const ifs = await lines(['-A FORWARD -o br0 -j DROP'], 'if ');
    expect(ifs.slice(-1)).toEqual([expect.stringMatching(/^if +FORWARD 1 does not match$/)]);
  });
});

describe('what settles the questions of several paths', () => {
  it('stands before the verdict, with the commands whose output the files are', async () => {
    const rules = ['-A FORWARD -m set --match-set s src -j DROP'];
    expect(await lines(rules, 'settle ')).toEqual([
      'settle    fewer paths with --addrs (ip -j addr), --local, --ipset (ipset save)',
    ]);
  });

  it('is left out where only --assume can tell', async () => {
    const rules = ['-A INPUT -m statistic --mode random --probability 0.5 -j DROP'];
    const dump = ['*filter', ':INPUT ACCEPT', ...rules, 'COMMIT', ''].join('\n');
    const { stdout } = await run(`${packet} --local 198.51.100.9`, { files: { 'dump.save': dump } });
    expect(stdout).toContain('differs:');
    expect(stdout).not.toContain('settle ');
  });
});
