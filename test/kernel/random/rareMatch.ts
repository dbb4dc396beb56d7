import type { Dice } from './dice.js';
import type { Place } from './place.js';

const inputSide: readonly (Place['hook'] | undefined)[] = ['PREROUTING', 'INPUT', 'FORWARD'];
const outputSide: readonly (Place['hook'] | undefined)[] = ['OUTPUT', 'POSTROUTING', 'FORWARD'];

/** A match, without its `-m`, that rules have less often: those of state, of time, of other headers. */
export function rareMatch(dice: Dice, place: Place): string {
  const not = dice.chance(0.25) ? '! ' : '';
  return dice.pick([
    ...anywhere(dice, not),
    ...(place.family === 4 ? onlyFour(dice, not) : onlySix(dice, not)),
    ...atHook(dice, place, not),
  ]);
}

type Choices = readonly [string, ...string[]];

function anywhere(dice: Dice, not: string): Choices {
  const mask = dice.pick(['32', '24', '16']);
  return [
    `connbytes ${not}--connbytes ${dice.pick(['1:1', '2:10', '0:60'])} --connbytes-dir ${dice.pick(['original', 'reply', 'both'])} --connbytes-mode ${dice.pick(['packets', 'bytes', 'avgpkt'])}`,
    `connlimit ${dice.pick(['--connlimit-above 0', '--connlimit-upto 1', '--connlimit-upto 0'])} --connlimit-mask ${mask} ${dice.pick(['--connlimit-saddr', '--connlimit-daddr'])}`,
    `cpu ${not}--cpu 0`,
    `dscp ${not}${dice.pick(['--dscp 0x04', '--dscp-class EF', '--dscp 0x11', '--dscp 0x00'])}`,
    `ecn ${not}--ecn-ip-ect ${dice.number(4)}`,
    `hashlimit ${dice.pick(['--hashlimit-upto', '--hashlimit-above'])} 1/min --hashlimit-burst 3 --hashlimit-mode ${dice.pick(['srcip', 'dstip,dstport', 'srcip,dstip'])} --hashlimit-name h${dice.number(3)}`,
    `connlabel ${not}--label ${dice.pick(['0', '1', '1 --set'])}`,
    `nfacct --nfacct-name counter`,
    `rateest --rateest r1 --rateest-gt --rateest-bps 1mbit`,
    `helper ${not}--helper ${dice.pick(['ftp', 'sip'])}`,
    `limit --limit 1/min --limit-burst ${dice.pick([1, 3])}`,
    `physdev ${dice.pick(['--physdev-in eth0', '! --physdev-in eth0', '! --physdev-is-bridged', '--physdev-is-in'])}`,
    `quota ${not}--quota ${dice.pick([50, 100, 1000])}`,
    `state ${not}--state ${dice.pick(['NEW', 'ESTABLISHED', 'INVALID', 'NEW,UNTRACKED', 'RELATED,ESTABLISHED'])}`,
    `statistic --mode nth ${not}--every ${dice.pick([1, 2, 3])} --packet 0`,
    `time ${dice.pick(['--timestart 00:00:00 --timestop 00:00:00', '--datestop 2020-01-01T00:00:00', '--datestart 2020-01-01T00:00:00', '--weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun'])}`,
    `conntrack ${not}--ctexpire ${dice.pick(['0:1000000', '0', '1:100'])}`,
    `conntrack ${not}--ctreplsrcport ${dice.pick(['80', '1:1024', '8080'])}`,
    `conntrack ${not}--ctrepldstport ${dice.pick(['40000', '1024:65535', '53'])}`,
    `conntrack ${not}--ctorigsrcport ${dice.pick(['40000', '53', '1:1024'])}`,
    `conntrack --ctstate ${dice.pick(['NEW', 'INVALID', 'UNTRACKED', 'ESTABLISHED'])} ${not}--ctproto ${dice.pick(['6', '17'])} --ctdir ${dice.pick(['ORIGINAL', 'REPLY'])}`,
    `conntrack ${not}--ctstatus ${dice.pick(['ASSURED', 'SEEN_REPLY,ASSURED', 'CONFIRMED,EXPECTED'])}`,
    `recent --${dice.pick(['rcheck', 'update'])} --seconds 60 --hitcount 2 --name ${dice.pick(['one', 'two'])} --rsource`,

    `bpf --bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"`,
    `string ${not}--string "abc" --algo ${dice.pick(['bm', 'kmp'])} --from 20 --to 60`,
    `cluster --cluster-total-nodes 2 ${not}--cluster-local-node 1 --cluster-hash-seed 0xdeadbeef`,
    `comment --comment "a \\"quoted\\" word"`,
  ];
}

function onlyFour(dice: Dice, not: string): readonly string[] {
  return [
    `recent --rcheck --name one --mask ${dice.pick(['255.255.255.0', '255.255.0.0'])} --rdest`,
    `ttl ${dice.pick(['--ttl-eq 1', '--ttl-eq 64', '--ttl-lt 63', '! --ttl-eq 63'])}`,
    `u32 ${not}--u32 "${dice.pick(['0>>24=0x45', '4&0x1fff=0x0', '2&0xff=40:60', '16=0x0a600000:0x0a60ffff', '0>>22&0x3c@12>>24&0xf0=0x50', '6&0xff=1&&0>>22&0x3c@0>>24=8'])}"`,
  ];
}

function onlySix(dice: Dice, not: string): readonly string[] {
  return [
    `recent --rcheck --name one --mask ${dice.pick(['ffff:ffff::', 'ffff:ffff:ffff::'])} --rdest`,
    `hl ${dice.pick(['--hl-eq 1', '--hl-eq 64', '--hl-lt 63', '! --hl-eq 63'])}`,
    `dst ${not}--dst-len 8`,
    `hbh ${not}--hbh-len 8`,
    `frag ${dice.pick(['--fragfirst', '--fraglast', '--fragmore'])}`,
    `rt ${not}--rt-type 0`,
    `srh ${not}${dice.pick(['--srh-next-hdr 17', '--srh-segs-left-eq 0', '--srh-tag 0'])}`,
    `ipv6header ${not}--header ${dice.pick(['none --soft', 'frag', 'frag,dst', 'hop --soft', 'prot'])}`,
  ];
}

/** What the kernel allows in some hooks alone. */
function atHook(dice: Dice, { family, table, hook }: Place, not: string): readonly string[] {
  if (hook === undefined) return [];
  const found: string[] = [];
  if (inputSide.includes(hook)) {
    found.push(
      `mac ${not}--mac-source ${dice.pick(['02:00:00:00:01:0a', '02:00:00:00:01:0c', '02:00:00:00:00:99'])}`,
      `devgroup ${not}--src-group ${dice.pick(['0x0', '0x1'])}`,
      `policy --dir in --pol ${dice.pick(['none', 'ipsec', 'ipsec --proto esp'])}`,
      `addrtype ${not}--dst-type LOCAL --limit-iface-in`,
    );
    if (family === 6) found.push('eui64');
  }
  if (family === 4 && hook !== 'PREROUTING')
    found.push(`realm ${not}--realm ${dice.pick(['0x0', '0x1', '0x1/0xf'])}`);
  if (outputSide.includes(hook)) {
    found.push(
      `devgroup ${not}--dst-group ${dice.pick(['0x0', '0x1'])}`,
      `policy --dir out --pol ${dice.pick(['none', 'ipsec'])}`,
    );
    if (hook !== 'OUTPUT' || family === 4) found.push(`addrtype ${not}--src-type LOCAL --limit-iface-out`);
  }
  if (hook === 'OUTPUT' || hook === 'POSTROUTING') {
    found.push(
      `owner ${not}--uid-owner ${dice.pick(['1000', '1000-2000', '0-1000'])}`,
      `owner ${not}--gid-owner 1000 ${dice.pick(['', '--suppl-groups'])}`.trim(),
    );
  }
  if (hook === 'INPUT' || hook === 'OUTPUT' || hook === 'POSTROUTING') found.push(`cgroup ${not}--cgroup 1`);
  if (hook === 'INPUT' || (hook === 'PREROUTING' && table !== 'nat')) {
    found.push(`socket ${dice.pick(['', '--transparent', '--nowildcard', '--restore-skmark'])}`.trim());
  }
  if (hook === 'PREROUTING' && (table === 'raw' || table === 'mangle')) {
    found.push(`rpfilter ${dice.pick(['--validmark', '--validmark --invert', '--loose --accept-local'])}`);
  }
  return found;
}

/** `-p` with a match that asks it: headers and options that few rules read. */
export function rareProtocol(dice: Dice, { family, hook }: Place): string {
  const not = dice.chance(0.25) ? '! ' : '';
  const chunks = dice.pick([
    'any INIT',
    'only INIT',
    'all INIT,DATA',
    'any DATA,COOKIE_ECHO',
    'only INIT,DATA',
  ]);
  const choices: [string, ...string[]] = [
    `-p esp -m esp ${not}--espspi ${dice.pick(['0:5', '7'])}`,
    `-p dccp -m dccp ${not}--dport 80`,
    `-p tcp -m tcp ${not}--tcp-option 2`,
    `-p tcp -m tcp ${not}--syn`,
    `-p tcp -m tcp --dport 80 ${not}--syn`,
    `-p tcp -m tcp ! --sport 1:1024 --tcp-flags SYN,RST,ACK,FIN ${dice.pick(['SYN', 'ACK', 'NONE', 'RST'])}`,
    `-p tcp -m tcpmss ${not}--mss ${dice.pick(['536', '500:1460'])}`,
    `-p sctp -m sctp ${not}--chunk-types ${chunks}`,
    `-p sctp -m sctp ${not}--dport ${dice.pick(['80', '1:1024'])} --chunk-types any INIT`,
    `-p udplite -m multiport ${not}--dports 80,53`,
    `-p sctp -m multiport ${not}--ports 80,1024:2000`,
    `${not}-p ${dice.pick(['esp', 'gre', 'ah', '99', 'all'])}`.replace('! -p all', '! -p 99'),
    `-p udp -m udp ${not}--sport 53 --dport 53`,
    `-p ${dice.pick(['tcp -m tcp', 'udp -m udp'])} ! --sport ${dice.pick([53, 1024, 40000])} ! --dport ${dice.pick([53, 80, '80:81'])}`,
  ];
  if (family === 4) {
    choices.push(
      `-p tcp -m ecn ${not}${dice.pick(['--ecn-tcp-cwr', '--ecn-tcp-ece'])}`,
      `-p icmp -m icmp ${not}--icmp-type ${dice.pick(['3', '3/1', '11', '13', '5/1', 'any', '10'])}`,
      `-p ah -m ah ${not}--ahspi ${dice.pick(['0', '5:9'])}`,
      `-p ipcomp -m ipcomp ${not}--ipcompspi 0:7`,
      dice.pick(['-f', '! -f']),
    );
    if (inputSide.includes(hook) && hook !== undefined) choices.push('-p tcp -m osf --genre Linux --ttl 0');
  } else {
    choices.push(
      `-p ipv6-icmp -m icmp6 ${not}--icmpv6-type ${dice.pick(['1', '1/4', '3', '135', '2'])}`,
      `-p ipv6-mh -m mh ${not}--mh-type 1`,
      '-m ah --ahspi 0',
    );
  }
  return dice.pick(choices);
}
