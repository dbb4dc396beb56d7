import { describe } from 'vitest';
import { filter, lintCases } from '../lintCases.js';

describe('undefined-chain', () => {
  lintCases('undefined-chain', {
    valid: {
      'a chain of the table': filter(`
        -A FORWARD -j A
        -A A -j DROP`),
      'an excerpt without COMMIT': '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j elsewhere\n',
      'an excerpt that says so': '*filter\n:FORWARD ACCEPT [0:0]\n...\n-A FORWARD -j elsewhere\nCOMMIT\n',
      'an excerpt with a chain that nothing declares':
        '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j A\n-A A -j elsewhere\nCOMMIT\n',
    },
    invalid: {
      'a name that is not there': {
        dump: filter('-A FORWARD -j from-pods'),
        findings: ['error filter FORWARD 1 missing'],
      },
      'a goto has no targets': {
        dump: filter('-A FORWARD -g ACCEPT'),
        findings: ['error filter FORWARD 1 missing'],
      },
      'what may be a target': {
        dump: filter('-A FORWARD -j FULLCONENAT'),
        findings: ['warning filter FORWARD 1 unknown'],
      },
      'a chain of another table': {
        dump: `${filter('-A FORWARD -j marks')}*mangle\n:FORWARD ACCEPT [0:0]\n:marks - [0:0]\nCOMMIT\n`,
        findings: ['error filter FORWARD 1 missing'],
      },
    },
  });
});
