import type { Hook } from '../../../src/netfilter/hooks.js';
import type { Dice } from './dice.js';
import { phrasesAt, spell, type Phrase } from './phrase.js';
import type { Place, RandomTarget } from './place.js';
import { valuesOf } from './values.js';

const routed: readonly Hook[] = ['FORWARD', 'OUTPUT', 'POSTROUTING'];
const everyHook: readonly Hook[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];
const hash = '--hmark-mod 10 --hmark-offset 100 --hmark-rnd 0xfeedcafe';

/** Targets with the options that the other tables leave out. */
const targets: readonly Phrase[] = [
  { text: '-j CONNMARK --set-xmark 0x{3|10}/0xff --{left|right}-shift-mark {1|4}' },
  { text: '-j CONNMARK --save-mark --nfmask 0x{1|ffff} --ctmask 0xffff --{left|right}-shift-mark {2|14}' },
  { text: '-j CONNMARK --restore-mark --nfmask 0xffff --ctmask 0x{ff|ffff} --{left|right}-shift-mark {1|8}' },
  { text: '-j LOG --log-level {info|7} --log-tcp-sequence --log-tcp-options --log-ip-options' },
  { text: '-j LOG --log-prefix "to whom: " --log-uid --log-macdecode' },
  { text: '-j NFLOG --nflog-group 2 --nflog-prefix "a b" --nflog-range 64 --nflog-threshold 5' },
  { text: '-j NFLOG --nflog-prefix seen --nflog-size 64' },
  { text: '-j IDLETIMER --timeout 600 --label two --alarm' },
  {
    text: '-j NFQUEUE --queue-balance 0:3 --queue-cpu-fanout {--queue-bypass|}',
    tables: ['filter', 'mangle'],
  },
  {
    text: '-j SYNPROXY --mss 1300 --ecn',
    protocol: '-p tcp -m tcp --tcp-flags SYN,RST,ACK {SYN|ACK}',
    tables: ['filter'],
    hooks: ['INPUT', 'FORWARD'],
  },
  { text: '-j CT --expevents new', tables: ['raw'], hooks: everyHook },
  { text: '-j CT --zone-{orig|reply} {3|7}', tables: ['raw'], hooks: everyHook },
  {
    text: '-j CT --timeout slow {--zone 3|}',
    family: 4,
    protocol: '-p tcp',
    tables: ['raw'],
    hooks: everyHook,
  },
  {
    text: '-j CT --timeout slow6 {--zone 3|}',
    family: 6,
    protocol: '-p tcp',
    tables: ['raw'],
    hooks: everyHook,
  },
  ...([4, 6] as const).map((family): Phrase => {
    const address = family === 4 ? '10.65.0.3' : '[fd00:65::3]';
    const text = `-j DNAT --to-destination ${address}:{80|8080|53-80}`;
    return { text, family, protocol: '-p dccp', tables: ['nat'], hooks: ['PREROUTING', 'OUTPUT'] };
  }),
  { text: '-j MASQUERADE --random', tables: ['nat'], hooks: ['POSTROUTING'] },
  {
    text: '-j SNAT --to-source 192.0.2.1-192.0.2.7 --persistent',
    family: 4,
    tables: ['nat'],
    hooks: ['POSTROUTING'],
  },
  {
    text: '-j MASQUERADE --to-ports 4000-4010 --random',
    protocol: '-p {tcp|udp}',
    tables: ['nat'],
    hooks: ['POSTROUTING'],
  },
];

/** Of mangle, where most of them stand. */
const mangling: readonly Phrase[] = [
  { text: '-j ECN --ecn-tcp-cwr {0|1} --ecn-tcp-ece {0|1}', family: 4, protocol: '-p tcp' },
  { text: '-j ECN --ecn-ip-ect {0|1|2|3}', family: 4 },
  { text: '-j ECN --ecn-ip-ect {0|2} --ecn-tcp-remove', family: 4, protocol: '-p tcp' },
  { text: `-j HMARK --hmark-src-prefix {16|32} --hmark-dst-prefix {8|24} --hmark-proto-mask 0xff ${hash}` },
  {
    text: `-j HMARK --hmark-tuple src,proto --hmark-sport-mask {0xff00|0xffff} --hmark-sport 0x1 --hmark-dport-mask 0xff --hmark-dport 0x2 ${hash}`,
  },
  {
    text: `-j HMARK --hmark-tuple {src,dst|ct,dst} --hmark-spi-mask {0xffff|0xffffffff} --hmark-spi 0x5 ${hash}`,
  },
  { text: `-j HMARK --hmark-tuple {src,dst,sport,dport,proto|ct,src,dst|dst,spi} ${hash}` },
  { text: '-j SET --map-set marked {src|dst} --map-mark' },
  {
    text: '-j SNPT --src-pfx fd00:65::/64 --dst-pfx 2001:db8:77::/64',
    family: 6,
    hooks: ['INPUT', 'POSTROUTING'],
  },
  {
    text: '-j DNPT --src-pfx fd00:96::/64 --dst-pfx fd00:65::/64',
    family: 6,
    hooks: ['PREROUTING', 'OUTPUT'],
  },
  { text: '-j SET --map-set marked {src|dst} --map-mark --map-prio --map-queue', hooks: routed },
  { text: '-j SET --map-set marked {src|dst} --map-{prio|queue}', hooks: routed },
];

/** A target with options that hardly a rule has. */
export function fineTarget(dice: Dice, place: Place): RandomTarget {
  const gateway = valuesOf(place.family).workloads[0];
  const copy: Phrase = { text: `-j TEE --gateway ${gateway} --oif {cali123|eth1}` };
  const own =
    place.table === 'raw' ? phrasesAt(targets, place).filter(({ tables }) => tables !== undefined) : [];
  const some =
    place.table === 'mangle' && dice.chance(0.7)
      ? [...phrasesAt(mangling, place), copy]
      : own.length > 0 && dice.chance(0.7)
        ? own
        : phrasesAt(targets, place);
  const phrase = some[dice.number(some.length)];
  if (phrase === undefined) throw new Error('no target may stand there');
  const text = spell(dice, phrase.text).trim();
  return phrase.protocol === undefined ? { text } : { text, protocol: spell(dice, phrase.protocol) };
}
