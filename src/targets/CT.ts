import { just, target } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { flag, readNumber } from '../extension/types/numbers.js';
import { listOfWords, text, word } from '../extension/types/words.js';
import type { Effect } from '../packet/effect.js';

/** A conntrack zone, 16 bits, or the packet's mark as the zone. */
const zone: OptionType<number | 'mark'> = word('a zone from 0 to 65535, or mark', (written) =>
  written.toLowerCase() === 'mark' ? 'mark' : readNumber(written, 0xffff),
);

const ctEvents = listOfWords([
  'new',
  'related',
  'destroy',
  'reply',
  'assured',
  'protoinfo',
  'helper',
  'mark',
  'natseqinfo',
  'secmark',
]);

type Zone = Pick<Extract<Effect, { kind: 'ct-template' }>, 'zone' | 'zoneDirection' | 'zoneFromMark'>;

function zoneOf(value: number | 'mark' | undefined, direction?: 'ORIGINAL' | 'REPLY'): Zone {
  if (value === undefined) return {};
  return {
    ...(value === 'mark' ? { zoneFromMark: true } : { zone: value }),
    ...(direction === undefined ? {} : { zoneDirection: direction }),
  };
}

/**
 * Decides before conntrack how it is to treat the packet: not at all, in a zone, with a helper. Does nothing to a packet that
 * already belongs to a connection.
 * @see linux net/netfilter/xt_CT.c xt_ct_target_v1, iptables extensions/libxt_CT.c ct_parse_v1
 */
export default target({
  name: 'CT',
  families: [4, 6],
  joinsFragments: (values) => values.notrack === undefined,
  tables: ['raw'],
  options: {
    notrack: { type: flag },
    helper: { type: text(0, 255) },
    timeout: { type: text(0, 255) },
    ctevents: { type: ctEvents },
    expevents: { type: listOfWords(['new']) },
    zone: { type: zone },
    'zone-orig': { type: zone },
    'zone-reply': { type: zone },
  },
  outcome(values) {
    if (values.notrack !== undefined) return just('CONTINUE', { kind: 'notrack' });
    const helper = values.helper?.value;
    return just('CONTINUE', {
      kind: 'ct-template',
      ...zoneOf(values.zone?.value),
      ...zoneOf(values['zone-orig']?.value, 'ORIGINAL'),
      ...zoneOf(values['zone-reply']?.value, 'REPLY'),
      ...(helper === undefined ? {} : { helper }),
    });
  },
});
