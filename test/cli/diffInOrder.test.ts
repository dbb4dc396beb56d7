import { describe, expect, it } from 'vitest';
import { filter, nat } from '../lint/lintCases.js';
import { run } from './run.js';

const mangle = (...rules: readonly string[]): string =>
  `*mangle\n:PREROUTING ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;
const copies = '-j TEE --gateway 10.0.0.9';
const toOne = nat('-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1');
const toTwo = nat('-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1-10.0.0.2');
const saves = '-A FORWARD -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff';
const asksMark = filter('-A INPUT -m connmark --mark 0x5 -j DROP');
const asksSet = filter('-A INPUT -m set --match-set bad dst -j DROP');
const asksList = filter('-A INPUT -m recent --name l --rcheck --rdest -j DROP');
const taken = '-A PREROUTING -m socket --restore-skmark';
const marks = (value: string): string => `-A FORWARD -j MARK --set-xmark ${value}`;
const clientsOfNat = '--dst 10.9.9.9 --proto tcp --dport 80 --iif eth0';

interface JsonTold {
  readonly differences: readonly { readonly kind: string; readonly before: { readonly kind: string } }[];
  readonly undecided: readonly { readonly kind: string }[];
  readonly assumed: readonly { readonly kind: string }[];
}

async function told(before: string, after: string, among: string): Promise<readonly string[]> {
  const { stdout } = await run(`diff --format json ${among} before after`, { files: { before, after } });
  const { differences, undecided, assumed } = JSON.parse(stdout) as JsonTold;
  return [
    ...new Set(differences.map(({ kind, before: { kind: end } }) => `${kind} ${end}`)),
    ...undecided.map(({ kind }) => `not decided: ${kind}`),
    ...assumed.map(({ kind }) => `assumed: ${kind}`),
  ];
}

type Row = readonly [
  name: string,
  before: string,
  after: string,
  expected: readonly string[],
  among?: string,
];

const toEth1 = mangle('-A OUTPUT -o eth0 -p udp -j MARK --set-xmark 0x1/0x1');
const redirected = (chance: string): string =>
  nat(
    `-A OUTPUT -o eth0 -p tcp -m statistic --mode random --probability ${chance} -j REDIRECT --to-ports 80
-A OUTPUT -o eth0 -p tcp -j REDIRECT --to-ports 81`,
  );

const rows: readonly Row[] = [
  // Which way out, where it is looked up again.
  [
    'own packets to a service by one interface',
    nat('-A OUTPUT -o eth0 -p tcp -j REDIRECT'),
    nat('-A OUTPUT -j ACCEPT\n-A OUTPUT -o eth0 -p tcp -j REDIRECT'),
    ['end delivered'],
  ],
  ['own packets by one interface, by chance', redirected('0.5'), redirected('0.25'), ['not decided: chance']],
  [
    'own packets by one interface, with other marks',
    mangle('-A OUTPUT -o eth0 -j MARK --set-xmark 0x1/0x1', '-A POSTROUTING -m mark --mark 0x1/0x1 -j DROP'),
    mangle('-A OUTPUT -o eth1 -j MARK --set-xmark 0x1/0x1', '-A POSTROUTING -m mark --mark 0x1/0x1 -j DROP'),
    ['end dropped', 'end sent', 'assumed: marks'],
    '--src 192.0.2.1 --dst 10.0.0.1 --proto tcp',
  ],
  [
    'what leaves by another interface than it was to, and is dropped before',
    toEth1 + filter(''),
    toEth1 + filter('-A OUTPUT -o eth0 -p udp -m udp --dport 53 -j DROP'),
    ['end sent', 'assumed: marks'],
    '--oif eth1',
  ],
  [
    'what leaves by an interface, of which the rule sees nothing',
    filter(''),
    filter('-A INPUT -p udp -j DROP\n-A OUTPUT -o eth2 -p tcp -j DROP'),
    [],
    '--oif eth1',
  ],
  // How often.
  [
    'a chain that is entered twice with the same packets',
    mangle('-A FORWARD -j A', `-A A ${copies}`),
    mangle('-A FORWARD -j A', '-A FORWARD -j A', `-A A ${copies}`),
    ['effect forwarded'],
  ],
  [
    'a chain behind one that is entered twice',
    mangle('-A FORWARD -j A', '-A A -j B', `-A B ${copies}`),
    mangle('-A FORWARD -j A', '-A FORWARD -j A', '-A A -j B', `-A B ${copies}`),
    ['effect forwarded'],
  ],
  // For packets that get nowhere.
  [
    'a copy of what is dropped',
    mangle(),
    mangle(`-A PREROUTING ${copies}`, '-A PREROUTING -j DROP'),
    ['end delivered', 'end forwarded'],
  ],
  [
    'a copy of what is dropped on both sides',
    mangle('-A PREROUTING -j DROP'),
    mangle(`-A PREROUTING ${copies}`, '-A PREROUTING -j DROP'),
    ['effect dropped'],
  ],
  [
    'the segment size of what is dropped',
    mangle('-A PREROUTING -j DROP'),
    mangle(
      '-A PREROUTING -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400',
      '-A PREROUTING -j DROP',
    ),
    [],
  ],
  [
    'the ttl of what a program gets',
    mangle('-A FORWARD -j NFQUEUE --queue-num 1'),
    mangle('-A FORWARD -j TTL --ttl-set 9', '-A FORWARD -j NFQUEUE --queue-num 1'),
    ['effect queued'],
  ],
  [
    'the mark of what a program gets',
    mangle('-A FORWARD -j NFQUEUE --queue-num 1'),
    mangle(marks('0x5/0xffffffff'), '-A FORWARD -j NFQUEUE --queue-num 1'),
    ['assumed: marks'],
  ],
  // With what values.
  [
    'the tos of a copy',
    mangle('-A FORWARD -j TOS --set-tos 0x10/0xff', `-A FORWARD ${copies}`),
    mangle(`-A FORWARD ${copies}`, '-A FORWARD -j TOS --set-tos 0x10/0xff'),
    ['effect forwarded'],
  ],
  [
    'the destination of a copy',
    toOne + mangle(`-A PREROUTING ${copies}`, '-A FORWARD -j TTL --ttl-set 9'),
    toOne + mangle(`-A FORWARD ${copies}`, '-A FORWARD -j TTL --ttl-set 9'),
    ['effect delivered', 'effect forwarded'],
    clientsOfNat,
  ],
  [
    'a copy that leaves before the packet is forwarded: it has one hop less, too',
    mangle(`-A PREROUTING ${copies}`, '-A FORWARD -j TTL --ttl-set 9'),
    mangle(`-A FORWARD ${copies}`, '-A FORWARD -j TTL --ttl-set 9'),
    ['effect delivered'],
    '--iif eth0',
  ],
  [
    'an entry of a set',
    asksSet + toOne + mangle('-A PREROUTING -j SET --add-set bad dst'),
    asksSet + toOne + mangle('-A FORWARD -j SET --add-set bad dst'),
    ['not decided: state'],
    `${clientsOfNat} --oif eth1`,
  ],
  [
    'an address of a list',
    asksList + toOne + mangle('-A PREROUTING -m recent --name l --set --rdest'),
    asksList + toOne + mangle('-A FORWARD -m recent --name l --set --rdest'),
    ['not decided: state'],
    `${clientsOfNat} --oif eth1`,
  ],
  [
    'a mark that a connection gets',
    asksMark + mangle(marks('0x5/0xffffffff'), saves, marks('0x6/0xffffffff')),
    asksMark + mangle(marks('0x7/0xffffffff'), saves, marks('0x6/0xffffffff')),
    ['not decided: state'],
  ],
  // In what order.
  [
    'the class that is the last',
    mangle('-A FORWARD -j CLASSIFY --set-class 1:5', '-A FORWARD -j CLASSIFY --set-class 1:6'),
    mangle('-A FORWARD -j CLASSIFY --set-class 1:6', '-A FORWARD -j CLASSIFY --set-class 1:5'),
    ['not decided: chance'],
  ],
  [
    'copies, whatever their order',
    mangle('-A FORWARD -j TEE --gateway 10.0.0.8', `-A FORWARD ${copies}`),
    mangle(`-A FORWARD ${copies}`, '-A FORWARD -j TEE --gateway 10.0.0.8'),
    [],
  ],
  [
    'an entry that is added and deleted',
    asksSet + mangle('-A FORWARD -j SET --add-set bad dst', '-A FORWARD -j SET --del-set bad dst'),
    asksSet + mangle('-A FORWARD -j SET --del-set bad dst', '-A FORWARD -j SET --add-set bad dst'),
    ['not decided: state'],
  ],
  [
    'entries, whatever their order',
    asksSet + mangle('-A FORWARD -j SET --add-set bad dst', '-A FORWARD -j SET --add-set bad src'),
    asksSet + mangle('-A FORWARD -j SET --add-set bad src', '-A FORWARD -j SET --add-set bad dst'),
    [],
  ],
  [
    'a list that is asked before the address is in it, or behind',
    mangle(
      '-A FORWARD -m recent --name l --set --rsource',
      `-A FORWARD -m recent --name l --rcheck --rsource ${copies}`,
    ),
    mangle(
      `-A FORWARD -m recent --name l --rcheck --rsource ${copies}`,
      '-A FORWARD -m recent --name l --set --rsource',
    ),
    ['not decided: state'],
  ],
  [
    'bits of the mark of a connection',
    asksMark +
      mangle('-A FORWARD -j CONNMARK --set-xmark 0x1/0x1', '-A FORWARD -j CONNMARK --set-xmark 0x4/0x4'),
    asksMark +
      mangle('-A FORWARD -j CONNMARK --set-xmark 0x4/0x4', '-A FORWARD -j CONNMARK --set-xmark 0x1/0x1'),
    [],
  ],
  // By what the kernel picks.
  [
    'copies of those for one of two backends',
    toTwo + mangle(`-A FORWARD -d 10.0.0.1/32 ${copies}`),
    toTwo + mangle(`-A FORWARD -d 10.0.0.2/32 ${copies}`),
    ['effect forwarded', 'not decided: chance'],
    clientsOfNat,
  ],
  [
    'the class of service of those for one of two backends',
    toTwo + mangle('-A FORWARD -d 10.0.0.1/32 -j DSCP --set-dscp 0x0a'),
    toTwo + mangle('-A FORWARD -d 10.0.0.2/32 -j DSCP --set-dscp 0x0a'),
    ['not decided: chance'],
    clientsOfNat,
  ],
  [
    'one copy of each, by two rules or by one',
    toTwo + mangle(`-A FORWARD -d 10.0.0.1/32 ${copies}`, `-A FORWARD -d 10.0.0.2/32 ${copies}`),
    toTwo + mangle(`-A FORWARD -m iprange --dst-range 10.0.0.1-10.0.0.2 ${copies}`),
    ['not decided: chance'],
    clientsOfNat,
  ],
  [
    'the mark of a socket',
    mangle(taken, `-A PREROUTING -m mark --mark 0x1 ${copies}`),
    mangle(taken, `-A PREROUTING -m mark --mark 0x2 ${copies}`),
    ['not decided: chance', 'assumed: marks'],
  ],
  [
    'a mark, that of a socket, and another mark in one rule',
    mangle('-A PREROUTING -i eth0 -j ACCEPT'),
    mangle(
      '-A PREROUTING -i eth0 -j ACCEPT',
      '-A PREROUTING -m mark --mark 0x1 -m socket --restore-skmark -m mark --mark 0x2 -j DROP',
    ),
    ['end delivered', 'end forwarded', 'not decided: fragments', 'assumed: marks'],
  ],
  [
    'the mark of a socket, turned over',
    mangle(taken),
    mangle(taken, '-A PREROUTING -j MARK --set-xmark 0x1/0x0'),
    ['assumed: marks'],
  ],
];

describe('calitrace diff of rules that do the same, but otherwise', () => {
  for (const [name, before, after, expected, among = ''] of rows) {
    it(name, async () => {
      expect(await told(before, after, among)).toEqual(expected);
      expect(await told(before, before, among)).toEqual([]);
      expect(await told(after, after, among)).toEqual([]);
    });
  }

  it('shows both ends by one example with the same answers', async () => {
    const files = {
      before: nat('-A OUTPUT -o eth0 -p tcp -j REDIRECT'),
      after: nat('-A OUTPUT -j ACCEPT\n-A OUTPUT -o eth0 -p tcp -j REDIRECT'),
    };
    const { stdout } = await run('diff before after', { files });
    expect(stdout.match(/outInterface:eth0=yes (?:before|after)/g)).toHaveLength(2);
  });
});
