import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../src/cli/question.js';
import { seenBefore } from '../../src/cli/seenBefore.js';
import { memoryIo } from '../../src/library/memoryIo.js';
import { run } from './run.js';

const dump = `*mangle
:PREROUTING ACCEPT [0:0]
-A PREROUTING -m statistic --mode random --probability 0.5 -j MARK --set-xmark 0x10/0x10
-A PREROUTING -i cali1 -j LOG --log-prefix "seen: "
COMMIT
*filter
:FORWARD DROP [0:0]
-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A FORWARD -p tcp --dport 80 -m mark ! --mark 0x1/0x1 -j ACCEPT
COMMIT
`;
const base = '-s 10.0.0.1 -d 10.0.0.2 -p tcp --dport 80 -i cali1 -o eth0';
/** Each differs from the first in one thing that somebody may ask for. */
const others = [
  '',
  '--sport 1',
  '--mark 0x1',
  '--connmark 0x1',
  '--ctstate ESTABLISHED',
  '--ctstate ESTABLISHED --ctdir REPLY',
  '--ctstate ESTABLISHED --ctstatus CONFIRMED',
  '--tcp-flags ACK',
  '--tos 8',
  '--ttl 63',
  '--length 41',
  '--mac-src 02:42:ac:11:00:02',
  '--pkt-type broadcast',
  '--fragment first',
  '--fragment later',
  '--time 2026-05-01T08:30:00Z',
  '--dst 10.0.0.3',
  '--src 10.0.0.3',
  '--dport 81',
  '--iif cali2',
  '--oif eth1',
  '--src 2001:db8::1 --dst 2001:db8::2',
  '--src 2001:db8::1 --dst 2001:db8::3',
  '--sport 40000',
].map((more) => `${base} ${more}`);

const logged =
  '[1.000001] seen: IN=cali1 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=TCP SPT=1 DPT=80 WINDOW=64240 RES=0x00 SYN URGP=0';
/** Each is told otherwise than the first. */
const lines: readonly string[] = [
  logged,
  logged.replace('seen: ', 'other: '),
  logged.replace('OUT=', 'OUT=eth0'),
  logged.replace('TTL=64', 'TTL=63'),
  logged.replace(' SYN ', ' ACK '),
  logged.replace(' SYN ', ' ACK SYN '),
  logged.replace('SPT=1', 'SPT=2'),
  `${logged} MARK=0x10`,
];

const read = (stdout: string): readonly object[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

describe('packets that come again', () => {
  it.each(['', '--reply', '--max-paths 1'])('have the traces that each has alone: %s', async (options) => {
    const alone = await Promise.all(
      others.map(async (packet) => {
        const { stdout } = await run(`trace ${packet} ${options} --format json dump`, { files: { dump } });
        return JSON.parse(stdout) as object;
      }),
    );
    const packets = [...others, ...others.toReversed(), ...others].join('\n');
    const { stdout } = await run(`trace --packets packets ${options} --format json dump`, {
      files: { dump, packets },
    });
    const expected = [...alone, ...alone.toReversed(), ...alone];
    expect(read(stdout)).toEqual(expected.map((trace, index) => ({ ...trace, packetLine: index + 1 })));
  });

  it('are told as each was seen', async () => {
    const alone = await Promise.all(
      lines.map(async (line) => {
        const { stdout } = await run('trace --from-log line --format json dump', { files: { dump, line } });
        return JSON.parse(stdout) as object;
      }),
    );
    expect(new Set(alone.map((trace) => JSON.stringify(trace))).size).toBe(lines.length);
    const again = lines.map((line) => line.replace('ID=1', 'ID=2').replace('[1.000001]', '[2.000002]'));
    const packets = [...lines, ...again.toReversed(), ...again].join('\n');
    const { stdout } = await run('trace --packets packets --format json dump', { files: { dump, packets } });
    const expected = [...alone, ...alone.toReversed(), ...alone];
    expect(read(stdout)).toEqual(expected.map((trace, index) => ({ ...trace, packetLine: index + 1 })));
  });

  it.each<[name: string, line: string, found: number]>([
    ['the same line', logged, 0],
    [
      'at another time, with another number',
      logged.replace('[1.000001]', '[2.5]').replace('ID=1', 'ID=7'),
      0,
    ],
    ...lines.slice(1).map((line): [string, string, number] => [line, line, 1]),
  ])('of which nothing was found out anew: %s', async (_name, line, found) => {
    let times = 0;
    const before = seenBefore();
    for (const text of [logged, line]) {
      const question = await readQuestion(memoryIo(new Map([['dump', dump]])), 'dump', {
        color: 'never',
        memo: true,
        maxPaths: 256,
        fromLog: text,
      });
      const observation = question?.request.seen?.observation;
      if (question === undefined || observation === undefined) throw new Error('no question');
      before.likeliest(question, observation, { mark: true, state: true, destination: true }, () => {
        times += 1;
        return { guess: {}, notes: [] };
      });
    }
    expect(times).toBe(1 + found);
  });
});
