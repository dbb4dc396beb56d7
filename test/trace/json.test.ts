import { expect, it } from 'vitest';
import { filter, forwarded, onlyPath, table, trace } from '../engine/trace.js';

it('the rule that ended a path stands with table, chain, number, line and text', async () => {
  const dump = '*filter\n:FORWARD ACCEPT [1:60]\n[5:300] -A FORWARD -i cali1 -j DROP\nCOMMIT\n';
  const { disposition } = await onlyPath(dump);
  expect(disposition).toEqual({
    kind: 'dropped',
    by: {
      kind: 'rule',
      table: 'filter',
      chain: 'FORWARD',
      rule: 1,
      line: 3,
      text: '-A FORWARD -i cali1 -j DROP',
    },
  });
});

it('a packet that got through: by is the last decision of the filter table', async () => {
  const rule = await onlyPath(
    filter({ FORWARD: ['-j ACCEPT'] }) + table('mangle', '-A POSTROUTING -j ACCEPT'),
  );
  expect(rule.disposition).toMatchObject({
    kind: 'forwarded',
    by: { kind: 'rule', table: 'filter', chain: 'FORWARD', rule: 1 },
  });
  const policy = await onlyPath(filter({}));
  expect(policy.disposition).toEqual({
    kind: 'forwarded',
    by: { kind: 'policy', table: 'filter', chain: 'FORWARD' },
  });
});

it('a policy that dropped, a kernel that dropped', async () => {
  expect((await onlyPath(filter({}, 'FORWARD=DROP'))).disposition).toEqual({
    kind: 'dropped',
    by: { kind: 'policy', table: 'filter', chain: 'FORWARD' },
  });
  expect((await onlyPath(filter({}), `${forwarded} --ttl 1`)).disposition).toMatchObject({
    kind: 'dropped',
    by: { kind: 'kernel', reason: expect.stringContaining('ttl') as string },
  });
});

it('changes have the keys of the packet', async () => {
  const dump = table(
    'mangle',
    '-A PREROUTING -j MARK --set-xmark 0x80000000/0x80000000',
    '-A PREROUTING -j CONNMARK --save-mark',
    '-A PREROUTING -j TOS --set-tos 0x10/0xff',
    '-A PREROUTING -j MARK --set-xmark 0x0/0x0',
  );
  const [hop] = (await onlyPath(dump)).hops.filter(({ kind }) => kind === 'table');
  expect(
    hop?.kind === 'table' ? hop.steps.map((step) => (step.kind === 'rule' ? step.changes : step.kind)) : [],
  ).toEqual([
    { mark: { from: 0, to: 2147483648 } },
    { connectionMark: { from: 0, to: 2147483648 } },
    { tos: { from: 0, to: 16 } },
    {},
    'policy',
  ]);
});

it('an assumption says what is asked, why, and how to settle it', async () => {
  const { paths } = await trace(filter({ FORWARD: ['-m set --match-set a src -j DROP'] }));
  expect(paths[0]?.assumptions).toEqual([
    {
      subject: 'set:a:src',
      asks: expect.stringContaining('set a') as string,
      answer: 'yes',
      accepts: ['yes', 'no'],
      because: expect.any(String) as string,
      settle: expect.stringMatching(/--ipset.*--assume 'set:a:src=yes\|no'/) as string,
    },
  ]);
  expect(paths.map((path) => 'chance' in path)).toEqual([false, false]);
});

it('problems of the dump are there, with their place', async () => {
  const { problems } = await trace('*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m frob -j DROP\nCOMMIT\n');
  expect(problems).toEqual([
    expect.objectContaining({ severity: 'error', code: 'unknown-match', line: 3, column: 15 }),
  ]);
});

it('the head', async () => {
  expect(await trace(filter({}))).toMatchObject({
    format: 'calitrace.trace',
    version: 1,
    complete: true,
    problems: [],
    assumed: expect.any(Array) as unknown,
  });
});
