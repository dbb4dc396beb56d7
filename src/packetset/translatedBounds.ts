import { compareAddress } from '../address/address.js';
import type { Range, RangeSet } from '../address/range.js';
import { sideOfHook } from '../netfilter/hooks.js';
import type { Hook, NatSide } from '../netfilter/hooks.js';
import type { NatTarget } from '../packet/effect.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { aroundBoth, withNumbers } from './bounds.js';
import type { BoundField, Bounds } from './bounds.js';
import { effectsOf } from './effectsOf.js';

/** What nat may write there; undefined for any address. `unchanged` leaves it as it is. @see natSets.ts translateSet */
export function writtenAddresses(to: NatTarget): RangeSet | undefined | 'unchanged' {
  if (to.kind !== 'range') return undefined;
  return to.addresses === undefined ? 'unchanged' : pickedFrom(to.addresses);
}

/**
 * What nat may pick from a range of addresses; undefined for any: from high to low it goes round. Of IPv6 it picks word by word, those behind one that is
 * below the last freely, so also below the first address.
 * @see src/engine/natAddress.ts pickAddress
 */
export function pickedFrom([low, high]: Range): RangeSet | undefined {
  if (compareAddress(low, high) > 0) return undefined;
  if (typeof low === 'number' || typeof high === 'number') return [[low, high]];
  const [a, b, c, d] = low;
  const [e, f, g, h] = high;
  const most = 0xffffffff;
  if (a !== e)
    return [
      [
        [a, 0, 0, 0],
        [e, most, most, most],
      ],
    ];
  if (b !== f)
    return [
      [
        [a, b, 0, 0],
        [e, f, most, most],
      ],
    ];
  return c === g
    ? [
        [
          [a, b, c, d],
          [e, f, g, h],
        ],
      ]
    : [
        [
          [a, b, c, 0],
          [e, f, g, most],
        ],
      ];
}

/** The same of ports: that of the source may be drawn wherever nothing says one. */
export function writtenPorts(to: NatTarget, side: NatSide): RangeSet | undefined | 'unchanged' {
  if (side === 'source') return undefined;
  const ports = to.kind === 'netmap' ? undefined : to.ports;
  return ports === undefined ? 'unchanged' : [ports];
}

/** Around the packets within bounds as nat may translate them in a hook. */
export function translatedWithin(bounds: Bounds, to: NatTarget, hook: Hook): Bounds {
  const side = sideOfHook(hook);
  const written: readonly (readonly [BoundField, RangeSet | undefined | 'unchanged'])[] = [
    [side, writtenAddresses(to)],
    [`${side}Port`, writtenPorts(to, side)],
  ];
  let translated = bounds;
  for (const [field, values] of written) {
    if (values !== 'unchanged') translated = withNumbers(translated, field, values);
  }
  // A protocol may have no ports, or keep them.
  return aroundBoth(bounds, translated);
}

/** Stateless translation writes an address in the midst of mangle, the one table that has it. @see linux net/ipv6/netfilter/ip6t_NPT.c */
export function translatesPrefixes({ tables }: Ruleset): boolean {
  return tables.some(
    ({ name, chains }) =>
      name === 'mangle' &&
      [...chains.values()].some(({ rules }) =>
        rules.some((rule) => effectsOf(rule).some(({ kind }) => kind === 'prefix')),
      ),
  );
}
