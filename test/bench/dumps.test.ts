import { describe, expect, it } from 'vitest';
import { calico } from '../../bench/dumps/calico.js';
import { kubeProxy } from '../../bench/dumps/kubeProxy.js';
import { chainHash } from '../../bench/dumps/kubeService.js';
import { run } from '../cli/run.js';

const sizes = [1000, 3000] as const;

/** A generator, and what its packet and its change end in. */
const generators = [
  {
    name: 'kube-proxy',
    make: kubeProxy,
    end: 'FORWARDED on all',
    difference: ['rejected → forwarded'],
  },
  { name: 'calico', make: calico, end: 'FORWARDED', difference: ['dropped → forwarded'] },
] as const;

describe.each(generators)('a $name dump', ({ make, end, difference }) => {
  it.each(sizes)('of %d rules has about so many', (size) => {
    const { text, rules, chains } = make(size);
    expect(text.match(/^-A /gm)).toHaveLength(rules);
    expect(text.match(/^:/gm)).toHaveLength(chains);
    expect(Math.abs(rules - size) / size).toBeLessThan(0.05);
  });

  it('is the same each time', () => {
    expect(make(1000)).toEqual(make(1000));
  });

  it.each(sizes)('of %d rules is one that lint finds nothing in', async (size) => {
    const { text } = make(size);
    const { stdout, status } = await run('lint --no-config --fail-on note', { stdin: text });
    expect(stdout).toBe('nothing found\n');
    expect(status).toBe(0);
  });

  it('is read without a problem', async () => {
    expect(await run('parse --format none --strict', { stdin: make(1000).text })).toEqual({
      stdout: '',
      stderr: '',
      status: 0,
    });
  });

  it('has a packet whose end it decides', async () => {
    const { text, packet } = make(1000);
    const { stdout } = await run(['trace', '-q', ...packet], { stdin: text });
    expect(stdout).toContain(end);
    expect(stdout).not.toContain('differs');
  });

  it('has a rule that some packet comes to', async () => {
    const { text, reach, only } = make(1000);
    expect((await run(['reach', ...reach, ...only.reach], { stdin: text })).status).toBe(0);
  });

  it('treats packets otherwise where it was changed', async () => {
    const { text, changed, only } = make(1000);
    const { stdout, status } = await run(['diff', ...only.diff, 'old', 'new'], {
      files: { old: text, new: changed },
    });
    expect(status).toBe(1);
    for (const words of difference) expect(stdout).toContain(words);
  });

  it('has as many rules behind a rollout, of which lint finds nothing either', async () => {
    const { text, rules, rolledOut } = make(1000);
    const before = new Set(text.split('\n'));
    expect(rolledOut.match(/^-A /gm)).toHaveLength(rules);
    expect(rolledOut.split('\n').filter((line) => !before.has(line)).length).toBeGreaterThan(20);
    const { stdout } = await run('lint --no-config --rule calico-hash=off', { stdin: rolledOut });
    expect(stdout).toBe('nothing found\n');
  });

  it('treats packets otherwise behind a rollout', async () => {
    const { text, rolledOut } = make(1000);
    expect((await run('diff old new', { files: { old: text, new: rolledOut } })).status).toBe(1);
  });
});

describe('names', () => {
  it('of kube-proxy are its hashes', () => {
    expect(chainHash('default/webapptcp')).toBe('2IRACUALRELARSND');
  });

  it.each([
    '6gwbT8clXdHdC1b1',
    'wUHhoiAYhphO9Mso',
    'S93hcgKJrXEqnTfs',
    'mp77cMpurHhyjLrM',
    'vjrMJCRpqwy5oRoX',
  ])('of rules that every node of Calico has are Felix hashes: %s', (hash) => {
    expect(calico(1000).text).toContain(`"cali:${hash}"`);
  });
});
