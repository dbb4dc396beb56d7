import { describe, expect, it } from 'vitest';
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
    const logged = (head: string): string =>
      `${head}IN=cali1 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=TCP SPT=1 DPT=80 WINDOW=64240 RES=0x00 SYN URGP=0`;
    const heads = ['seen: ', 'other: ', 'seen: '];
    const alone = await Promise.all(
      heads.map(async (head) => {
        const files = { dump, line: logged(head) };
        const { stdout } = await run('trace --from-log line --format json dump', { files });
        return (JSON.parse(stdout) as { sighting?: object }).sighting;
      }),
    );
    expect(new Set(alone.map((seen) => JSON.stringify(seen))).size).toBe(2);
    const { stdout } = await run('trace --packets packets --format json dump', {
      files: { dump, packets: heads.map(logged).join('\n') },
    });
    expect(read(stdout).map((trace) => (trace as { sighting?: object }).sighting)).toEqual(alone);
  });
});
