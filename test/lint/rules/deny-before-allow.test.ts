import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { felixChain } from '../felixChain.js';
import { filter, findingsOf, findingWords, lintCases } from '../lintCases.js';

const toPolicy = `
  -A FORWARD -j cali-pi-web
  -A FORWARD -m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 -j RETURN`;
const policy = (...rules: readonly string[]): string =>
  filter([toPolicy, ...rules.map((rule) => `-A cali-pi-web ${rule}`)].join('\n'));
const accept = '-j MARK --set-xmark 0x10000/0x10000';
const back = '-m mark --mark 0x10000/0x10000 -j RETURN';

/** Workloads to which two policies apply, one after the other. */
const workloads = (names: readonly string[], first: readonly string[], second: readonly string[]): string =>
  filter(
    [
      '-A FORWARD -j cali-to-wl-dispatch',
      ...felixChain(
        'cali-to-wl-dispatch',
        ...names.map((name) => `--out-interface ${name} --goto cali-tw-${name}`),
        '-m comment --comment "Unknown interface" --jump DROP',
      ),
      ...names.flatMap((name) =>
        felixChain(
          `cali-tw-${name}`,
          '--jump MARK --set-mark 0/0x10000',
          '-m comment --comment "Start of policies" --jump MARK --set-mark 0/0x20000',
          '-m mark --mark 0/0x20000 --jump cali-pi-first',
          '-m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 --jump RETURN',
          '-m mark --mark 0/0x20000 --jump cali-pi-second',
          '-m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 --jump RETURN',
          '-m comment --comment "Drop if no policies passed packet" -m mark --mark 0/0x20000 --jump DROP',
          '-m comment --comment "Drop if no profiles matched" --jump DROP',
        ),
      ),
      ...first.map((rule) => `-A cali-pi-first ${rule}`),
      ...second.map((rule) => `-A cali-pi-second ${rule}`),
    ].join('\n'),
  );

describe('deny-before-allow', () => {
  lintCases('deny-before-allow', {
    valid: {
      'an exception first': filter(`
        -A FORWARD -s 10.0.0.7/32 -j DROP
        -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT
        -A FORWARD -j DROP`),
      'a deny by something of which the allow says nothing': filter(`
        -A INPUT -m conntrack --ctstate INVALID -j DROP
        -A INPUT -p icmp -j DROP
        -A INPUT -i eth0 -s 10.0.0.0/8 -j DROP
        -A INPUT -s 10.1.2.3/32 -j ACCEPT
        -A INPUT -p tcp -m tcp --dport 443 -j ACCEPT`),
      'a deny of what a set holds, or of what is too much': filter(`
        -A INPUT -m set --match-set bad src -j DROP
        -A INPUT -p tcp -m tcp --dport 80 -m limit --limit 5/sec -j REJECT
        -A INPUT -m set --match-set good src -j ACCEPT
        -A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80:90 -j ACCEPT`),
      'an allow within an allow': filter(`
        -A FORWARD -s 10.0.0.0/8 -j ACCEPT
        -A FORWARD -j DROP
        -A INPUT -s 10.0.0.0/8 -j ACCEPT
        -A INPUT -s 10.1.0.0/16 -j ACCEPT`),
      'a port that nobody may use': filter(`
        -A INPUT -p tcp -m tcp --dport 25 -j DROP
        -A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 1:1023 -j ACCEPT`),
      'a log between': filter(`
        -A FORWARD -j LOG
        -A FORWARD -j NFLOG --nflog-group 1
        -A FORWARD -s 10.0.0.0/8 -j ACCEPT`),
      'a policy with its deny at the end': policy(
        `-s 10.0.0.0/8 -p tcp -m multiport --dports 80,443 ${accept}`,
        back,
        '-j DROP',
      ),
      'a policy that lets an address out of a network': policy(
        '-s 10.0.0.7/32 -j DROP',
        `-s 10.0.0.0/8 ${accept}`,
        back,
      ),
      'a policy that leaves something to the next': workloads(
        ['cali1', 'cali2'],
        ['-s 10.0.0.7/32 -j DROP'],
        [`-s 10.0.0.0/8 ${accept}`, back],
      ),
      'parts of a match in marks of their own': policy(
        '-p tcp -m multiport --dports 22 -j DROP',
        '-j MARK --set-xmark 0x0/0xc0000',
        '-s 10.0.0.0/8 -j MARK --set-xmark 0x40000/0x40000',
        '-s 192.168.0.0/16 -j MARK --set-xmark 0x40000/0x40000',
        `-p tcp -m multiport --dports 80 -m mark --mark 0x40000/0x40000 ${accept}`,
        back,
      ),
    },
    invalid: {
      'all is denied': {
        dump: policy('-j DROP', `-s 10.0.0.0/8 ${accept}`, back),
        findings: ['error filter cali-pi-web 2 hidden because cali-pi-web 1'],
      },
      'a network is denied, then an address in it allowed': {
        dump: policy('-s 10.0.0.0/8 -j REJECT', `-s 10.0.0.7/32 -p tcp ${accept}`, back),
        findings: ['error filter cali-pi-web 2 hidden because cali-pi-web 1'],
      },
      'several denies together, an allow between': {
        dump: policy(
          '-s 10.0.0.0/9 -j DROP',
          `-d 10.0.0.1/32 ${accept}`,
          back,
          '-s 10.128.0.0/9 -j DROP',
          `-s 10.0.0.0/8 -p tcp ${accept}`,
          back,
        ),
        findings: ['error filter cali-pi-web 5 hidden because cali-pi-web 1, cali-pi-web 4'],
      },
      'Calico marks what it denies': {
        dump: policy(
          '-s 10.0.0.0/8 -j MARK --set-xmark 0x40000/0x40000',
          '-m mark --mark 0x40000/0x40000 -j DROP',
          `-s 10.1.0.0/16 ${accept}`,
          back,
        ).replace('-A FORWARD -j', '-A FORWARD -j MARK --set-xmark 0x0/0x50000\n-A FORWARD -j'),
        findings: ['error filter cali-pi-web 3 hidden because cali-pi-web 2'],
      },
      'in a policy that nothing leads to': {
        dump: filter(`
          -A cali-pri-kns.web -j DROP
          -A cali-pri-kns.web -p tcp ${accept}
          -A cali-pri-kns.web ${back}`),
        findings: ['error filter cali-pri-kns.web 2 hidden because cali-pri-kns.web 1'],
      },
      'behind a policy that denies all': {
        dump: filter(`
          -A FORWARD -j cali-pi-first
          -A FORWARD -j cali-pi-second
          -A cali-pi-first -j DROP
          -A cali-pi-second -s 10.0.0.0/8 -j DROP
          -A cali-pi-second -s 10.0.0.7/32 ${accept}
          -A cali-pi-second ${back}`),
        findings: ['error filter cali-pi-second 2 hidden because cali-pi-second 1'],
      },
      'one policy denies all before another': {
        dump: workloads(['cali1', 'cali2'], ['-j DROP'], [`-s 10.0.0.0/8 ${accept}`, back]),
        findings: ['error filter cali-pi-second policy because cali-pi-first 1'],
      },
      'chains of Calico before 2.1': {
        dump: filter(`
          -A felix-p-0a1b-i -s 10.0.0.0/8 -j DROP
          -A felix-p-0a1b-i -s 10.0.0.0/16 -j MARK --set-xmark 0x1000000/0x1000000
          -A felix-p-0a1b-i -m mark --mark 0x1000000/0x1000000 -j RETURN`),
        findings: ['error filter felix-p-0a1b-i 2 hidden because felix-p-0a1b-i 1'],
      },
      'by DROP and ACCEPT in any chain': {
        dump: filter(`
          -A FORWARD -j U
          -A FORWARD -s 172.16.1.0/24 -j ACCEPT
          -A U -s 172.16.0.0/16 -j DROP`),
        findings: ['error filter FORWARD 2 hidden because U 1'],
      },
      'an exception that comes too late, for some of its ports': {
        dump: filter(`
          -A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j DROP
          -A INPUT -s 10.1.0.0/16 -p tcp -m tcp --dport 80:90 -j ACCEPT`),
        findings: ['warning filter INPUT 2 partly because INPUT 1'],
      },
      'ranges that overlap': {
        dump: policy(
          '-p tcp -m multiport --dports 1024:65535 -j DROP',
          `-s 10.0.0.0/8 -p tcp -m multiport --dports 443,8443 ${accept}`,
          back,
        ),
        findings: ['warning filter cali-pi-web 2 partly because cali-pi-web 1'],
      },
      'ranges that overlap, alike in all else': {
        dump: filter(`
          -A INPUT -p tcp -m tcp --dport 80:443 -j DROP
          -A INPUT -p tcp -m tcp --dport 443:8443 -j ACCEPT`),
        findings: ['warning filter INPUT 2 partly because INPUT 1'],
      },
      'several denies of the same': {
        dump: filter(`
          -A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j DROP
          -A INPUT -s 10.0.0.0/9 -p tcp -m tcp --dport 80 -j DROP
          -A INPUT -s 10.1.0.0/16 -p tcp -m tcp --dport 80:90 -j ACCEPT`),
        findings: ['warning filter INPUT 3 partly because INPUT 1, INPUT 2'],
      },
      'new connections denied to all, allowed to some': {
        dump: filter(`
          -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j DROP
          -A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT`),
        findings: ['warning filter INPUT 2 partly because INPUT 1'],
      },
    },
  });

  it.each([
    [
      '02-deny-before-allow',
      ['error filter cali-pi-namespace-default 2 hidden because cali-pi-namespace-default 1'],
    ],
    [
      '03-profile-3306',
      [
        'error filter cali-pi-namespace-default 2 hidden because cali-pi-namespace-default 1',
        'error filter cali-pri-profile-database 2 hidden because cali-pri-profile-database 1',
      ],
    ],
    ['07-network-policy', []],
  ])('finds in the example %s what stands in its policies', async (example, findings) => {
    const dump = readFileSync(new URL(`../../../examples/${example}/dump.save`, import.meta.url), 'latin1');
    expect((await findingsOf(dump, 'deny-before-allow')).map(findingWords)).toEqual(findings);
  });

  it('names a chain in which a policy is hidden', async () => {
    const [finding] = await findingsOf(
      workloads(['cali1', 'cali2'], ['-j DROP'], [`-s 10.0.0.0/8 ${accept}`, back]),
      'deny-before-allow',
    );
    expect(finding?.message).toBe(
      'this policy allows nothing in 2 chains (cali-tw-cali1 is one): cali-pi-first rule 1 before it denies all that comes there',
    );
  });

  it('shows a packet that is denied', async () => {
    const [hidden, partly] = await findingsOf(
      filter(`
        -A FORWARD -s 10.0.0.0/8 -j DROP
        -A FORWARD -s 10.1.2.3/32 -j ACCEPT
        -A FORWARD -d 192.168.0.0/16 -p tcp -m tcp --dport 80 -j REJECT
        -A FORWARD -d 192.168.1.1/32 -p tcp -m tcp --dport 80:81 -j ACCEPT`),
      'deny-before-allow',
    );
    expect(hidden?.witness?.end).toBe('dropped by filter FORWARD rule 1');
    expect(hidden?.witness?.options.join(' ')).toContain('--src 10.1.2.3 ');
    expect(partly?.witness?.end).toBe('rejected by filter FORWARD rule 3');
    expect(partly?.witness?.options.join(' ')).toContain('--dport 80 ');
    expect(partly?.message).toBe(
      'this rule allows less than it says: rule 3 before it is wider and denies some of its destination ports',
    );
  });

  it('says more than shadowed-rule, which is silent about the same rule and its second half', async () => {
    const dump = filter(
      [
        ...felixChain('cali-FORWARD', '--jump cali-pi-web'),
        '-A FORWARD -j cali-FORWARD',
        ...felixChain(
          'cali-pi-web',
          '--jump DROP',
          '--source 10.0.0.0/8 --jump MARK --set-mark 0x10000/0x10000',
          '-m mark --mark 0x10000/0x10000 --jump RETURN',
        ),
      ].join('\n'),
    );
    const found = (await findingsOf(dump)).filter(({ rule }) => !rule.startsWith('calico-'));
    expect(found.map(({ rule, chain, number }) => [rule, chain, number])).toEqual([
      ['deny-before-allow', 'cali-pi-web', 2],
    ]);
  });
});
