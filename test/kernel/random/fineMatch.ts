import type { Hook } from '../../../src/netfilter/hooks.js';
import type { Dice } from './dice.js';
import { phrasesAt, spell, type Phrase } from './phrase.js';
import type { Place } from './place.js';

const arriving: readonly Hook[] = ['PREROUTING', 'INPUT', 'FORWARD'];
const leaving: readonly Hook[] = ['OUTPUT', 'POSTROUTING', 'FORWARD'];
const owned: readonly Hook[] = ['INPUT', 'OUTPUT', 'POSTROUTING'];
const throughBridge: readonly Hook[] = ['FORWARD', 'POSTROUTING'];

/** Matches, without their `-m`, with the options that the other tables leave out. */
const matches: readonly Phrase[] = [
  {
    text: 'cluster --cluster-total-nodes 4 [! ]--cluster-local-nodemask {5|10|15} --cluster-hash-seed 0x7',
  },
  { text: 'connlimit [! ]--connlimit-upto {0|1} --connlimit-mask {32|16} --connlimit-saddr' },
  { text: 'connlimit [! ]--connlimit-above {0|1} --connlimit-mask {32|16} --connlimit-daddr' },
  {
    text: 'hashlimit [! ]--hashlimit-upto 5/min --hashlimit-burst 2 --hashlimit-mode srcip,dstip --hashlimit-srcmask {24|32} --hashlimit-dstmask {8|32} --hashlimit-name masked',
  },
  {
    text: 'hashlimit [! ]--hashlimit-above 5/min --hashlimit-burst 1 --hashlimit-mode dstport --hashlimit-htable-size 8 --hashlimit-htable-max 16 --hashlimit-htable-gcinterval 1000 --hashlimit-htable-expire 2000 --hashlimit-name small',
  },
  {
    text: 'hashlimit [! ]--hashlimit-above {1kb/s|5/sec} --hashlimit-mode srcip --hashlimit-rate-match --hashlimit-rate-interval 2 --hashlimit-name rate',
  },
  { text: 'rateest --rateest r1 [! ]--rateest-lt --rateest-bps 1mbit' },
  { text: 'rateest --rateest r1 [! ]--rateest-eq --rateest-pps {0|10}' },
  { text: 'rateest --rateest1 r1 --rateest-bps1 [! ]--rateest-gt --rateest2 r2 --rateest-bps2' },
  {
    text: 'rateest --rateest-delta --rateest1 r1 --rateest-pps1 5 [! ]--rateest-{lt|eq} --rateest2 r2 --rateest-pps2 7',
  },
  { text: 'recent ! --{set|update|remove} --name {one|two} --{rsource|rdest}' },
  { text: 'recent --{rcheck|update} --seconds 60 --reap --name {one|two} --rsource' },
  { text: 'recent [! ]--{rcheck|update} --hitcount 1 --rttl --name {one|two} --{rsource|rdest}' },
  {
    text: 'set [! ]--match-set tallied {src|dst} ! --update-counters [! ]--{packets|bytes}-eq {0|3|200}',
  },
  {
    text: 'set [! ]--match-set tallied {src|dst} ! --update-counters --packets-{lt|gt} {0|3|5} --bytes-{lt|gt} {0|200|300}',
  },
  {
    text: 'set [! ]--match-set {all src|all dst|counted dst} [! ]--update-counters [! ]--update-subcounters',
  },
  { text: 'set --match-set counted {src|dst} --update-counters' },
  { text: 'string [! ]--hex-string "|00 00 00 00|" --algo {bm|kmp}' },
  { text: 'string [! ]--hex-string "a|0d0a|" --algo {bm|kmp} --from 1' },
  { text: 'string [! ]--string "aBc" --algo {bm|kmp} --icase' },
  { text: 'time [! ]--weekdays {Mon,Tue,Wed|Sat,Sun} {--utc|--kerneltz|}' },
  { text: 'time [! ]--monthdays {1,15,21,30|2} {--localtz|--kerneltz|}' },
  { text: 'time --timestart 22:00:00 --timestop 03:00:00 --contiguous [! ]--weekdays Fri,Sat' },
  { text: 'physdev [! ]--physdev-is-in', hooks: arriving },
  { text: 'physdev [! ]--physdev-is-{out|bridged}', hooks: throughBridge },
  { text: 'physdev [! ]--physdev-in eth0 [! ]--physdev-is-out', hooks: throughBridge },
  { text: 'physdev [! ]--physdev-in eth0 [! ]--physdev-out {eth1|cali456}', hooks: throughBridge },
  {
    text: 'policy --dir in --pol ipsec [! ]--reqid 5 [! ]--spi 0x7 [! ]--proto {ah|esp|ipcomp}',
    hooks: arriving,
  },
  {
    text: 'policy --dir out --pol ipsec --strict [! ]--mode transport --next [! ]--proto esp',
    hooks: leaving,
  },
  {
    text: 'policy --dir in --pol ipsec --mode tunnel [! ]--tunnel-src 192.0.2.0/24 [! ]--tunnel-dst 198.51.100.1',
    family: 4,
    hooks: arriving,
  },
  {
    text: 'policy --dir out --pol ipsec --strict --mode tunnel [! ]--tunnel-src 2001:db8:1::/64 [! ]--tunnel-dst 2001:db8:2::1',
    family: 6,
    hooks: leaving,
  },
  { text: 'cgroup [! ]--path /', hooks: owned },
  { text: 'owner [! ]--gid-owner 1000 {--suppl-groups|}', hooks: ['OUTPUT', 'POSTROUTING'] },
  { text: 'devgroup [! ]--dst-group {0x0|0x1}', hooks: leaving },
  { text: 'rpfilter --validmark {--loose|--invert|}', tables: ['raw', 'mangle'], hooks: ['PREROUTING'] },
];

/** Of the headers that IPv6 alone has. */
const matches6: readonly Phrase[] = [
  { text: 'ah --ahspi 0 [! ]--ahlen {12|24}' },
  { text: 'ah [! ]--ahspi 5 --ahres' },
  { text: 'dst [! ]--dst-len 8 --dst-opts {1|1:4,5}' },
  { text: 'hbh [! ]--hbh-len 8 --hbh-opts {5:2|5:2,1}' },
  { text: 'frag [! ]--fragid {0:1000|7} [! ]--fraglen {0|8}' },
  { text: 'frag --fragres {--fragfirst|--fraglast|--fragmore}' },
  { text: 'rt --rt-type {0|2} [! ]--rt-segsleft {0|0:2} [! ]--rt-len {8|24}' },
  { text: 'rt --rt-type 0 --rt-0-res --rt-0-addrs fd00::1,fd00::2 {--rt-0-not-strict|}' },
  { text: 'srh [! ]--srh-hdr-len-{eq|gt|lt} 2 [! ]--srh-segs-left-{gt|lt} 1' },
  { text: 'srh [! ]--srh-last-entry-{eq|gt|lt} 1 [! ]--srh-tag {0|7}' },
  { text: 'srh [! ]--srh-next-hdr {6|17} [! ]--srh-segs-left-eq {0|1}' },
  { text: 'srh [! ]--srh-psid fd00::/8 [! ]--srh-nsid fd00:65::2 [! ]--srh-lsid fd00:96::/112' },
];

/** `-p` with a match that asks it. */
const protocols: readonly Phrase[] = [
  { text: '-p dccp -m dccp [! ]--sport {40000|1:1024|53}' },
  {
    text: '-p dccp -m dccp [! ]--dport {80|1:1024} [! ]--dccp-types {REQUEST|DATA,ACK|REQUEST,RESET|INVALID}',
  },
  { text: '-p dccp -m dccp [! ]--dccp-option {2|32}' },
  { text: '-p sctp -m sctp [! ]--sport {40000|1:1024|53}' },
  { text: '-p ipcomp -m ipcomp [! ]--ipcompspi {0|0:7} --compres' },
  { text: '-p tcp -m osf [! ]--genre {Linux|Windows} --ttl {1|2} --log {0|1}', family: 4, hooks: arriving },
];

/** A match, without its `-m`, with options and negations that hardly a rule has. */
export function fineMatch(dice: Dice, place: Place): string {
  const some = place.family === 6 && dice.chance(0.5) ? matches6 : phrasesAt(matches, place);
  return pickText(dice, some);
}

/** The same of matches that need a `-p`, which stands before them. */
export function fineProtocol(dice: Dice, place: Place): string {
  return pickText(dice, phrasesAt(protocols, place));
}

function pickText(dice: Dice, phrases: readonly Phrase[]): string {
  const phrase = phrases[dice.number(phrases.length)];
  if (phrase === undefined) throw new Error('no phrase may stand there');
  return spell(dice, phrase.text).trim();
}
