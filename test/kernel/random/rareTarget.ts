import type { Dice } from './dice.js';
import type { Place, RandomTarget } from './place.js';
import { valuesOf } from './values.js';

/** They estimate the rates that `-m rateest` asks for; that one cannot be loaded without them. */
export const rateEstimates = ['r1', 'r2'].map(
  (name) => `-j RATEEST --rateest-name ${name} --rateest-interval 250.0ms --rateest-ewmalog 500.0ms`,
);

/** A target that few rules have, or a common one with options that few rules have. */
export function rareTarget(dice: Dice, place: Place): RandomTarget {
  const choices: [RandomTarget, ...RandomTarget[]] = [
    { text: '-j AUDIT --type accept' },
    { text: '-j NFLOG --nflog-group 1' },
    { text: '-j IDLETIMER --timeout 600 --label one' },
    {
      text: `-j MARK ${dice.pick(['--and-mark 0xf', '--or-mark 0xf0', '--set-mark 0x5/0xf', '--set-mark 0x4000'])}`,
    },
    {
      text: `-j CONNMARK ${dice.pick(['--and-mark 0xf', '--or-mark 0x10', '--xor-mark 0xff', '--set-mark 0x7/0xf', '--save-mark', '--restore-mark', '--restore-mark --mask 0x4000'])}`,
    },
    {
      text: `-j SET ${dice.pick(['--add-set addresses src --exist', '--add-set endpoints dst,dst --exist --timeout 60', '--del-set networks src', '--add-set ports dst'])}`,
    },
  ];
  switch (place.table) {
    case 'raw':
      choices.push(...ofRaw(dice, place));
      break;
    case 'mangle':
      choices.push(...ofMangle(dice, place));
      break;
    case 'filter':
      choices.push(...ofFilter(dice, place));
      break;
    case 'nat':
      return dice.chance(0.3) ? dice.pick(choices) : rareTranslation(dice, place);
    case 'security':
      break;
  }
  return dice.pick(choices);
}

function ofRaw(dice: Dice, { hook }: Place): readonly RandomTarget[] {
  if (hook === undefined) return [{ text: '-j NOTRACK' }];
  return [
    { text: '-j TRACE' },
    { text: '-j CT --helper ftp', protocol: '-p tcp' },
    { text: '-j CT --ctevents new,destroy' },
    { text: `-j CT ${dice.pick(['--zone-orig 3', '--zone-reply 3', '--zone mark', '--zone 7'])}` },
  ];
}

function ofMangle(dice: Dice, { family, hook }: Place): readonly RandomTarget[] {
  const found: RandomTarget[] = [
    { text: `-j TOS ${dice.pick(['--and-tos 0x3c', '--or-tos 0x10', '--xor-tos 0xff', '--set-tos 0x04'])}` },
    { text: `-j DSCP --set-dscp-class ${dice.pick(['EF', 'AF41', 'BE'])}` },
    { text: '-j TCPOPTSTRIP --strip-options 2,3', protocol: '-p tcp' },
    { text: '-j HMARK --hmark-tuple src,dst --hmark-mod 10 --hmark-offset 100 --hmark-rnd 0xfeedcafe' },
    { text: '-j TCPMSS --set-mss 1300', protocol: '-p tcp -m tcp --tcp-flags SYN,RST SYN' },
    { text: '-j CHECKSUM --checksum-fill', protocol: '-p udp' },
    { text: `-j TEE --gateway ${valuesOf(family).workloads[0]}` },
    ...rateEstimates.map((text) => ({ text })),
    { text: `-j CONNSECMARK ${dice.pick(['--save', '--restore'])}` },
  ];
  if (family === 4) {
    found.push({
      text: `-j ECN ${dice.pick(['--ecn-tcp-remove', '--ecn-ip-ect 1'])}`.replace(
        ' --ecn-ip-ect 1',
        ' --ecn-tcp-remove',
      ),
      protocol: '-p tcp',
    });
  } else if (hook === 'INPUT' || hook === 'POSTROUTING') {
    found.push({ text: '-j SNPT --src-pfx fd00:65::/64 --dst-pfx 2001:db8:77::/64' });
  } else if (hook === 'PREROUTING' || hook === 'OUTPUT') {
    found.push({ text: '-j DNPT --src-pfx fd00:96::/64 --dst-pfx fd00:65::/64' });
  }
  if (hook === 'FORWARD' || hook === 'OUTPUT' || hook === 'POSTROUTING') {
    found.push({ text: '-j CLASSIFY --set-class 1:2' });
    found.push({
      text: '-j TCPMSS --clamp-mss-to-pmtu',
      protocol: '-p tcp -m tcp --tcp-flags SYN,RST SYN',
    });
  }
  if (hook === 'PREROUTING') {
    found.push({
      text: `-j TPROXY --on-port 8080 --on-ip ${family === 4 ? '0.0.0.0' : '::'} --tproxy-mark 0x1/0x1`,
      protocol: `-p ${dice.pick(['tcp', 'udp'])}`,
    });
  }
  return found;
}

function ofFilter(dice: Dice, { family, hook }: Place): readonly RandomTarget[] {
  const found: RandomTarget[] = [
    { text: '-j NFQUEUE --queue-num 1' },
    { text: '-j NFQUEUE --queue-num 1 --queue-bypass' },
    { text: '-j NFQUEUE --queue-balance 0:3 --queue-bypass' },
    { text: '-j REJECT --reject-with tcp-reset', protocol: '-p tcp' },
    {
      text: `-j REJECT --reject-with ${
        family === 4
          ? dice.pick(['icmp-admin-prohibited', 'icmp-host-unreachable', 'icmp-net-prohibited'])
          : dice.pick(['icmp6-adm-prohibited', 'icmp6-no-route', 'icmp6-addr-unreachable'])
      }`,
    },
  ];
  if (hook === 'INPUT' || hook === 'FORWARD') {
    found.push({
      text: '-j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460',
      protocol: '-p tcp -m tcp --tcp-flags SYN,RST,ACK SYN',
    });
  }
  return found;
}

function rareTranslation(dice: Dice, { hook, family }: Place): RandomTarget {
  const { destinations, sources } = valuesOf(family);
  const protocol = `-p ${dice.pick(['tcp', 'udp', 'sctp'])}`;
  const wrap = (address: string): string => (family === 6 ? `[${address}]` : address);
  const [range, sourceRange] =
    family === 4
      ? ['10.65.0.2-10.65.0.3', '192.0.2.1-192.0.2.7']
      : ['fd00:65::2-fd00:65::3', '2001:db8:1::1-2001:db8:1::7'];
  switch (hook) {
    case 'PREROUTING':
    case 'OUTPUT':
      return dice.pick<RandomTarget>([
        { text: `-j DNAT --to-destination ${range}${dice.pick(['', ' --persistent', ' --random'])}` },
        { text: `-j DNAT --to-destination ${wrap(range)}:8000-8003`, protocol },
        { text: `-j DNAT --to-destination ${wrap(dice.pick(destinations))}:8000-8003 --random`, protocol },
        { text: '-j DNAT --to-destination :8080', protocol },
        { text: `-j DNAT --to-destination ${wrap(dice.pick(destinations))}:8000-8100/80`, protocol },
        { text: '-j REDIRECT --to-ports 8080-8090', protocol },
        { text: '-j REDIRECT --to-ports 8080-8090 --random', protocol },
        { text: '-j REDIRECT' },
      ]);
    case 'POSTROUTING':
      return dice.pick<RandomTarget>([
        { text: `-j SNAT --to-source ${sourceRange}${dice.pick(['', ' --persistent'])}` },
        { text: `-j SNAT --to-source ${wrap(dice.pick(sources))}:4000-4010 --random`, protocol },
        { text: `-j SNAT --to-source ${dice.pick(sources)} --random-fully` },
        { text: '-j MASQUERADE --to-ports 4000-4010', protocol },
        { text: '-j MASQUERADE --random-fully' },
        { text: '-j SNAT --to-source :4000-4010', protocol },
      ]);
    case 'INPUT':
      return { text: `-j SNAT --to-source ${wrap(dice.pick(sources))}:4000-4010`, protocol };
    case 'FORWARD':
    case undefined:
      return { text: '-j RETURN' };
  }
}
