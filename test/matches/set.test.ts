import { expect, it } from 'vitest';
import set from '../../src/matches/set.js';
import { conditionOf, testMatch } from '../extension/support.js';

testMatch(set, {
  decides: [
    ['-m set --match-set cali40all src', { told: { 'member:cali40all:src': true } }, 'yes'],
    ['-m set ! --match-set cali40all src', { told: { 'member:cali40all:src': true } }, 'no'],
    ['-m set ! --match-set cali40all src', { told: { 'member:cali40all:src': false } }, 'yes'],
    ['-m set --match-set KUBE-LOOP-BACK dst,dst,src', {}, 'unknown'],
    [
      '-m set --match-set KUBE-LOOP-BACK dst,dst,src',
      { told: { 'member:KUBE-LOOP-BACK:dst,dst,src': true } },
      'yes',
    ],
    ['-m set --set old src', { told: { 'member:old:src': true } }, 'yes'],
    ['-m set --match-set six dst', { told: { 'member:six:dst': true } }, 'yes', 6],
  ],
  reads: [
    ['-m set', 'refused'],
    ['-m set --match-set foo', 'refused'],
    ['-m set --return-nomatch', 'refused'],
    ['-m set --return-nomatch --match-set foo src', 'OK'],
    ['-m set --match-set foo srcfoo', 'OK'],
    ['-m set --match-set foo SRC', 'refused'],
    ['-m set --match-set foo src,dst,src,dst,src,dst', 'OK'],
    ['-m set --match-set foo src,dst,src,dst,src,dst,src', 'refused'],
    ['-m set --match-set a-name-of-thirty-one-characters src', 'OK'],
    ['-m set --match-set a-name-of-thirty-two-characters- src', 'refused'],
    ['-m set --match-set foo src --match-set foo dst', 'refused'],
    ['-m set --match-set foo src ! --return-nomatch', 'refused'],
    ['-m set --match-set foo src ! --update-counters ! --update-subcounters', 'OK'],
    ['-m set --match-set foo src ! --packets-eq 5 --bytes-lt 7', 'OK'],
    ['-m set --match-set foo src ! --packets-lt 5', 'refused'],
    ['-m set --match-set foo src --packets-eq 5 --packets-gt 7', 'refused'],
    ['-m set --match-set foo src --bytes-gt 18446744073709551615', 'OK'],
    ['-m set --match-set foo src --bytes-gt x', 'refused'],
  ],
});

it('hands on what the set is to be asked', () => {
  const options =
    '-m set --match-set foo src,dst --return-nomatch ! --update-counters ! --packets-eq 5 --bytes-gt 7';
  const condition = conditionOf(set, options);
  expect(condition).toMatchObject({
    of: [
      { kind: 'all', of: [] },
      {
        kind: 'member',
        member: {
          set: 'foo',
          sides: ['src', 'dst'],
          returnNomatch: true,
          updateCounters: false,
          counters: [
            { counter: 'packets', operator: 'ne', value: 5 },
            { counter: 'bytes', operator: 'gt', value: 7 },
          ],
        },
      },
    ],
  });
});
