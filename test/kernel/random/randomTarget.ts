import type { Dice } from './dice.js';
import type { Place, RandomTarget } from './place.js';
import { fineTarget } from './fineTarget.js';
import { rareTarget } from './rareTarget.js';
import { valuesOf } from './values.js';

/** Jumps go to one of `chains`, which all come later, so that there is no loop. */
export function randomTarget(dice: Dice, place: Place, chains: readonly string[]): RandomTarget {
  const [first, ...more] = chains;
  if (first !== undefined && dice.chance(0.4)) {
    return { text: `${dice.chance(0.3) ? '-g' : '-j'} ${dice.pick([first, ...more])}` };
  }
  if (dice.chance(0.12)) return rareTarget(dice, place);
  if (dice.chance(place.table === 'mangle' || place.table === 'raw' ? 0.12 : 0.06))
    return fineTarget(dice, place);
  if (dice.chance(0.35)) return changing(dice, place);
  if (dice.chance(0.04)) return { text: '' };
  if (place.table === 'nat') return translation(dice, place);
  if (dice.chance(0.25)) return { text: '-j RETURN' };
  if (dice.chance(0.55)) return { text: '-j ACCEPT' };
  if (place.table === 'filter' && dice.chance(0.3)) return { text: '-j REJECT' };
  return { text: '-j DROP' };
}

function changing(dice: Dice, { table, family }: Place): RandomTarget {
  switch (dice.number(table === 'mangle' ? 10 : table === 'raw' ? 7 : 5)) {
    case 0:
    case 1:
      return {
        text: `-j MARK --set-xmark ${dice.pick(['0x1/0x1', '0x4000/0x4000', '0x80000000/0x80000000', '0x0/0xff', '0x3/0xffffffff'])}`,
      };
    case 2:
      return { text: `-j MARK --xor-mark ${dice.pick(['0x1', '0x80004001', '0xffffffff'])}` };
    case 3:
      return {
        text: `-j CONNMARK ${dice.pick([
          '--set-xmark 0x1/0x1',
          '--set-xmark 0x80000000/0xf0000000',
          '--save-mark --nfmask 0xffffffff --ctmask 0xffffffff',
          '--save-mark --nfmask 0x4001 --ctmask 0x1',
          '--restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
          '--restore-mark --nfmask 0xff --ctmask 0x1',
        ])}`,
      };
    case 4:
      return dice.chance(0.5)
        ? { text: `-j LOG --log-prefix "${table}: "` }
        : {
            text: `-j SET ${dice.pick(['--add-set', '--del-set'])} ${dice.pick(['addresses src', 'addresses dst', 'endpoints dst,dst'])}`,
          };
    case 5:
    case 6:
      return table === 'raw'
        ? { text: dice.pick(['-j NOTRACK', '-j CT --notrack', '-j CT --zone 3']) }
        : { text: `-j TOS --set-tos ${dice.pick(['0x10/0x3f', '0x44/0xff', '0x0/0xff'])}` };
    case 7:
      return { text: `-j DSCP --set-dscp ${dice.pick(['0x2e', '0x0', '0x11'])}` };
    default:
      return family === 4
        ? { text: `-j TTL ${dice.pick(['--ttl-set 64', '--ttl-dec 1', '--ttl-inc 1', '--ttl-set 1'])}` }
        : { text: `-j HL ${dice.pick(['--hl-set 64', '--hl-dec 1', '--hl-inc 1', '--hl-set 1'])}` };
  }
}

function translation(dice: Dice, { hook, family }: Place): RandomTarget {
  const { destinations, sources, maps } = valuesOf(family);
  const withPort = (address: string): string =>
    `${family === 6 ? `[${address}]` : address}:${dice.pick(['8080', '53', '9000'])}`;
  const protocol = `-p ${dice.pick(['tcp', 'udp'])}`;
  if (dice.chance(0.2)) return { text: dice.pick(['-j ACCEPT', '-j RETURN']) };
  switch (hook) {
    case 'PREROUTING':
    case 'OUTPUT':
      switch (dice.number(5)) {
        case 0:
          return { text: `-j DNAT --to-destination ${dice.pick(destinations)}` };
        case 1:
        case 2:
          return { text: `-j DNAT --to-destination ${withPort(dice.pick(destinations))}`, protocol };
        case 3:
          return { text: `-j REDIRECT --to-ports ${dice.pick(['8080', '53'])}`, protocol };
        default:
          return { text: `-j NETMAP --to ${dice.pick(maps)}` };
      }
    case 'POSTROUTING':
      switch (dice.number(4)) {
        case 0:
          return { text: `-j SNAT --to-source ${dice.pick(sources)}` };
        case 1:
          return { text: `-j SNAT --to-source ${withPort(dice.pick(sources))}`, protocol };
        case 2:
          return { text: `-j NETMAP --to ${dice.pick(maps)}` };
        default:
          return { text: '-j MASQUERADE' };
      }
    case 'INPUT':
      return { text: `-j SNAT --to-source ${dice.pick(sources)}` };
    case 'FORWARD':
    case undefined:
      return { text: '-j RETURN' };
  }
}
