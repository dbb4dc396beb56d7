import { describe, expect, it } from 'vitest';
import { planNftChains, planNftTables, planNode, planTables, type Machine } from '../../src/snapshot/plan.js';
import { readNftTables } from '../../src/node/nftTables.js';
import { nftTexts } from '../../src/snapshot/nodeTexts.js';
import type { Output, Printed } from '../../src/snapshot/snapshot.js';
import { problemsOf } from '../ast/support.js';
import { redact, snapshotOf } from './sameTrace.js';

type Given = Parameters<typeof snapshotOf>[0];

function redacted(
  outputs: Given,
  secret = 'the key of this',
): {
  readonly texts: readonly string[];
  readonly both: ReturnType<typeof redact>;
} {
  const both = redact(snapshotOf(outputs), secret);
  return { both, texts: both.redacted.outputs.map(({ lines }: Output) => lines.join('\n')) };
}

const tables = (rules: readonly string[], chains: readonly string[] = []): Given[number] => ({
  holds: 'tables',
  family: 4,
  backend: 'nft',
  text: [
    '*filter',
    ':FORWARD ACCEPT [0:0]',
    ...chains.map((name) => `:${name} - [0:0]`),
    ...rules,
    'COMMIT',
    '',
  ].join('\n'),
});

/** The same rule for packets of IPv6. */
function rule6(text: string): string {
  const { texts } = redacted([{ ...tables([`-A FORWARD ${text}`]), family: 6 }]);
  return texts[0]?.split('\n').at(-2)?.replace('-A FORWARD ', '') ?? '';
}

function rule(text: string, chains: readonly string[] = [], secret?: string): string {
  return (
    redacted([tables([`-A FORWARD ${text}`], chains)], secret)
      .texts[0]?.split('\n')
      .at(-2)
      ?.replace('-A FORWARD ', '') ?? ''
  );
}

describe('a rule', () => {
  it.each<[text: string, pattern: RegExp]>([
    [
      '-s 10.7.0.0/16 -p tcp -m tcp --dport 443 -j ACCEPT',
      /^-s 10\.(?!7\.)\d+\.0\.0\/16 -p tcp -m tcp --dport 443 -j ACCEPT$/,
    ],
    ['-d 10.7.1.9/255.255.255.0 -j DROP', /^-d 10\.\d+\.\d+\.\d+\/255\.255\.255\.0 -j DROP$/],
    [
      '-m mac --mac-source 00:16:3E:5E:10:20 -j DROP',
      /^-m mac --mac-source (?!00:16)[0-9a-f]{2}(?::[0-9a-f]{2}){5} -j DROP$/,
    ],
    ['-i acme-dmz -o acme+ -j DROP', /^-i (?!acme)([a-z]{4})-(?!dmz)[a-z]{3} -o \1\+ -j DROP$/],
    ['-i eth0 -o docker0 -j DROP', /^-i eth0 -o docker0 -j DROP$/],
    [
      '-m comment --comment "paypal: 10.1.2.3 only" -j ACCEPT',
      /^-m comment --comment "(?!paypal)[a-z]{6}: 10\.(?!1\.2\.3)[\d.]+ only" -j ACCEPT$/,
    ],
    ['-j LOG --log-prefix "acme-drop: "', /^-j LOG --log-prefix "(?!acme)[a-z]{4}-drop: "$/],
    [
      '-m recent --update --seconds 60 --name ACMESSH --mask 255.255.255.0 --rsource -j DROP',
      /--seconds 60 --name (?!ACMESSH)[A-Z]{7} --mask 255\.255\.255\.0 --rsource -j DROP$/,
    ],
    ['-m set --match-set acme-net src -j ACCEPT', /^-m set --match-set (?!acme)[a-z]{4}-net src -j ACCEPT$/],
    [
      '-m string --string "acme" --algo bm --to 65535 -j DROP',
      /^-m string --string "?(?!acme)[a-z]{4}"? --algo bm --to 65535 -j DROP$/,
    ],
    [
      '-m conntrack --ctstate RELATED,ESTABLISHED --ctorigdst 10.9.9.9 -j ACCEPT',
      /--ctstate RELATED,ESTABLISHED --ctorigdst 10\.(?!9\.9\.9)[\d.]+ -j ACCEPT$/,
    ],
    [
      '-m acmematch --acme-name secret -j ACCEPT',
      /^-m (?!acme)[a-z]{9} --(?!acme)[a-z]{4}-name (?!secret)[a-z]{6} -j ACCEPT$/,
    ],
    [
      '-m geoip --src-cc secret ours -j ACCEPT',
      /^-m geoip --src-cc (?!secret)[a-z]{6} (?!ours)[a-z]{4} -j ACCEPT$/,
    ],
    ['-p acmeproto -j ACCEPT', /^-p (?!acme)[a-z]{9} -j ACCEPT$/],
    ['-p ospf -m udplite -j ACCEPT', /^-p ospf -m udplite -j ACCEPT$/],
    ['-m devgroup --src-group acme', /^-m devgroup --src-group (?!acme)[a-z]{4}$/],
    ['-m owner --uid-owner 65534', /^-m owner --uid-owner 65534$/],
    ['-p ipv6-icmp -c 1234567 12345678 -j DROP', /^-p ipv6-icmp -c 1234567 12345678 -j DROP$/],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP', /--tcp-flags FIN,SYN,RST,ACK SYN -j DROP$/],
    ['-p sctp -m sctp --chunk-types any DATA:Be,INIT_ACK', /--chunk-types any DATA:Be,INIT_ACK$/],
    ['-m set --match-set x src,dst,src -j DROP', /src,dst,src -j DROP$/],
    ['-f -m mark --mark 0x10000/0x10000', /^-f -m mark --mark 0x10000\/0x10000$/],
    ['-m realm --realm 0x10/0xff', /^-m realm --realm 0x10\/0xff$/],
    [
      '-m comment --comment "to acme_10.7.1.2, net10.7.1.2 or acme.10.7.1.2"',
      /^-m comment --comment "to [a-z]{4}_(10\.(?!7\.1\.2)[\d.]+), net\1 or [a-z]{4}\.\1"$/,
    ],
    ['-j acme-filter', /^-j (?!acme)[a-z]{4}-filter$/],
    [
      '-m set --match-set cali40s:LrVD8vMIGQDyv8Y7sPFB1Ge src',
      /--match-set cali40s:(?!LrVD8v)[A-Za-z0-9]{23} src$/,
    ],
    ['-m set --match-set cali40all-ipam-pools src', /--match-set cali40all-ipam-pools src$/],
  ])('%s', (text, pattern) => {
    expect(rule(text, text.endsWith('filter') ? ['acme-filter'] : [])).toMatch(pattern);
  });

  it.each<[comment: string, never: RegExp]>([
    ['node_10.20.30.40', /20\.30/],
    ['ip_10_20_30_40 up', /20_30/],
    ['v10.20.30.40x', /20\.30/],
    ['10.20.30.x', /20\.30/],
    ['pods 10.20/16', /10\.20/],
    ['net-10-20-30', /20-30/],
    ['010.020.030.040', /020\.030/],
    ['mac 00-50-56-12-34-57', /50-56|34-57/],
    ['mac 0050.5612.3457', /0050|5612|3457/],
    ['at 80:00:00:48:fe:80:00:00:00:00:00:00:e4:1d:2d:03:00:50:31:71', /00:48|50:31:71/],
    ['to fd00:10:244::5: dropped', /244|:5\b/],
    ['src:fd00:10:244::5', /244|:5\b/],
    ['fd00:10:244::5_x', /:10:244/],
    ['node-2001-473-10-244-5', /473|-10-|244/],
  ])('says in a comment no address of "%s"', (comment, never) => {
    const text = rule(`-m comment --comment "${comment}" -j DROP`);
    expect(text).toMatch(/^-m comment --comment .+ -j DROP$/);
    expect(text).not.toMatch(never);
  });

  it('has the same address in a name as in a match', () => {
    const text = rule(
      '-s 10.20.30.40/32 -m comment --comment "node_10.20.30.40 ip_10_20_30_40 10.20.30.x" -j DROP',
    );
    const [, address = ''] = /-s (\S+)\/32/.exec(text) ?? [];
    expect(text).toContain(`_${address} `);
    expect(text).toContain(`_${address.replaceAll('.', '_')} `);
    expect(text).toMatch(new RegExp(` ${address.replace(/\d+$/, '')}[a-z]"`));
  });

  it.each([
    ['-s ::10.20.30.40/128', /^-s ::(?!a14:1e28)[0-9a-f:]+\/128$/],
    ['-s ::ffff:10.20.30.40/128', /^-s ::ffff:10\.(?!20\.30\.)[\d.]+\/128$/],
    ['-s ::1/128', /^-s ::1\/128$/],
    [
      '-m iprange --src-range ::ffff:10.20.30.40-::ffff:10.20.30.60',
      /--src-range ::ffff:(10\.\d+\.\d+)\.\d+-::ffff:\1\.\d+$/,
    ],
    ['-m comment --comment "at ::ffff:a14:1e28"', /--comment "at ::ffff:10\.(?!20\.30\.)[\d.]+"$/],
    ['-m comment --comment "::10.20.30.40 only"', /--comment "::(?!a14:)[0-9a-f:]+ only"$/],
  ])('of an IPv4 address in one of IPv6: %s', (text, pattern) => {
    expect(rule6(text)).toMatch(pattern);
    expect(rule6(text)).not.toMatch(/20\.30\.|a14:1e28/);
  });

  it('has an IPv4 address in one of IPv6 as it has it alone', () => {
    const text = rule6('-s ::ffff:10.20.30.40/128 -m comment --comment "10.20.30.40 is ::10.20.30.40"');
    const [, one = '', other] = /-s ::ffff:(\S+)\/128 .*"(\S+) is/.exec(text) ?? [];
    expect(other).toBe(one);
    const [a = 0, b = 0, c = 0, d = 0] = one.split('.').map(Number);
    expect(text).toContain(` is ::${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}"`);
  });

  it.each([
    ['10.20.30.40/10.50.60.70 are two', /20\.30|50\.60/],
    ['10.20.30.40-fd00:77::5', /20\.30|:77::5/],
    ['10.20.30.40/fd00:77::5', /20\.30|:77::5/],
  ])('of two addresses in one word keeps none: %s', (comment, never) => {
    expect(rule(`-m comment --comment "${comment}"`)).not.toMatch(never);
  });

  it('keeps short numbers that are part of no address', () => {
    expect(rule('-m comment --comment "tier 3 port 8080 rule-7 4.2" -j DROP')).toContain(
      ' 3 port 8080 rule-7 4.2" ',
    );
  });

  it('of a range keeps one', () => {
    const [, low = '', high = ''] =
      /--src-range (\S+)-(\S+) /.exec(rule('-m iprange --src-range 10.1.1.5-10.1.2.99 -j DROP')) ?? [];
    const number = (text: string): number =>
      text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    expect(number(high) - number(low)).toBe(0x263 - 0x105);
  });

  it('that cannot be read says no more than any other', () => {
    const { texts } = redacted([tables(['-A FORWARD -j "unclosed secret 10.1.2.3', 'secretly 10.1.2.3'])]);
    expect(texts[0]).not.toMatch(/secret|10\.1\.2\.3/);
  });

  it.each([
    ':mine SECRET [0:0]',
    ':mine - [0:0] secret of 10.1.2.3',
    '::/0 -A FORWARD -s fd00:99::7/128 -j DROP',
  ])('that was taken for a chain says no more: %s', (line) => {
    const { texts } = redacted([tables([line])]);
    expect(texts[0]).not.toMatch(/secret|10\.1\.2\.3|fd00:99/i);
    expect(texts[0]?.split('\n')).toHaveLength(4);
  });
});

describe('what is no rule of iptables-save', () => {
  it.each([
    '-f 10.20.30.40/32 -p tcp -j DROP',
    '-m 10.20.30.40 -j DROP',
    '-p 10.20.30.40 -j DROP',
    '-m recent --name x --mask 10.20.30.40 --rsource -j DROP',
    '-j HMARK --hmark-src-prefix 10.20.30.40',
    '-m comment "of 10.20.30.40" -j DROP',
    '-p tcp "of 10.20.30.40"',
    '-m set --match-set x 10.20.30.40',
    '-s 10.1.1.1 10.20.30.40 -j DROP',
  ])('keeps no address: %s', (text) => {
    expect(rule(text)).not.toMatch(/20\.30/);
  });
});

describe('a value that an option does not take', () => {
  it.each([
    '-s acmehost -j DROP',
    '-d 10.1.2.3,acmehost -j DROP',
    '-p tcp -m tcp --dport acmehost',
    '-p tcp -m tcp --tcp-flags ACMEHOST SYN',
    '-p tcp -m tcp --tcp-flags SYN ACMEHOST',
    '-p icmp -m icmp --icmp-type acmehost',
    '-m set --match-set x Acmehost',
    '-m owner --uid-owner 0acmehost',
    '-m time --timestart acmehost',
    '-m u32 --u32 acmehost',
    '-m bpf --bytecode "1,acmehost"',
    '-j LOG --log-level acmehost',
    '-j REJECT --reject-with acmehost',
    '-m limit --limit 1/acmehost',
  ])('is a word: %s', (text) => {
    expect(rule(text)).not.toMatch(/acmehost|10\.1\.2\.3/i);
  });

  it.each([
    '-p tcp -m tcp --tcp-flags SYN,ACK SYN -j DROP',
    '-p icmp -m icmp --icmp-type echo-request -j DROP',
    '-m time --timestart 09:00:00 --weekdays Mon,Tue -j DROP',
    '-m limit --limit 5/min --limit-burst 3 -j LOG --log-level 4',
    '-m owner --uid-owner 0-65535 -j REJECT --reject-with icmp6-adm-prohibited',
    '-p sctp -m sctp --chunk-types only DATA,INIT -j DROP',
    '-m set --match-set KUBE-CLUSTER-IP src,dst --packets-lt 50000 -j DROP',
  ])('and one that it takes stays: %s', (text) => {
    expect(rule(text)).toBe(text);
  });
});

describe('a line that is none', () => {
  const line = (text: string): string =>
    redacted([tables([text])])
      .texts[0]?.split('\n')
      .at(-2) ?? '';
  it.each(['-F', '-X', '-E', '-D', '-R', '-Z', '-L', '--flush', '--rename-chain'])(
    'keeps its command: %s',
    (command) => {
      const text = line(`${command} acmehost and acmehost`);
      expect([text.split(' ')[0], /acmehost/.test(text)]).toEqual([command, false]);
    },
  );
  it.each([
    '-A acmechain acmehost -j DROP',
    '-A acmechain "acme host" -j DROP',
    '-A acmechain ! acmehost -j acmechain',
  ])('keeps what makes a rule unreadable, but its names: %s', (text) => {
    const shown = line(text);
    expect(shown.replaceAll(/\w*acme\w*/g, 'SHOWN')).toBe(shown);
    expect(problemsOf(shown)).toEqual(problemsOf(text));
  });
  it.each(['*acmehost', '*nat acmehost', 'COMMIT acmehost'])('names no table: %s', (text) => {
    expect(line(text)).not.toContain('acmehost');
  });
});

describe('numbers that a rule compares with bytes', () => {
  const left = (text: string, family: 4 | 6 = 4): readonly unknown[] => {
    const snapshot = snapshotOf([
      tables(['-A FORWARD -j ACCEPT']),
      { ...tables([`-A FORWARD ${text}`]), family },
    ]);
    return redact(snapshot, 'the key of this').left.map(({ line, option }) => [line, option]);
  };
  const addressOf = (text: string): string => /-s ([\d.]+)/.exec(text)?.[1] ?? '';
  const numberOf = (text: string): number =>
    text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

  it.each([
    ['0xc=0xa141e28', (address: number) => `0xc=0x${address.toString(16)}`],
    ['16 = 0xa141e28', (address: number) => `16 =0x${address.toString(16)}`],
    [
      '0xc&0xffffff00=0xa141e00',
      (address: number) => `0xc&0xffffff00=0x${((address & ~255) >>> 0).toString(16)}`,
    ],
    ['0xc>>16=0xa14', (address: number) => `0xc>>16=0x${(address >>> 16).toString(16)}`],
    [
      '0x6&0xff=0x6&&0x10>>8&0xffff00=0xa1400',
      (address: number) => `0x6&0xff=0x6&&0x10>>8&0xffff00=0x${((address >>> 8) & 0xffff00).toString(16)}`,
    ],
  ])('--u32 "%s" has the address that it becomes', (tests, expected) => {
    const text = rule(`-s 10.20.30.40/32 -m u32 --u32 "${tests}"`);
    expect(text).toMatch(/^-s 10\.(?!20\.30\.)/);
    expect(text.replaceAll('"', '')).toContain(`--u32 ${expected(numberOf(addressOf(text)))}`);
    expect(left(`-m u32 --u32 "${tests}"`)).toEqual([]);
  });

  it('--u32 of a range has a range', () => {
    const text = rule('-m u32 --u32 "0xc=0xa141e00:0xa141eff,0xa150000"');
    const [, low = '', high = ''] = /0xc=0x(\w+)00:0x(\w+)ff,0xa\w{6}"?$/.exec(text) ?? [];
    expect(low).toBe(high);
    expect(low).toMatch(/^a(?!141e)\w{4}$/);
  });

  it('--bytecode has the address that it becomes', () => {
    const program = (address: number): string =>
      `6,48 0 0 9,21 0 3 6,32 0 0 16,21 0 1 ${address},6 0 0 65535,6 0 0 0`;
    const text = rule(`-s 10.20.30.40/32 -m bpf --bytecode "${program(0x0a141e28)}"`);
    expect(text).toContain(program(numberOf(addressOf(text))));
    expect(text).not.toContain(program(0x0a141e28));
    expect(left(`-m bpf --bytecode "${program(0x0a141e28)}"`)).toEqual([]);
  });

  it.each([
    ['|0a141e28|', /^\|[0-9a-f]{8}\|$/],
    ['|10 11 12 13|', /^\|[0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2}\|$/],
    ['|1723|acmeshop', /^\|[0-9a-f]{4}\|[a-z]{8}$/],
  ])('--hex-string "%s" keeps nothing', (bytes, pattern) => {
    const wordsWith = (secret: string): readonly string[] => {
      const text = rule(`-m string --hex-string "${bytes}" --algo bm`, [], secret);
      const [, now = ''] = /--hex-string "?([^"]*?)"? --algo/.exec(text) ?? [];
      expect(now).toMatch(pattern);
      return now.match(/[0-9a-z]+/g) ?? [];
    };
    // By chance a short word may become itself, but not with each key.
    const now = ['one key', 'another one', 'a third one'].map(wordsWith);
    for (const [index, word] of (bytes.match(/[0-9a-z]+/g) ?? []).entries())
      expect(now.some((words) => words[index] !== word)).toBe(true);
  });

  it.each<[options: string, option: string, family?: 4 | 6]>([
    ['-m u32 --u32 "0>>22&0x3C@ 12>>26=0x1"', '--u32'],
    ['-m u32 --u32 "0xa=0xa14"', '--u32'],
    ['-m u32 --u32 "0xc&0xff00ff00=0xa001e00:0xa001f00"', '--u32'],
    ['-m u32 --u32 "0x10>>8&0xffff=0x141e"', '--u32'],
    ['-m u32 --u32 "0xc=0xa141e28"', '--u32', 6],
    ['-m bpf --bytecode "4,40 0 0 12,21 0 1 2580,6 0 0 65535,6 0 0 0"', '--bytecode'],
    ['-m bpf --bytecode "4,32 0 0 12,53 0 1 169090600,6 0 0 65535,6 0 0 0"', '--bytecode'],
    ['-m bpf --bytecode "4,32 0 0 12,4 0 0 1,21 0 1 169090600,6 0 0 0"', '--bytecode'],
  ])('tells of %s', (options, option, family) => {
    expect(left(options, family)).toEqual([[7, option]]);
  });
});

describe('a comment of the dump', () => {
  it('names no table of somebody', () => {
    const { texts } = redacted([tables(["# Table `acme-edge' is incompatible, use 'nft' tool."])]);
    expect(texts[0]).toMatch(
      /^# Table `(?!acme)[a-z]{4}-(?!edge)[a-z]{4}' is incompatible, use 'nft' tool\.$/m,
    );
  });

  it('whose name is part of another word neither', () => {
    const { texts } = redacted([tables(["# Table `able' is incompatible, use 'nft' tool."])]);
    expect(texts[0]).toMatch(/^# Table `(?!able')[a-z]{4}' is incompatible, use 'nft' tool\.$/m);
  });

  it.each([
    '# Generated by ip6tables-save v1.8.9 (nf_tables) on Mon Mar  3 09:12:44 2025',
    '# Generated by /usr/sbin/iptables-nft-save v1.8.10 on Sun Dec 21 23:59:59 2025',
    '# Completed on Mon Mar  3 09:12:44 2025',
    '# Warning: iptables-legacy tables present, use iptables-legacy-save to see them',
    "# Table `filter' is incompatible, use 'nft' tool.",
  ])('of iptables-save stays: %s', (comment) => {
    expect(redacted([tables([comment])]).texts[0]).toContain(`${comment}\n`);
  });

  it.each([
    '# Generated by acme-save v1.8.9 on Mon',
    '# Generated by iptables-save v1.8.9 (acme) on Mon',
    '# Generated by iptables-save vacme on Mon',
    '# Generated by iptables-save v10.1.2.3 on 10.1.2.3',
    '# Completed on acme',
    '# Warning: iptables-legacy tables present acme',
    '# Redacted by calitrace acme',
  ])('keeps no other word: %s', (comment) => {
    expect(redacted([tables([comment])]).texts[0]).not.toMatch(/acme|10\.1\.2/);
  });
});

describe('chains', () => {
  it.each<[name: string, pattern: RegExp]>([
    ['cali-tw-cali0ef24b1', /^cali-tw-cali(?!0ef24b1)[0-9a-f]{7}$/],
    ['cali-pi-shop.paypal', /^cali-pi-(?!shop)[a-z]{4}\.(?!paypal)[a-z]{6}$/],
    ['cali-pri-kns.shop', /^cali-pri-kns\.(?!shop)[a-z]{4}$/],
    ['cali-pi-_tTE-E7yY40ogArNVgKt', /^cali-pi-_(?!tTE)[A-Za-z0-9]{3}-[A-Za-z0-9]{15}$/],
    ['cali-from-wl-dispatch', /^cali-from-wl-dispatch$/],
    ['KUBE-SVC-TCOU7JCQXEZGVUNU', /^KUBE-SVC-(?!TCOU7JCQXEZGVUNU)[A-Z2-7]{16}$/],
    ['KUBE-NODEPORTS', /^KUBE-NODEPORTS$/],
    ['DOCKER-ISOLATION-STAGE-2', /^DOCKER-ISOLATION-STAGE-2$/],
    ['f2b-acmeshop', /^f2b-(?!acmeshop)[a-z]{8}$/],
    ['acme_IN', /^(?!acme)[a-z]{4}_IN$/],
    ['constructor', /^(?!constructor)[a-z]{11}$/],
  ])('%s', (name, pattern) => {
    const { texts, both } = redacted([tables([`-A FORWARD -j ${name}`], [name])]);
    const [, declared] = /^:(?!FORWARD)(\S+) - /m.exec(texts[0] ?? '') ?? [];
    expect(declared).toMatch(pattern);
    expect(texts[0]).toContain(`-A FORWARD -j ${String(declared)}`);
    expect(both.names.chain(name)).toBe(declared);
  });

  it('of a dispatch tree are called by what their interfaces have next', () => {
    const { texts } = redacted([
      tables(
        [
          '-A FORWARD -i cali4+ -g cali-from-wl-dispatch-4',
          '-A cali-from-wl-dispatch-4 -i cali4aa -g cali-fw-cali4aa',
        ],
        ['cali-from-wl-dispatch-4', 'cali-fw-cali4aa'],
      ),
    ]);
    const [, wildcard = '', branch] =
      /-i cali(\S)\+ -g cali-from-wl-dispatch-(\S)$/m.exec(texts[0] ?? '') ?? [];
    expect(branch).toBe(wildcard);
    expect(texts[0]).toMatch(new RegExp(`-i (cali${wildcard}\\S\\S) -g cali-fw-\\1$`, 'm'));
  });
});

describe('what is beside the rules', () => {
  it('sets keep their members, and their comments are hidden', () => {
    const { texts } = redacted([
      {
        holds: 'sets',
        text: [
          'create acme hash:net,iface family inet hashsize 1024 maxelem 65536 comment',
          'add acme 10.1.0.0/16,acme0 timeout 30 comment "paypal office"',
          'create all list:set size 8',
          'add all acme',
          'create range bitmap:ip range 10.2.0.0-10.2.1.255',
        ].join('\n'),
      },
    ]);
    const [create = '', add = '', , member = '', range] = texts[0]?.split('\n') ?? [];
    const [, name = ''] =
      /^create (\S+) hash:net,iface family inet hashsize 1024 maxelem 65536 comment$/.exec(create) ?? [];
    expect(name).toMatch(/^(?!acme)[a-z]{4}$/);
    expect(add).toMatch(
      new RegExp(
        `^add ${name} 10\\.(?!1\\.)\\d+\\.0\\.0/16,(?!acme)[a-z]{4}[0189] timeout 30 comment "(?!paypal)[a-z]{6} [a-z]{6}"$`,
      ),
    );
    expect(member).toBe(`add all ${name}`);
    expect(range).toMatch(/bitmap:ip range 10\.\d+\.\d+\.0-10\.\d+\.\d+\.255$/);
  });

  it('ip keeps what the kernel says, and leaves out what only people say', () => {
    const { texts } = redacted([
      {
        holds: 'addresses',
        text: '[{"ifindex":2,"ifname":"acme0","flags":["UP"],"ifalias":"to paypal","altnames":["paypal0"],"address":"00:16:3e:5e:10:20","addr_info":[{"family":"inet","local":"10.1.2.3","prefixlen":24,"broadcast":"10.1.2.255","scope":"global","label":"acme0:1"}]}]',
      },
      {
        holds: 'routes',
        family: 4,
        text: '[{"dst":"default","gateway":"10.1.2.1","dev":"acme0","protocol":"static","flags":[]}]',
      },
    ]);
    expect(texts.join('\n')).not.toMatch(/acme|paypal|10\.1\.2\.|5e:10:20/);
    const [link] = JSON.parse(texts[0] ?? '') as {
      ifname: string;
      flags: string[];
      addr_info: { local: string; broadcast: string }[];
    }[];
    expect(link).toMatchObject({
      ifindex: 2,
      flags: ['UP'],
      addr_info: [{ family: 'inet', prefixlen: 24, scope: 'global' }],
    });
    expect(link?.addr_info[0]?.broadcast).toBe(link?.addr_info[0]?.local.replace(/\d+$/, '255'));
    expect(JSON.parse(texts[1] ?? '')).toMatchObject([
      { dst: 'default', dev: link?.ifname, protocol: 'static' },
    ]);
  });

  it('of tunnels the ends, and their settings stay', () => {
    const { texts } = redacted([
      {
        holds: 'addresses',
        text: '[{"ifname":"acme0","link_type":"ipip","address":"10.1.2.3","broadcast":"0.0.0.0","linkinfo":{"info_kind":"ipip","info_data":{"proto":"paypal","remote":"any","local":"10.1.2.3","ttl":9,"tos":"0x1","fwmark":"0x20"}},"addr_info":[]},{"ifname":"vxlan.calico","linkinfo":{"info_kind":"vxlan","info_data":{"id":77,"port":4790,"local6":"2001:db8::7","link":"acme0","ttl":0}}},{"ifname":"acme1","linkinfo":{"info_kind":"acmekind","info_slave_data":{"acme":1},"info_data":{"acme":"x"}}}]',
      },
    ]);
    expect(texts[0]).not.toMatch(/acme|paypal|10\.1\.2\.3/);
    const [first, second] = JSON.parse(texts[0] ?? '') as {
      ifname: string;
      address: string;
      linkinfo: object;
    }[];
    expect(first?.linkinfo).toEqual({
      info_kind: 'ipip',
      info_data: { remote: 'any', local: first?.address, ttl: 9, tos: '0x1', fwmark: '0x20' },
    });
    expect(second?.linkinfo).toEqual({
      info_kind: 'vxlan',
      info_data: {
        id: 77,
        port: 4790,
        local6: expect.stringMatching(/^2001:db8::/) as string,
        link: first?.ifname,
        ttl: 0,
      },
    });
  });

  it('plain text of ip as well', () => {
    const { texts } = redacted([
      {
        holds: 'addresses',
        text: '2: acme0@eth0: <UP> mtu 1500 master acmebr\n    link/ether 00:16:3e:5e:10:20 brd ff:ff:ff:ff:ff:ff\n    alias to paypal\n    inet 10.1.2.3/24 brd 10.1.2.255 scope global acme0',
      },
      { holds: 'routes', family: 4, text: 'default via 10.1.2.1 dev acme0 proto static' },
    ]);
    expect(texts.join('\n')).not.toMatch(/acme|paypal|10\.1\.2\.|5e:10:20/);
    expect(texts[0]).toMatch(
      /^2: (\S+)@eth0: <UP> mtu 1500 master \S+\n.*\n {4}inet \S+\/24 brd \S+\.255 scope global \1$/s,
    );
  });

  it('plain text of ip with words that nobody knows, and only those are replaced', () => {
    const kept = [
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65536 qdisc fq_codel state UP group default qlen 1000',
      '    link/ether ff:ff:ff:ff:ff:ff brd ff:ff:ff:ff:ff:ff link-netnsid 0',
      '    inet 127.0.0.1/8 scope host secondary noprefixroute lo',
      '       valid_lft 86399sec preferred_lft forever',
      '    inet6 ::1/128 scope host tentative noprefixroute ',
    ];
    const { texts } = redacted([
      { holds: 'addresses', text: [...kept, '    link/ether acmeport', '    secrets 12345678'].join('\n') },
      {
        holds: 'routes',
        family: 4,
        text: 'default via inet6 fe80::1 dev eth0 proto kernel scope link src 0.0.0.0 metric 100000 onlink linkdown\n10.20.0.0/16 acmeword acmevalue vrf acmevrf',
      },
      {
        holds: 'rules',
        family: 4,
        text: '32766:\tnot from all fwmark 0x10000/0x10000 iif eth0 lookup main\n9:\tfrom all acmeword',
      },
    ]);
    const [addresses = '', routes = '', rules = ''] = texts;
    expect(addresses.split('\n').slice(0, kept.length)).toEqual(kept);
    expect(routes).toMatch(
      /^default via inet6 fe80::\S+ dev eth0 proto kernel scope link src 0\.0\.0\.0 metric 100000 onlink linkdown\n/,
    );
    expect(rules).toMatch(
      /^32766:\tnot from all fwmark 0x10000\/0x10000 iif eth0 lookup main\n9:\tfrom all \S+$/,
    );
    expect(texts.join('\n')).not.toMatch(/acme|secrets|12345678|10\.20\./);
  });

  it('short text of ip keeps its states', () => {
    const { texts } = redacted([
      { holds: 'addresses', text: 'acme0@eth0   UP   10.20.30.40/24 \nlo  UNKNOWN  127.0.0.1/8' },
    ]);
    expect(texts[0]).toMatch(
      /^(?!acme)[a-z]{4}\d@eth0 {3}UP {3}10\.(?!20\.30\.)[\d.]+\/24 \nlo {2}UNKNOWN {2}127\.0\.0\.1\/8$/,
    );
  });

  it('sets with comments that are not quoted, and words that ipset does not know', () => {
    const kept =
      'hash:net,mark family inet hashsize 65536 maxelem 1000000 timeout 86400 counters skbinfo comment';
    const { texts } = redacted([
      {
        holds: 'sets',
        text: [
          `create acme ${kept}`,
          'add acme 10.20.0.0/16,0x10000 timeout 86399 packets 12345 bytes 1234567 skbmark 0x10000/0xffffffff comment acmeshop acmetwo',
          'create all list:set size 8',
          'add all acme before acmeother',
          'create acmeother hash:ip acmeword 12345678',
        ].join('\n'),
      },
    ]);
    const [create = '', add = '', , member = '', other = ''] = texts[0]?.split('\n') ?? [];
    expect(create).toMatch(new RegExp(`^create [a-z]{4} ${kept}$`));
    expect(add).toMatch(
      / 10\.\d+\.0\.0\/16,0x10000 timeout 86399 packets 12345 bytes 1234567 skbmark 0x10000\/0xffffffff comment [a-z]{8} [a-z]{7}$/,
    );
    expect(other.split(' ')[1]).toBe(member.split(' ').at(-1));
    expect(texts[0]).not.toMatch(/acme|12345678|10\.20\./);
  });

  it('services of IPVS with names', () => {
    const { texts } = redacted([
      {
        holds: 'ipvs',
        text: '-A -t 10.20.30.40:443 -s rr -p 10800 --pe sip -b flag-1,flag-2\n-a -t 10.20.30.40:443 -r 10.20.30.41:8443 -m -w 10000 --tun-type ipip\n-a -t acmehost:https -r acmeother -g',
      },
    ]);
    expect(texts[0]).toMatch(
      /^-A -t (\S+):443 -s rr -p 10800 --pe sip -b \S+\n-a -t \1:443 -r \S+:8443 -m -w 10000 --tun-type ipip\n/,
    );
    expect(texts[0]).not.toMatch(/acme|10\.20\./);
  });

  it.each([
    ['6.1.0-18-amd64', '6.1.0-18'],
    ['5.15.0-1051-aws', '5.15.0-1051'],
    ['4.18.0-513.el8.x86_64', '4.18.0-513'],
    ['6.6.31+acme-v8', '6.6.31'],
    ['5.10.0-acme7', '5.10.0'],
    ['acme', 'redacted'],
    ['', 'redacted'],
  ])('of the kernel "%s" only its numbers stay', (kernel, stays) => {
    const made = { ...snapshotOf([tables(['-A FORWARD -j DROP'])]), kernel };
    expect(redact(made, 'the key of this').redacted.kernel).toBe(stays);
  });

  it('text of ip that breaks off says no more', () => {
    const { texts } = redacted([
      {
        holds: 'addresses',
        text: '[{"ifindex":2,"ifname":"acme0","ifalias":"to paypal","addr_info":[{"local":"10.1.2.3"',
      },
      { holds: 'rules', family: 4, text: '100: from all lookup acmetable' },
      { holds: 'routes', family: 4, text: '10.9.0.0/16 dev acme0 table acmetable proto acmed realm acmer' },
    ]);
    expect(texts.join('\n')).not.toMatch(/acme|paypal|10\.1\.2\.3/);
    expect(texts[2]).toContain(` table ${/lookup (\S+)/.exec(texts[1] ?? '')?.[1] ?? '-'} `);
  });

  it('the host, what programs said and settings of interfaces', () => {
    const made = snapshotOf([{ ...tables(['-A FORWARD -i acme.7 -j DROP']) }]);
    const { redacted: snapshot, names } = redact(
      {
        ...made,
        sysctls: [
          'net.ipv4.conf.acme/7.rp_filter = 1',
          'net.ipv4.conf.all.rp_filter = 0',
          'net.ipv4.ip_forward = 1',
        ],
        missing: ['ipset save failed (Error in line 1: acme): what the ipsets hold is not known'],
        outputs: made.outputs.map((output) => ({ ...output, errors: ['# Warning: acme'] })),
      },
      'the key of this',
    );
    expect(snapshot.host).toBe('redacted');
    expect(snapshot.missing).toEqual(['ipset save failed: what the ipsets hold is not known']);
    expect(snapshot.outputs[0]?.errors).toEqual([]);
    expect(snapshot.sysctls).toEqual([
      `net.ipv4.conf.${names.interface('acme.7').replace('.', '/')}.rp_filter = 1`,
      'net.ipv4.conf.all.rp_filter = 0',
      'net.ipv4.ip_forward = 1',
    ]);
  });
});

describe('what is cut off or broken keeps no name', () => {
  it('what this program writes around the texts', () => {
    const made = snapshotOf([{ ...tables(['-A FORWARD -j DROP']) }]);
    const { redacted: snapshot } = redact(
      {
        ...made,
        takenAt: '2026-01-01 of acme',
        missing: ['ip rule could not be read!(acme): rules are not known', 'ipset save failed: acme'],
        sysctls: [
          'net.ipv4.conf acme = 1',
          'net.ipv4.acme = 1',
          'net.ipv4.conf.eth0.acme = 1',
          'net.ipv4.conf.eth0.rp_filter = acme',
          'acme',
        ],
        outputs: made.outputs.map((output) => ({ ...output, command: ['iptables-save', '--acme'] })),
      },
      'the key of this',
    );
    expect(JSON.stringify(snapshot)).not.toContain('acme');
    expect(snapshot.outputs[0]?.command[0]).toBe('iptables-save');
    expect(snapshot.missing).toHaveLength(2);
    expect(snapshot.sysctls).toHaveLength(5);
  });

  it('and keeps each sentence and command as they are that a node may give', () => {
    const nowhere: Machine = {
      has: () => false,
      refuses: () => false,
      read: (path) => (path.includes('modules') ? undefined : 'filter'),
      variants: new Map(),
      isRoot: true,
    };
    const everywhere: Machine = { ...nowhere, has: () => true };
    const rules = '-m set --match-set x src';
    const { runs } = planNode(everywhere, rules);
    const all = [
      ...planTables(everywhere).runs,
      ...runs,
      ...planNftChains(everywhere).runs,
      ...planNftTables([{ family: 'inet', name: 'filter' }]).runs,
    ];
    const failed = all.flatMap(({ commands, unknown }) =>
      commands.map((words) => `${words.join(' ')} failed (acme): ${unknown}`),
    );
    const refused = planTables({ ...nowhere, refuses: () => true }).missing;
    const missing = [
      ...planTables(nowhere).missing,
      ...refused,
      ...planNode(nowhere, rules).missing,
      ...planNftChains(nowhere).missing,
      ...planNftTables([{ family: 'inet', name: '' }]).missing,
      ...failed,
    ];
    expect(missing.length).toBeGreaterThan(20);
    const commands = all.flatMap((run) => run.commands);
    const [output] = snapshotOf([{ ...tables(['-A FORWARD -j DROP']) }]).outputs;
    if (output === undefined) throw new Error('a snapshot without output');
    const { redacted: snapshot } = redact(
      { ...snapshotOf([]), missing, outputs: commands.map((command) => ({ ...output, command })) },
      'the key of this',
    );
    expect(snapshot.missing).toEqual(missing.map((sentence) => sentence.replace(' (acme)', '')));
    expect(snapshot.outputs.map(({ command }) => command)).toEqual(commands);
  });

  it('what nft told, of which stays what its base chains do', () => {
    const told = (command: readonly string[], items: readonly object[]): Printed => ({
      command,
      status: 0,
      errors: ['acme'],
      lines: [JSON.stringify({ nftables: items })],
    });
    const chainsOf = (table: string): readonly object[] => [
      {
        chain: {
          family: 'inet',
          table,
          name: 'acme_in',
          type: 'filter',
          hook: 'input',
          prio: 5,
          policy: 'accept',
        },
      },
      { chain: { family: 'inet', table, name: 'acme_sub', handle: 3 } },
    ];
    const itemsOf = (table: string, ...more: readonly object[]): readonly object[] => [
      { table: { family: 'inet', name: table, comment: 'acme' } },
      { set: { family: 'inet', table, name: 'acmeset', elem: ['10.1.2.3'] } },
      ...chainsOf(table),
      {
        rule: {
          ...{ family: 'inet', table, chain: 'acme_in', comment: 'acme' },
          expr: [
            { match: { left: { meta: { key: 'iifname' } }, right: 'acme0' } },
            ...more,
            { jump: { target: 'acme_sub' } },
          ],
        },
      },
    ];
    const listed = ['nft', '-j', '-t', 'list', 'table', 'inet'];
    const made = {
      ...snapshotOf([{ ...tables(['-A FORWARD -j DROP']) }]),
      missing: [
        'nft -j -t list table inet acme-edge failed (acme): what that table of nftables does is not known',
      ],
      nftables: [
        told(['nft', '-j', 'list', 'chains'], [...chainsOf('acme-edge'), ...chainsOf('acme')]),
        told([...listed, 'acme-edge'], itemsOf('acme-edge', { 'acme statement': 'acme' })),
        told([...listed, 'acme'], itemsOf('acme', { counter: { packets: 7 } })),
        { ...told(['nft'], []), lines: ['{"nftables": [{"table": {"name": "acme'] },
      ],
    };
    const { redacted: snapshot } = redact(made, 'the key of this');
    expect(JSON.stringify(snapshot)).not.toMatch(/acme|10\.1\.2\.3/);
    const [, name = ''] =
      /^nft -j -t list table inet (\S+) failed: what/.exec(snapshot.missing[0] ?? '') ?? [];
    expect(snapshot.nftables?.[1]?.command).toEqual([...listed, name]);
    const doubts = readNftTables(nftTexts(snapshot)?.texts ?? [], 4);
    expect(doubts).toMatchObject([{ family: 'inet', name, chains: [{ hook: 'input', priority: 5 }] }]);
  });

  it('elements of a set of which the line that makes it is missing', () => {
    const { texts } = redacted([{ holds: 'sets', text: 'add acme 10.1.2.3/32,dmzport comment "x"\n' }]);
    expect(texts[0]).toMatch(/^add \S+ 10\.\S+,[a-z]{7} comment /);
    expect(texts[0]).not.toMatch(/acme|10\.1\.2\.3|dmzport/);
  });

  it('elements of a port or a mark that is none', () => {
    const kept = [
      'add x 10.1.1.1,tcp:40000',
      'add x 10.1.1.1,icmp:echo-request',
      'add x 10.1.1.1,47:0',
      'add x 10.1.1.1,udp:1024-50000',
    ];
    const { texts } = redacted([
      {
        holds: 'sets',
        text: [
          'create x hash:ip,port',
          ...kept,
          'add x 10.1.1.1,tcp:acme',
          'add x 10.1.1.1,acme:80',
          '',
        ].join('\n'),
      },
    ]);
    const [, ...elements] = (texts[0]?.split('\n') ?? []).map((line) => line.split(',')[1]);
    expect(elements.slice(0, kept.length)).toEqual(kept.map((line) => line.split(',')[1]));
    expect(texts[0]).not.toContain('acme');
  });

  it.each(['create x 10.1.2.3/32,acmeport comment "acmeport"', 'create x hash:acmeport', 'create acmeport'])(
    'sets: %s',
    (text) => {
      expect(redacted([{ holds: 'sets', text }]).texts[0]).not.toMatch(/acmeport|10\.1\.2\.3/);
    },
  );

  it('JSON of ip with keys and words that ip does not have', () => {
    const text =
      '[{"ifname": "eth0", "acmekey": 5, "mtu": 1500, "operstate": "acmeport", "flags": ["UP", "acmeport"]}]';
    const [shown = ''] = redacted([{ holds: 'addresses', text }]).texts;
    expect(shown).not.toContain('acme');
    expect(shown).toMatch(/"mtu": 1500/);
    expect(shown).toMatch(/"UP"/);
  });

  it.each([
    [':FORWARD -d 10.1.2.3/32 -j acmeport', ''],
    [':acmeport - [10.1.2.3:acmeport]', ''],
    ['[acmeport:10.1.2.3] -A FORWARD -j DROP', ''],
    ['-A FORWARD -m comment__cali:x" -j acmeport', ''],
    ['-A FORWARD -m set --acmeport src -j DROP', ''],
    ['"-Aacmeport" -j DROP', ''],
    ['"-Aacmeport', ''],
    ['"-Nacmeport"', ''],
    ['-A FORWARD "-s10.1.2.3" -j DROP', ''],
    ['-A FORWARD "--log-prefix=acmeport" -j DROP', ''],
    ['-A FORWARD "-jacmeport', ''],
    ['-A FORWARD -m comment --comment "cali:acmeport -j DROP', ''],
    ['-Aacmeport": ACCEPT [0:0]', ''],
    ['', '*10.1.2.3 acmeport'],
    ['', 'COMMIT\0 10.1.2.3 acmeport'],
  ])('tables: %j%j', (within, behind) => {
    const text = ['*filter', ':FORWARD ACCEPT [0:0]', within, 'COMMIT', behind, ''].join('\n');
    const { texts } = redacted([{ holds: 'tables', family: 4, backend: 'nft', text }]);
    expect(texts[0]).not.toMatch(/acmeport|10\.1\.2\.3/);
  });

  it.each([
    '[{"ifname": "eth0", "ifalias": "acmeport", "addr_info": [{"local": "10.1.2.3"',
    '- - -\n[{"ifname": "eth0", "ifalias": "acmeport", "address": "10.1.2.3"}]',
    '[{"ifname": "eth0"}]\n{"ifalias": "acmeport", "address": "10.1.2.3"}',
  ])('JSON of ip: %s', (text) => {
    const { texts } = redacted([{ holds: 'addresses', text: `${text}\n` }]);
    expect(texts[0]?.split('\n')).toHaveLength(text.split('\n').length);
    expect(texts[0]).not.toMatch(/acmeport|10\.1\.2\.3/);
  });
});
