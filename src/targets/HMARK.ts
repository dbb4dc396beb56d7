import { maskOfLength } from '../address/address.js';
import { just, target } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { bad, good } from '../extension/option.js';
import { number, uint16, uint32 } from '../extension/types/numbers.js';
import { prefixMask } from '../extension/types/prefixMask.js';
import type { Family } from '../netfilter/hooks.js';

const parts = ['ct', 'src', 'dst', 'sport', 'dport', 'proto', 'spi'] as const;
type Part = (typeof parts)[number];

/** Each part by its name or a beginning of it, in any case; the first that fits. */
const tuple: OptionType<readonly Part[]> = {
  takes: 1,
  read([text = '']) {
    const given: Part[] = [];
    for (const written of text.toLowerCase().split(',')) {
      const part = written === '' ? undefined : parts.find((name) => name.startsWith(written));
      if (part === undefined) return bad(`a comma-separated list of ${parts.join(', ')}`);
      given.push(part);
    }
    return good(given);
  },
};

function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

const fullPort = 0xffff;

/**
 * Marks the packet with a hash of its addresses, ports and protocol, so that a flow keeps its mark.
 * @see linux net/netfilter/xt_HMARK.c hmark_tg_v4, iptables extensions/libxt_HMARK.c HMARK_parse
 */
export default target({
  name: 'HMARK',
  families: [4, 6],
  options: {
    'hmark-tuple': { type: tuple },
    'hmark-src-prefix': { type: prefixMask },
    'hmark-dst-prefix': { type: prefixMask },
    'hmark-sport-mask': { type: uint16 },
    'hmark-dport-mask': { type: uint16 },
    'hmark-spi-mask': { type: uint32 },
    'hmark-sport': { type: uint16 },
    'hmark-dport': { type: uint16 },
    'hmark-spi': { type: uint32 },
    'hmark-proto-mask': { type: uint16 },
    'hmark-rnd': { type: uint32, required: true },
    'hmark-mod': { type: number(1, 0xffffffff), required: true },
    'hmark-offset': { type: uint32 },
  },
  check(values) {
    const listed = new Set(values['hmark-tuple']?.value);
    const spi = values['hmark-spi-mask'] !== undefined || listed.has('spi');
    const ports =
      values['hmark-sport-mask'] !== undefined ||
      values['hmark-dport-mask'] !== undefined ||
      listed.has('sport') ||
      listed.has('dport');
    if (spi && ports) return 'an spi mask and port masks exclude each other';
    const others = Object.keys(values).filter(
      (name) => name !== 'hmark-rnd' && name !== 'hmark-mod' && name !== 'hmark-offset',
    );
    return others.length === 0 ? '--hmark-tuple or one of the masks must be given' : undefined;
  },
  outcome(values, rule) {
    const listed = new Set(values['hmark-tuple']?.value);
    const none = maskOfLength(0, rule.family);
    const whole = maskOfLength(widthOf(rule.family), rule.family);
    const spiMask = values['hmark-spi-mask']?.value ?? (listed.has('spi') ? 0xffffffff : 0);
    const spi = values['hmark-spi']?.value ?? 0;
    const upper = (value: number): number => value >>> 16;
    const lower = (value: number): number => value & fullPort;
    return just('CONTINUE', {
      kind: 'mark-hash',
      hash: {
        sourceMask: values['hmark-src-prefix']?.value ?? (listed.has('src') ? whole : none),
        destinationMask: values['hmark-dst-prefix']?.value ?? (listed.has('dst') ? whole : none),
        sourcePortMask:
          values['hmark-sport-mask']?.value ?? (listed.has('sport') ? fullPort : upper(spiMask)),
        destinationPortMask:
          values['hmark-dport-mask']?.value ?? (listed.has('dport') ? fullPort : lower(spiMask)),
        sourcePortSet: values['hmark-sport']?.value ?? upper(spi),
        destinationPortSet: values['hmark-dport']?.value ?? lower(spi),
        protocolMask: values['hmark-proto-mask']?.value ?? (listed.has('proto') ? fullPort : 0),
        seed: values['hmark-rnd']?.value ?? 0,
        modulus: values['hmark-mod']?.value ?? 1,
        offset: values['hmark-offset']?.value ?? 0,
        connection: listed.has('ct'),
      },
    });
  },
});
