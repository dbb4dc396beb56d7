import type { Family } from '../../../src/netfilter/hooks.js';
import type { Firewall, PacketOptions } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from './dice.js';
import { valuesOf } from './values.js';

/** A firewall that draws, and the packet to be sent through it many times; the same for the same seed. */
export function randomChances(seed: number): Firewall & { readonly packet: PacketOptions } {
  const dice = throwDice(seed);
  const family: Family = dice.chance(0.25) ? 6 : 4;
  const { workloads, outside } = valuesOf(family);
  return {
    family,
    dump: [...drawingTable(dice), ...translatingTable(dice, family)].join('\n'),
    packet: {
      src: outside[0],
      dst: valuesOf(family).services[0],
      iif: 'eth1',
      proto: dice.pick(['tcp', 'udp']),
      sport: 40000,
      dport: 80,
      ...(dice.chance(0.3) ? { dst: workloads[0] } : {}),
    },
  };
}

const draw = (dice: Dice): string =>
  `-m statistic --mode random ${dice.chance(0.3) ? '! ' : ''}--probability ${dice.pick(['0.1', '0.25', '0.5', '0.33333333349', '0.75', '0.9'])}`;

/** Draws one behind the other, and in chains that a draw leads to; of those that count packets one alone, as two would not be independent. */
function drawingTable(dice: Dice): readonly string[] {
  const counting = dice.chance(0.5)
    ? [
        `-A PREROUTING -m statistic --mode nth --every ${dice.pick([2, 3, 4])} --packet 0 -j MARK --set-xmark 0x8/0x8`,
      ]
    : [];
  return [
    '*mangle',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ':A - [0:0]',
    ...counting,
    `-A PREROUTING ${draw(dice)} -j A`,
    `-A PREROUTING ${draw(dice)} -j MARK --set-xmark 0x1/0x1`,
    `-A A ${draw(dice)} -j ${dice.pick(['RETURN', 'ACCEPT', 'DROP'])}`,
    '-A A -j MARK --set-xmark 0x2/0x2',
    'COMMIT',
  ];
}

/** As kube-proxy chooses among endpoints. */
function translatingTable(dice: Dice, family: Family): readonly string[] {
  const { workloads } = valuesOf(family);
  const endpoints = dice.pick([2, 3]);
  const rules = Array.from({ length: endpoints }, (_, index) => {
    const left = endpoints - index;
    const chance = left === 1 ? '' : `-m statistic --mode random --probability ${(1 / left).toFixed(11)} `;
    return `-A PREROUTING ${chance}-j DNAT --to-destination ${workloads[index] ?? valuesOf(family).own[0]}`;
  });
  return [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ...rules,
    'COMMIT',
    '',
  ];
}
