import fc from 'fast-check';
import { eachLine } from '../../src/ast/dumpLines.js';
import { redactTools } from '../../src/cli/redactTools.js';
import { keyedChance } from '../../src/digest/digests.js';
import { encodeUtf8 } from '../../src/document/utf8.js';
import { parse } from '../../src/index.js';
import { redactSnapshot } from '../../src/redact/redactSnapshot.js';
import { dumpText } from '../../src/snapshot/nodeTexts.js';
import { readSnapshot } from '../../src/snapshot/readSnapshot.js';
import { linesOf, type Output, type Snapshot } from '../../src/snapshot/snapshot.js';
import { writeSnapshot } from '../../src/snapshot/writeSnapshot.js';
import type { Answer, Door } from './door.js';
import { mutated } from './mutated.js';

/**
 * Names and addresses that are this node's own, so long that chance does not leave them as they are. What an input still holds of them after its
 * changes must be nowhere in what comes out.
 */
const secret =
  /zanzibarquux|mozambiqueport|(?<!\d|\d\.)10\.73\.201\.117(?![\d.]*\d)|(?<![\w:])(?:fd7a:115c:a1e0:9f3b::6421|5a:1f:7c:9d:e3:b7)(?![\w:])/;

/** The same address among bytes, which stays only where a sentence says so. */
const secretBytes = /a49c975|172607861/i;

const texts: readonly (readonly [output: Omit<Output, 'lines' | 'status' | 'errors'>, text: string])[] = [
  [
    { holds: 'tables', family: 4, backend: 'legacy', command: ['iptables-legacy-save', '-c'] },
    `*nat
:PREROUTING ACCEPT [0:0]
:KUBE-SVC-TCOU7JCQXEZGVUNU - [0:0]
[0:0] -A PREROUTING -d 10.73.201.117/32 -p tcp -m comment --comment "zanzibarquux/mozambiqueport:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-TCOU7JCQXEZGVUNU
[0:0] -A KUBE-SVC-TCOU7JCQXEZGVUNU -j DNAT --to-destination 10.73.201.117:8080
COMMIT
*filter
:FORWARD DROP [0:0]
:cali-pi-zanzibarquux - [0:0]
:zanzibarquux - [0:0]
[3:4] -A FORWARD -i cali1+ -m comment --comment "cali:AiGAjSlebATYbmZ2" -j cali-pi-zanzibarquux
[0:0] -A cali-pi-zanzibarquux -m set --match-set mozambiqueport src -j LOG --log-prefix "mozambiqueport: "
[0:0] -A cali-pi-zanzibarquux -m mac --mac-source 5a:1f:7c:9d:e3:b7 -g zanzibarquux
[0:0] -A zanzibarquux -m iprange --src-range 10.73.201.100-10.73.201.110 -j RETURN
[0:0] -A zanzibarquux -m u32 --u32 "0x6&0xff=0x6&&0xc=0xa49c975" -j DROP
[0:0] -A zanzibarquux -m bpf --bytecode "4,32 0 0 16,21 0 1 172607861,6 0 0 65535,6 0 0 0" -j DROP
[0:0] -A zanzibarquux -m string --hex-string "|0a49c975|" --algo bm --to 65535 -j DROP
COMMIT
# a comment on zanzibarquux
`,
  ],
  [
    { holds: 'tables', family: 6, backend: 'nft', command: ['ip6tables-nft-save', '-c'] },
    '*filter\n:INPUT ACCEPT [0:0]\n[0:0] -A INPUT -s fd7a:115c:a1e0:9f3b::6421/128 -j DROP\n[0:0] -A INPUT -s ::ffff:10.73.201.117/128 -j DROP\nCOMMIT\n',
  ],
  [
    { holds: 'sets', command: ['ipset', 'save'] },
    'create mozambiqueport hash:net,iface family inet hashsize 1024 maxelem 65536 comment\nadd mozambiqueport 10.73.201.117/32,zanzibarquux comment "of mozambiqueport"\nadd mozambiqueport 10.73.201.118/32,eth0 comment zanzibarquux\n',
  ],
  [
    { holds: 'addresses', command: ['ip', '-j', 'addr'] },
    '[{"ifindex": 2, "ifname": "eth0", "address": "5a:1f:7c:9d:e3:b7", "ifalias": "zanzibarquux", "addr_info": [{"family": "inet", "local": "10.73.201.117", "prefixlen": 24, "label": "eth0"}, {"family": "inet6", "local": "fd7a:115c:a1e0:9f3b::6421", "prefixlen": 64}]}]\n',
  ],
  [
    { holds: 'routes', family: 4, command: ['ip', '-j', 'route'] },
    '[{"dst": "10.73.201.0/24", "dev": "zanzibarquux", "prefsrc": "10.73.201.117", "flags": []}]\n',
  ],
  [
    { holds: 'rules', family: 4, command: ['ip', '-j', 'rule'] },
    '[{"priority": 100, "src": "10.73.201.117", "iif": "zanzibarquux", "table": "main"}, {"priority": 32766, "src": "all", "table": "main"}]\n',
  ],
  [
    { holds: 'addresses', command: ['ip', 'addr'] },
    '2: zanzibarquux@eth0: <UP> mtu 1500 master mozambiqueport\n    link/ether 5a:1f:7c:9d:e3:b7 brd ff:ff:ff:ff:ff:ff link-netns zanzibarquux\n    inet 10.73.201.117/24 scope global zanzibarquux:mozambiqueport\n    of zanzibarquux\n',
  ],
  [
    { holds: 'routes', family: 4, command: ['ip', 'route'] },
    '10.73.201.117 dev zanzibarquux table mozambiqueport zanzibarquux\n',
  ],
  [
    { holds: 'ipvs', command: ['ipvsadm', '-Sn'] },
    '-A -t 10.73.201.117:80 -s rr --pe zanzibarquux\n-a -t 10.73.201.117:80 -r 10.73.201.118:8080 -m -w 1\n',
  ],
];

const sysctls = ['net.ipv4.ip_forward = 1', 'net.ipv4.conf.zanzibarquux.rp_filter = 1'];

function snapshotOf(own: readonly string[], lines: readonly string[]): string {
  const outputs = texts.map(([output], index): Output => {
    return {
      ...output,
      status: 0,
      lines: linesOf(own[index] ?? ''),
      errors: ['zanzibarquux: no such thing'],
    };
  });
  const snapshot: Snapshot = {
    takenAt: '2026-01-01T00:00:00.000Z',
    host: 'mozambiqueport',
    kernel: '6.1.0-zanzibarquux',
    redacted: false,
    missing: ['ip rule could not be read (zanzibarquux): rules are not known'],
    outputs,
    sysctls: lines,
  };
  return encodeUtf8(writeSnapshot(snapshot));
}

const own = texts.map(([, text]) => text);

/** A snapshot in which one or two outputs have been changed, and stay what they are said to be. */
const changed = fc
  .array(
    fc
      .nat(own.length - 1)
      .chain((index) => mutated([own[index] ?? '']).map((text) => [index, text] as const)),
    { minLength: 1, maxLength: 2 },
  )
  .map((changes) =>
    snapshotOf(
      own.map((text, index) => changes.find(([at]) => at === index)?.[1] ?? text),
      sysctls,
    ),
  );

/** One of them in place of any part of an output, but for masks, which stay. */
const planted = fc
  .tuple(
    fc.nat(own.length - 1),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.constantFrom(' ', ',', ':', '=', '"', '\n'),
    fc.constantFrom('zanzibarquux', '10.73.201.117', 'fd7a:115c:a1e0:9f3b::6421', '5a:1f:7c:9d:e3:b7'),
  )
  .map(([index, at, separator, secretWord]) =>
    snapshotOf(
      own.map((text, each) => {
        const parts = text.split(separator);
        return each === index ? parts.with(Math.floor(at * parts.length), secretWord).join(separator) : text;
      }),
      sysctls,
    ),
  );

const chance = keyedChance('a key of the tests');
const seed = snapshotOf(own, sysctls);

function countRules(snapshot: Snapshot): number {
  return [...eachLine(parse(dumpText(snapshot)).dump)].filter(({ kind }) => kind === 'rule').length;
}

function redact(text: string): Answer {
  const reading = readSnapshot(text);
  if (reading.kind === 'none') return { problems: [reading.problem] };
  const { snapshot } = reading;
  const { snapshot: redacted, left: bytes } = redactSnapshot(snapshot, chance, redactTools(snapshot));
  const file = encodeUtf8(writeSnapshot(redacted));
  const again = readSnapshot(file);
  // An escape of JSON may end in a digit, before what is no address.
  const written = file.replaceAll(/\\u[\da-f]{4}/g, ' ');
  if (again.kind === 'none')
    return { problems: [], fault: `it cannot be read again: ${again.problem.message}` };
  const [before, after] = [countRules(snapshot), countRules(again.snapshot)];
  const [left] = secret.exec(written) ?? (bytes.length === 0 ? secretBytes.exec(written) : undefined) ?? [];
  return {
    problems: [],
    fault:
      before !== after
        ? `of ${before} rules ${after} are left`
        : !again.snapshot.redacted
          ? 'it does not say that it is redacted'
          : left === undefined
            ? undefined
            : `${left} is still there: ${written.split('\n').find((line) => line.includes(left)) ?? ''}`,
  };
}

/** `calitrace snapshot --redact`. */
export const redactDoor: Door = {
  name: 'redact',
  share: 0.25,
  seeds: [seed],
  inputs: fc.oneof(
    { weight: 3, arbitrary: changed },
    { weight: 1, arbitrary: planted },
    { weight: 1, arbitrary: mutated([seed]) },
  ),
  read: redact,
};

/** A snapshot with something in each of its parts. */
export const snapshotSeed = seed;
