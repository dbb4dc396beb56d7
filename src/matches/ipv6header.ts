import { all, negateIf, not } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { hasHeader, headerNames } from '../extension/shapes/extensionHeaders.js';
import type { HeaderName } from '../extension/shapes/extensionHeaders.js';
import { given } from '../extension/shapes/given.js';
import { flag, readNumber } from '../extension/types/numbers.js';
import { protocolNumber } from '../netfilter/protocols.js';

const byNumber: ReadonlyMap<number, HeaderName> = new Map([
  [0, 'hop-by-hop'],
  [60, 'dst'],
  [43, 'route'],
  [44, 'frag'],
  [51, 'auth'],
  [50, 'esp'],
  [59, 'none'],
  [255, 'prot'],
] as const);

function headerOf(written: string): HeaderName | undefined {
  if (written === 'hop') return 'hop-by-hop';
  if (written === 'protocol') return 'prot';
  const named = headerNames.find((name) => name === written);
  if (named !== undefined) return named;
  const number = readNumber(written, 255) ?? protocolNumber(written);
  return number === undefined ? undefined : byNumber.get(number);
}

const headers: OptionType<ReadonlySet<HeaderName>> = {
  takes: 1,
  read([text = '']) {
    const named = new Set<HeaderName>();
    for (const written of text.split(',')) {
      if (written === '') continue;
      const name = headerOf(written);
      if (name === undefined) return bad(`a comma-separated list of ${headerNames.join(', ')}`);
      named.add(name);
    }
    return named.size === 0 ? bad('at least one header') : good(named);
  },
};

/**
 * Which headers an IPv6 packet carries: exactly these, with --soft these among others. Negated with --soft: none of them.
 * @see linux net/ipv6/netfilter/ip6t_ipv6header.c ipv6header_mt6
 * @see iptables extensions/libip6t_ipv6header.c
 */
export default match({
  name: 'ipv6header',
  families: [6],
  options: {
    header: { type: headers, invert: true, required: true },
    soft: { type: flag },
  },
  condition(values) {
    const { value: listed, negated } = given(values.header);
    if (values.soft !== undefined) {
      return all(...[...listed].map((name) => negateIf(negated, hasHeader(name))));
    }
    const exactly = all(
      ...headerNames.map((name) => (listed.has(name) ? hasHeader(name) : not(hasHeader(name)))),
    );
    return negateIf(negated, exactly);
  },
});
