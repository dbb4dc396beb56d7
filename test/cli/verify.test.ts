import { describe, expect, it } from 'vitest';
import { ProgramFailure, type Programs } from '../../src/kernel/programs.js';
import { run, type Surroundings } from './run.js';

const dump =
  '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A FORWARD -p tcp -j ACCEPT\n' +
  '-A FORWARD -m set --match-set pods src -j DROP\nCOMMIT\n';
const line = 'verify dump -s 10.0.0.1 -d 10.0.0.2 --dport 80 -i eth0';

/** What programs are started with, and those that fail. */
interface Machine {
  readonly platform?: string;
  readonly userId?: number;
  readonly without?: readonly string[];
  /** The first of these words that occurs in what is run fails, and says this. */
  readonly failing?: Readonly<Record<string, string>>;
  readonly files?: Surroundings['files'];
}

/** Programs that do nothing and say that all is well. The network comes up, but no packet is ever traced. */
function fakePrograms(machine: Machine): {
  readonly programs: Programs;
  readonly ran: (readonly string[])[];
} {
  const ran: (readonly string[])[] = [];
  const programs: Programs = {
    platform: machine.platform ?? 'linux',
    userId: machine.userId ?? 0,
    has: (program) => machine.without?.includes(program) !== true,
    finish: () => Promise.resolve({ kind: 'failed', said: 'not here' }),
    run: (words, input = '') => {
      ran.push([...words, input]);
      const failing = Object.entries(machine.failing ?? {}).find(([word]) => words.includes(word));
      if (failing !== undefined) return Promise.reject(new ProgramFailure(words, failing[1]));
      return Promise.resolve(words.includes('list') ? '{"nftables":[]}' : '');
    },
    start: (words, listener) => {
      ran.push(words);
      queueMicrotask(() => listener.line('ready 1'));
      return {
        pid: 4711,
        write: () => queueMicrotask(() => listener.line('ok')),
        close: () => Promise.resolve(),
      };
    },
    after: (_, act) => {
      queueMicrotask(act);
      return () => undefined;
    },
  };
  return { programs, ran };
}

function verify(words: string, machine: Machine = {}) {
  const { programs } = fakePrograms(machine);
  return run(words, { files: { dump, ...machine.files }, programs });
}

describe('where the kernel cannot be asked, one sentence says why', () => {
  it.each<readonly [name: string, machine: Machine, stderr: RegExp]>([
    ['no Linux', { platform: 'darwin' }, /^calitrace: the kernel cannot be asked here: this is not Linux/],
    [
      'a program is missing',
      { without: ['nft'] },
      /: the program nft is missing; on Debian and Ubuntu: apt-get install nftables brings it\n$/,
    ],
    [
      'several are missing',
      { without: ['iptables-nft-restore', 'ipset', 'iptables-nft-save'] },
      /: the programs iptables-nft-restore, iptables-nft-save, ipset are missing; on Debian and Ubuntu: apt-get install iptables ipset brings them\n$/,
    ],
    [
      'root in a container',
      { failing: { unshare: 'unshare: unshare failed: Operation not permitted' } },
      /: this root may make no network namespace \(a container without CAP_SYS_ADMIN\?\), and user namespaces are refused here: unshare: unshare failed: Operation not permitted\n$/,
    ],
    [
      'no root, and user namespaces are switched off',
      {
        userId: 1000,
        failing: { unshare: 'unshare: unshare failed: No space left on device' },
        files: { '/proc/sys/user/max_user_namespaces': '0\n' },
      },
      /: this needs root, or a user namespace, and user namespaces are refused here: user.max_user_namespaces is 0\n$/,
    ],
    [
      'AppArmor forbids them',
      {
        userId: 1000,
        failing: { unshare: 'unshare: write failed /proc/self/uid_map: Operation not permitted' },
        files: { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' },
      },
      /kernel.apparmor_restrict_unprivileged_userns is 1\n$/,
    ],
    [
      'a rule is refused',
      {
        failing: {
          'iptables-nft-restore':
            'iptables-nft-restore v1.8.9 (nf_tables): \nline 5: RULE_APPEND failed (No such file or directory): rule in chain FORWARD',
        },
      },
      /^calitrace: the kernel here does not take line 5 of dump: RULE_APPEND failed \(No such file or directory\): rule in chain FORWARD\n$/,
    ],
    [
      'a set is refused',
      { failing: { ipset: 'ipset v7.17: Error in line 1: Kernel error received: set type not supported' } },
      /does not take a set \(create pods hash:net family inet\): ipset v7.17: Error in line 1/,
    ],
    ['nothing is heard of the packet', {}, /: the trace did not end within /],
  ])('%s', async (_, machine, stderr) => {
    const outcome = await verify(line, machine);
    expect(outcome.stderr).toMatch(stderr);
    expect({ stdout: outcome.stdout, status: outcome.status }).toEqual({ stdout: '', status: 2 });
  });
});

describe('what cannot be put to the kernel at all', () => {
  it.each<readonly [words: string, stderr: RegExp]>([
    ['--ctstate INVALID', /^calitrace: --ctstate INVALID: the kernel decides that itself/],
    ['--ctstate RELATED', /^calitrace: --ctstate RELATED: /],
    ['--ctstate ESTABLISHED --ctdir REPLY', /^calitrace: --ctdir REPLY: verify the packet that is answered/],
    ['-i lo', /^calitrace: --iif lo: /],
    [
      '-d 10.0.0.1 --sport 80 --ctstate ESTABLISHED',
      /^calitrace: --ctstate ESTABLISHED: TCP from a port to the same/,
    ],
    ['-i a%d', /^calitrace: --iif a%d: no network interface can be made with that name/],
  ])('%s', async (words, stderr) => {
    const { programs, ran } = fakePrograms({});
    const outcome = await run(`${line} ${words}`, { files: { dump }, programs });
    expect(outcome.stderr).toMatch(stderr);
    expect(outcome.status).toBe(2);
    expect(ran).toEqual([]);
  });

  it('a rule that names a program', async () => {
    const evil = dump.replace('-p tcp', '--modprobe /tmp/x -p tcp');
    const { programs, ran } = fakePrograms({});
    const outcome = await run(line, { files: { dump: evil }, programs });
    expect(outcome.stderr).toContain('line 5 names a program for iptables to run');
    expect({ status: outcome.status, ran }).toEqual({ status: 2, ran: [] });
  });
});

describe('what is run', () => {
  it('is inside new namespaces, without a shell, and has nothing of the dump among its words', async () => {
    const hostile = dump.replace('-p tcp', '-i $(reboot) -m comment --comment "`id`; rm -rf /"');
    const { programs, ran } = fakePrograms({});
    await run(line, { files: { dump: hostile }, programs });
    const commands = ran.map((words) => words.slice(0, -1).filter((word) => !word.includes('\n')));
    expect(commands.length).toBeGreaterThan(8);
    for (const words of commands) {
      expect(words.join(' ')).toMatch(/^(?:unshare|nsenter -t 4711 -n|uname|iptables-nft-restore --version)/);
      expect(words.join(' ')).not.toMatch(/reboot|rm -rf|\bsh\b|bash/);
    }
    expect(ran.some((words) => words.at(-1)?.includes('$(reboot)') === true)).toBe(true);
  });

  it('is inside a user namespace where there is no root', async () => {
    const { programs, ran } = fakePrograms({ userId: 1000 });
    await run(line, { files: { dump }, programs });
    const started = ran.map((words) => words.join(' '));
    expect(started.some((words) => words.startsWith('unshare --user --map-root-user --net perl'))).toBe(true);
    expect(started.filter((words) => words.startsWith('nsenter')).length).toBeGreaterThan(4);
    for (const words of started.filter((one) => one.startsWith('nsenter'))) {
      expect(words).toMatch(/^nsenter -t 4711 -U --preserve-credentials /);
    }
  });
});
