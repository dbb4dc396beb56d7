import { describe, expect, it } from 'vitest';
import { filter, findingsOf, findingWords, lintCases } from '../lintCases.js';

describe('chain-loop', () => {
  lintCases('chain-loop', {
    valid: {
      'the same chain from two places': filter(`
        -A FORWARD -j A
        -A FORWARD -j B
        -A A -j B
        -A B -j RETURN`),
    },
    invalid: {
      'a chain that calls itself': {
        dump: filter(`
          -A FORWARD -j A
          -A A -p tcp -j A`),
        findings: ['error filter A 1 itself'],
      },
      'through others, by goto as well': {
        dump: filter(`
          -A FORWARD -j A
          -A A -p tcp -j B
          -A B -g C
          -A C -j RETURN
          -A C -j A`),
        findings: ['error filter C 2 loop because A 1, B 1'],
      },
      'where nothing comes': {
        dump: filter(`
          -A A -j B
          -A B -j A`),
        findings: ['error filter B 1 loop because A 1'],
      },
      'two loops of their own': {
        dump: filter(`
          -A FORWARD -j A
          -A A -j A
          -A A -j B
          -A B -j B`),
        findings: ['error filter A 1 itself', 'error filter B 1 itself'],
      },
    },
  });

  it('goes as deep as chains go', async () => {
    const depth = 30_000;
    const names = Array.from({ length: depth }, (_, index) => `C${index}`);
    const dump = [
      '*filter',
      ':FORWARD ACCEPT [0:0]',
      ...names.map((name) => `:${name} - [0:0]`),
      '-A FORWARD -j C0',
      ...names.map((name, index) => `-A ${name} -j C${(index + 1) % depth}`),
      'COMMIT',
      '',
    ].join('\n');
    const others = ['shadowed-rule', 'unreachable-chain', 'never-matches'];
    const off = others.flatMap((name) => ['--rule', `${name}=off`]);
    const [finding, ...more] = await findingsOf(dump, 'chain-loop', off);
    expect(more).toEqual([]);
    expect(finding === undefined ? '' : findingWords({ ...finding, because: [] })).toBe(
      `error filter C${depth - 1} 1 loop`,
    );
  });
});
