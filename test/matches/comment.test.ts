import { expect, it } from 'vitest';
import comment from '../../src/matches/comment.js';
import { bindText, testMatch } from '../extension/support.js';

testMatch(comment, {
  decides: [
    ['-m comment --comment "cali:0i8pjzKKPyA34aQD"', {}, 'yes'],
    ['-m comment --comment "a \\"quoted\\" word"', { protocol: 'tcp' }, 'yes', 6],
  ],
  reads: [
    ['-m comment', 'refused'],
    ['-m comment --comment', 'refused'],
    ['-m comment --comment ""', 'OK'],
    ['-m comment --comment -j', 'OK'],
    ['-m comment ! --comment x', 'refused'],
    ['-m comment --comment x --comment y', 'refused'],
    [`-m comment --comment ${'x'.repeat(300)}`, 'OK'],
  ],
});

it('says its text to people, as much of it as the kernel keeps', () => {
  const extensions = { matches: [comment], targets: [] };
  const say = (text: string): readonly string[] =>
    bindText(extensions, `-m comment --comment "${text}"`).rule.comments;
  expect(say('allow dns')).toEqual(['allow dns']);
  expect(say('x'.repeat(300))).toEqual(['x'.repeat(255)]);
});
