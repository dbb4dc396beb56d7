import { describe, expect, it } from 'vitest';
import { run } from './run.js';

/** Chains that no packet comes to, so many that a dump is no small one any more. */
const others = Array.from({ length: 6000 }, (_, index) => `other-${index}`);
const wrong = '-A other-7 -p tcp --dport 80 --nonsense -j DROP\n';
const dump = [
  '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:web - [0:0]\n',
  ...others.map((name) => `:${name} - [0:0]\n`),
  '-A FORWARD -p tcp -m tcp --dport 80 -j web\n-A FORWARD -p udp -j other-7\n-A FORWARD -s 10.9.0.0/16 -j other-8\n',
  '-A web -s 10.0.0.0/8 -j ACCEPT\n',
  ...others.map(
    (name) => `-A ${name} -d 10.1.0.0/16 -m comment --comment "of ${name}, where nobody comes" -j DROP\n`,
  ),
  wrong,
  'COMMIT\n',
].join('');
const web = '-s 10.0.0.1 -d 10.2.0.1 --dport 80 -i eth0 -o eth1';
const dns = '-s 10.0.0.1 -d 10.2.0.1 -p udp --dport 53 -i eth0 -o eth1';
const files = { 'a.save': dump, 'sound.save': dump.replace(wrong, '') };

describe('a large dump', () => {
  it('is read where the packet comes, and how many chains are not is told', async () => {
    const { stdout, stderr, status } = await run(`trace ${web} a.save`, { files });
    expect([status, stderr]).toEqual([
      0,
      'calitrace: 6000 chains of a.save not read, where the packet does not come (--strict reads all)\n',
    ]);
    expect(stdout).toMatch(/^FORWARDED/m);
  });

  it('tells what is wrong where the packet comes', async () => {
    const { stderr, status } = await run(`trace ${dns} a.save`, { files });
    expect(status).toBe(0);
    expect(stderr).toContain('--nonsense');
    expect(stderr).toContain('6000 chains of a.save not read');
  });

  it('is read as a whole, and refused, with --strict', async () => {
    const { stderr, stdout, status } = await run(`trace ${web} --strict a.save`, { files });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--nonsense');
  });

  it('counts in JSON, too', async () => {
    const { stdout } = await run(`trace ${dns} --format json a.save`, { files });
    const { chainsNotRead, problems } = JSON.parse(stdout) as { chainsNotRead?: number; problems: unknown[] };
    expect([chainsNotRead, problems.length]).toEqual([6000, 1]);
    const whole = await run(`trace ${dns} --format json --no-memo a.save`, { files });
    expect(JSON.parse(whole.stdout)).not.toHaveProperty('chainsNotRead');
  });

  it.each(['', '-v', '-q', '--format table', '--reply', '--format json'])(
    'gives the same trace: %s',
    async (options) => {
      for (const packet of [web, dns, '-s 10.9.0.1 -d 10.1.0.1 --dport 22 -i eth0 -o eth1']) {
        const part = await run(`trace ${packet} ${options} sound.save`, { files });
        const whole = await run(`trace ${packet} ${options} --strict sound.save`, { files });
        expect(part.stderr).toMatch(/chains of sound\.save not read/);
        expect(whole.stderr).toBe('');
        expect(part.stdout.replace(/,\n {2}"chainsNotRead": \d+/, '')).toBe(whole.stdout);
      }
    },
  );
});

describe('many packets through a large dump', () => {
  const broken = '-A other-8 -j\n';
  const late = dump.replace('COMMIT', `${broken}COMMIT`);
  const ssh = '-s 10.9.0.1 -d 10.1.0.1 --dport 22 -i eth0 -o eth1';
  const fragment = `${web} --fragment`;
  const all = { 'a.save': late, 'sound.save': dump.replace(wrong, '') };

  /** What the lines of many packets say, without their numbers. */
  async function told(packets: readonly string[], options = ''): Promise<readonly unknown[]> {
    const { stdout } = await run(`trace --packets packets --format json ${options} a.save`, {
      files: { ...all, packets: packets.join('\n') },
    });
    const lines = stdout.split('\n').slice(0, -1);
    return lines.map((line) => ({ ...(JSON.parse(line) as object), packetLine: 0 }));
  }

  it('is read where some packet comes, and how many chains are not is told at the end', async () => {
    const packets = [web, ssh, web].join('\n');
    const { stdout, stderr, status } = await run('trace --packets packets --format json sound.save', {
      files: { ...all, packets },
    });
    expect([status, stderr]).toEqual([
      0,
      'calitrace: 5999 chains of sound.save not read, where no packet comes (--strict reads all)\n',
    ]);
    const whole = await run('trace --packets packets --format json --strict sound.save', {
      files: { ...all, packets },
    });
    expect([whole.status, whole.stderr]).toEqual([0, '']);
    expect(stdout).toBe(whole.stdout);
  });

  it('says of each packet what is said of it alone, whatever packets come before', async () => {
    const packets = [web, dns, ssh, fragment];
    const alone = await Promise.all(
      packets.map(async (packet) => {
        const { stdout } = await run(`trace ${packet} --format json a.save`, { files: all });
        const keys = Object.entries(JSON.parse(stdout) as object).filter(([key]) => key !== 'chainsNotRead');
        return { ...Object.fromEntries<unknown>(keys), packetLine: 0 };
      }),
    );
    const problems = alone.map((trace) => (trace as { problems?: readonly unknown[] }).problems?.length);
    expect(problems).toEqual([0, 1, 1, 2]);
    expect(await told(packets)).toEqual(alone);
    expect(await told(packets.toReversed())).toEqual(alone.toReversed());
    expect(await told([...packets, ...packets])).toEqual([...alone, ...alone]);
  });

  it('tells once what was found wrong on the way', async () => {
    const { stderr } = await run('trace --packets packets --format json a.save', {
      files: { ...all, packets: [dns, ssh, dns].join('\n') },
    });
    expect(stderr.match(/: error: /g)).toHaveLength(2);
    expect(stderr).toContain('--nonsense');
    expect(stderr).toContain('-A other-8 -j');
    expect(stderr).toMatch(/calitrace: 5999 chains of a\.save not read, where no packet comes/);
  });

  it('is refused as a whole with --strict', async () => {
    const { stderr, stdout, status } = await run('trace --packets packets --format json --strict a.save', {
      files: { ...all, packets: web },
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--nonsense');
  });
});
