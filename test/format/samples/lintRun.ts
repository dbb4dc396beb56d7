import type { LintRun } from '../../../src/format/lint/lintedDump.js';

const page = '# shadowed-rule\n\n## What it flags\n\nA rule that no packet can match. And more.\n';

/** What lint may find, made by hand: each field there and missing, and text that would like to be obeyed. */
export const lintRun: LintRun = {
  version: '1.2.3-test',
  failOn: 'warning',
  rules: [
    { name: 'shadowed-rule', severity: 'warning', sentence: 'A rule that no packet can match.', page },
    { name: 'undefined-chain', severity: 'error', sentence: 'A jump to a chain that is not there.', page },
    { name: 'quiet', severity: 'note', sentence: 'Nothing, here.', page },
  ],
  dumps: [
    {
      name: 'nodes/a b.save',
      nodes: 1200,
      known: 2,
      problems: [
        { severity: 'warning', code: 'missing-commit', message: 'table nat ends without COMMIT', line: 40 },
        {
          severity: 'error',
          code: 'unknown-option',
          message: 'there is no option "--x"',
          line: 7,
          column: 3,
        },
      ],
      undecided: [{ table: 'mangle', reason: 'its sets of packets take more than 1000000 nodes' }],
      findings: [
        {
          rule: 'shadowed-rule',
          messageId: 'hidden',
          severity: 'warning',
          table: 'filter',
          chain: 'cali-pi-default/x',
          number: 2,
          line: 12,
          message:
            'no packet comes to match this rule: cali-pi-default/x rule 1 before it takes all that could',
          excerpt: '-A cali-pi-default/x -p tcp -m comment --comment "100%, <b>&\'q\'</b>" -j ACCEPT',
          because: [
            {
              table: 'filter',
              chain: 'cali-pi-default/x',
              number: 1,
              line: 11,
              excerpt: '-A cali-pi-default/x -j DROP',
            },
          ],
          witness: {
            options: ['--src', '10.0.0.5', '--dst', '10.0.1.9', '--assume', 'set:a b:src=yes'],
            end: 'dropped by filter cali-pi-default/x rule 1',
          },
          evidence: 'never hit in 1200 packets',
        },
        {
          rule: 'shadowed-rule',
          messageId: 'hidden',
          severity: 'note',
          table: 'filter',
          chain: 'INPUT',
          number: 3,
          line: 20,
          message: 'no packet comes to match this rule',
          excerpt: '-A INPUT -j DROP',
          because: [],
        },
        {
          rule: 'undefined-chain',
          messageId: 'undefined',
          severity: 'error',
          table: 'nat',
          chain: 'evil\x1b[31m\r\n::error::\xc3\xa9',
          message: 'chain "evil\x1b[31m\r\n::error::\xc3\xa9" is jumped to and not there',
          because: [],
        },
      ],
    },
    { name: 'clean.save', nodes: 34, known: 0, problems: [], undecided: [], findings: [] },
    {
      name: '/tmp/photo.jpg',
      nodes: 0,
      known: 0,
      problems: [],
      undecided: [],
      findings: [],
      unusable: 'this is no output of iptables-save',
    },
  ],
};
