import { expect, it } from 'vitest';
import recent from '../../src/matches/recent.js';
import { conditionOf, effectsOf, testMatch } from '../extension/support.js';

const listed = { told: { 'recent:DEFAULT': true } } as const;

testMatch(recent, {
  decides: [
    ['-m recent --set', {}, 'yes'],
    ['-m recent ! --set', {}, 'no'],
    ['-m recent --rcheck', {}, 'unknown'],
    ['-m recent --rcheck', listed, 'yes'],
    ['-m recent ! --rcheck', listed, 'no'],
    ['-m recent --update --seconds 60 --hitcount 4', listed, 'yes'],
    ['-m recent --remove', listed, 'yes'],
    ['-m recent ! --remove', listed, 'no'],
    ['-m recent --rcheck --name ssh', listed, 'unknown'],
    ['-m recent --rcheck --name ssh', { told: { 'recent:ssh': true } }, 'yes', 6],
  ],
  reads: [
    ['-m recent', 'refused'],
    ['-m recent --name x', 'refused'],
    ['-m recent --set --rcheck', 'refused'],
    ['-m recent --update --remove', 'refused'],
    ['-m recent --set --rttl', 'refused'],
    ['-m recent --update --rttl', 'OK'],
    ['-m recent --rcheck --reap', 'refused'],
    ['-m recent --rcheck --seconds 5 --reap', 'OK'],
    ['-m recent --rcheck --seconds 0', 'refused'],
    ['-m recent --rcheck --hitcount 0', 'OK'],
    ['-m recent --set --mask 255.255.255.0', 'OK'],
    ['-m recent --set --mask ffff::', 'OK', 6],
    ['-m recent --set --mask ffff::', 'refused'],
    ['-m recent ! --seconds 5 --set', 'refused'],
  ],
});

const list = { list: 'DEFAULT', side: 'source', mask: 0xffffffff } as const;

it.each([
  ['-m recent --set', [{ kind: 'recent', change: 'set', ...list, evenIfNot: true }]],
  ['-m recent ! --set', [{ kind: 'recent', change: 'set', ...list, evenIfNot: true }]],
  ['-m recent --rcheck', []],
  ['-m recent --update', [{ kind: 'recent', change: 'update', ...list }]],
  ['-m recent --remove', [{ kind: 'recent', change: 'remove', ...list, evenIfNot: true }]],
  [
    '-m recent --update --name ssh --rsource --rdest --mask 255.255.0.0',
    [{ kind: 'recent', change: 'update', list: 'ssh', side: 'destination', mask: 0xffff0000 }],
  ],
])('%s changes the list', (options, effects) => {
  expect(effectsOf(recent, options)).toEqual(effects);
});

it('hands on what the list is to be asked', () => {
  expect(conditionOf(recent, '-m recent --update --seconds 60 --hitcount 4 --rttl')).toMatchObject({
    of: [{}, { kind: 'derived', of: { fact: 'recent', ...list, seconds: 60, hitCount: 4, sameTtl: true } }],
  });
  expect(conditionOf(recent, '-m recent --rcheck --rdest', 6)).toMatchObject({
    of: [{}, { of: { side: 'destination', mask: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] } }],
  });
});
