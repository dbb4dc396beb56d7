import { describe, expect, it } from 'vitest';
import { lintPages } from '../../../scripts/lintPages.mjs';
import { formatLintPage } from '../../../src/format/html/lint/lintPage.js';
import type { LintRun } from '../../../src/format/lint/lintedDump.js';
import { lintRun } from '../samples/lintRun.js';
import { soundPage } from './page.js';
import { elementsOf, textOf } from './readPage.js';

const nothing: LintRun = { ...lintRun, dumps: [] };

describe('a lint as a page', () => {
  it.each([
    ['a run', lintRun],
    ['nothing', nothing],
  ])('%s is sound', (_, run) => {
    soundPage(formatLintPage(run));
  });

  it('shows a finding with its rule, what causes it, the counters and a packet', () => {
    const root = soundPage(formatLintPage(lintRun));
    const first = elementsOf(root).find(({ attributes }) => attributes['class']?.endsWith('finding warning'));
    const text = first === undefined ? '' : textOf(first);
    for (const part of [
      'warning',
      'filter cali-pi-default/x rule 2, line 12',
      'shadowed-rule',
      '-A cali-pi-default/x -p tcp -m comment --comment "100%, <b>&\'q\'</b>" -j ACCEPT',
      'because of filter cali-pi-default/x rule 1, line 11',
      'never hit in 1200 packets',
      "--assume 'set:a b:src=yes' 'nodes/a b.save'",
    ])
      expect(text).toContain(part);
  });

  it('puts the worst first', () => {
    const root = soundPage(formatLintPage(lintRun));
    const classes = elementsOf(root).flatMap(({ name, attributes }) =>
      name === 'article' ? [attributes['class']?.split(' ').at(-1) ?? ''] : [],
    );
    const order = ['error', 'warning', 'note'];
    expect(classes.length).toBeGreaterThan(1);
    const [dump] = lintRun.dumps;
    const own = classes.slice(0, dump?.findings.length ?? 0);
    expect(own).toEqual([...own].sort((one, other) => order.indexOf(one) - order.indexOf(other)));
  });

  it('lists so many findings and says how many are left', () => {
    const [dump] = lintRun.dumps;
    const [finding] = dump?.findings ?? [];
    if (dump === undefined || finding === undefined) throw new Error('the sample has a finding');
    const many = { ...lintRun, dumps: [{ ...dump, findings: Array.from({ length: 2003 }, () => finding) }] };
    const root = soundPage(formatLintPage(many));
    expect(elementsOf(root).filter(({ name }) => name === 'article')).toHaveLength(2000);
    expect(textOf(root)).toContain('and 3 more findings, not listed here');
  });

  it('has the page of every lint rule', async () => {
    const pages = Object.entries(await lintPages());
    const finding = lintRun.dumps[0]?.findings[0];
    const dump = lintRun.dumps[0];
    if (finding === undefined || dump === undefined) throw new Error('the sample has a finding');
    const rules = pages.map(([name, page]) => ({ name, page, severity: 'note', sentence: '' }) as const);
    const findings = pages.map(([name]) => ({ ...finding, rule: name }));
    const root = soundPage(formatLintPage({ ...lintRun, rules, dumps: [{ ...dump, findings }] }));
    const text = textOf(root);
    expect(text.match(/Why it matters/g)).toHaveLength(pages.length);
    expect(text).not.toMatch(/```|\]\(|^## /m);
  });
});
