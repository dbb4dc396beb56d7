import { writeAddress } from '../address/address.js';
import { all, negateIf, not } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { OptionType, Setting } from '../extension/option.js';
import { asks } from '../extension/shapes/asks.js';
import { given } from '../extension/shapes/given.js';
import type { MaskedAddress } from '../extension/types/addresses.js';
import { hostMask } from '../extension/types/hostMask.js';
import { flag, uint32 } from '../extension/types/numbers.js';
import { protocol } from '../extension/types/protocol.js';
import { oneOfWords, word } from '../extension/types/words.js';
import { protocolName } from '../netfilter/protocols.js';

const securityProtocols: ReadonlySet<number> = new Set([50, 51, 108]);

const securityProtocol: OptionType<number> = word('one of ah, esp, ipcomp', (written) => {
  const reading = protocol.read([written], 4);
  return reading.ok && securityProtocols.has(reading.value) ? reading.value : undefined;
});

/** Elements of a policy. @see linux include/uapi/linux/netfilter/xt_policy.h XT_POLICY_MAX_ELEM */
const mostElements = 4;

/**
 * The IPsec policy by which the packet came in or will go out. Elements of a policy are asked as one.
 * @see linux net/netfilter/xt_policy.c policy_mt
 * @see iptables extensions/libxt_policy.c
 */
export default match({
  name: 'policy',
  families: [4, 6],
  options: {
    dir: { type: oneOfWords(['in', 'out']), required: true },
    pol: { type: oneOfWords(['none', 'ipsec']) },
    strict: { type: flag },
    reqid: { type: uint32, multiple: true, invert: true },
    spi: { type: uint32, multiple: true, invert: true },
    'tunnel-src': { type: hostMask, multiple: true, invert: true },
    'tunnel-dst': { type: hostMask, multiple: true, invert: true },
    proto: { type: securityProtocol, multiple: true, invert: true },
    mode: { type: oneOfWords(['transport', 'tunnel']), multiple: true, invert: true },
    next: { type: flag, multiple: true, requires: ['strict'] },
  },
  check(values) {
    const elements = (values.next?.length ?? 0) + 1;
    const { reqid = [], spi = [], proto = [], mode = [] } = values;
    const { 'tunnel-src': tunnelSource = [], 'tunnel-dst': tunnelDestination = [] } = values;
    const kinds = [reqid, spi, proto, mode, tunnelSource, tunnelDestination];
    if (elements > mostElements) return `a policy has at most ${mostElements} elements`;
    if (kinds.some((kind) => kind.length > elements)) return 'an element names one thing twice';
    if (values.pol?.value === 'none') {
      if (values.strict !== undefined) return '--pol none and --strict exclude each other';
      return elements > 1 ? '--pol none goes with no element' : undefined;
    }
    const parts = kinds.reduce((sum, kind) => sum + kind.length, 0);
    if (values.strict !== undefined && parts < elements)
      return 'with --strict each element must say something';
    const tunnel = mode.some(({ value, negated }) => (value === 'tunnel') !== negated);
    return tunnelSource.length + tunnelDestination.length > 0 && !tunnel
      ? '--tunnel-src and --tunnel-dst need --mode tunnel'
      : undefined;
  },
  condition(values) {
    const direction = given(values.dir).value;
    const way = direction === 'in' ? 'came in' : 'goes out';
    const secured = asks(
      `policy:${direction}`,
      direction === 'in' ? 'did the packet come in by IPsec' : 'will the packet go out by IPsec',
      'the IPsec policies of the node are no part of a dump',
      'source',
      'destination',
    );
    if (values.pol?.value === 'none') return not(secured);
    const parts: Condition[] = [secured];
    const element = (setting: Setting<unknown>, name: string, value: string): void => {
      parts.push(
        negateIf(
          setting.negated,
          asks(
            `policy:${direction} ${name}=${value}`,
            `has the IPsec policy by which it ${way} the ${name} ${value}`,
            'the IPsec policies of the node are no part of a dump',
            'source',
            'destination',
          ),
        ),
      );
    };
    for (const each of values.reqid ?? []) element(each, 'reqid', String(each.value));
    for (const each of values.spi ?? []) element(each, 'spi', String(each.value));
    for (const each of values['tunnel-src'] ?? []) element(each, 'tunnel source', network(each.value));
    for (const each of values['tunnel-dst'] ?? []) element(each, 'tunnel destination', network(each.value));
    for (const each of values.proto ?? []) element(each, 'protocol', protocolName(each.value));
    for (const each of values.mode ?? []) element(each, 'mode', each.value);
    return all(...parts);
  },
});

function network({ address, mask }: MaskedAddress): string {
  return `${writeAddress(address)}/${writeAddress(mask)}`;
}
