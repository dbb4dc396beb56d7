import { writeAddress } from '../address/address.js';
import { all, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asksContents } from '../extension/shapes/asks.js';
import { hasHeader } from '../extension/shapes/extensionHeaders.js';
import { hostMask } from '../extension/types/hostMask.js';
import { uint16, uint8 } from '../extension/types/numbers.js';

/** Numbers of a segment routing header, and how people call them. */
const numbers = {
  'srh-next-hdr': 'next header is',
  'srh-hdr-len-eq': 'length is',
  'srh-hdr-len-gt': 'length is over',
  'srh-hdr-len-lt': 'length is under',
  'srh-segs-left-eq': 'segments left are',
  'srh-segs-left-gt': 'segments left are over',
  'srh-segs-left-lt': 'segments left are under',
  'srh-last-entry-eq': 'last entry is',
  'srh-last-entry-gt': 'last entry is over',
  'srh-last-entry-lt': 'last entry is under',
  'srh-tag': 'tag is',
} as const;

const segments = {
  'srh-psid': 'previous segment is in',
  'srh-nsid': 'next segment is in',
  'srh-lsid': 'last segment is in',
} as const;

function about(what: string, value: string): Condition {
  return asksContents(
    `srh:${what} ${value}`,
    `is it so that the ${what} ${value} in the segment routing header`,
    'the contents of the routing header were not described',
  );
}

/**
 * The segment routing header of IPv6 (RFC 8754). Packets carry none unless described so.
 * @see linux net/ipv6/netfilter/ip6t_srh.c srh1_mt6
 * @see iptables extensions/libip6t_srh.c
 */
export default match({
  name: 'srh',
  families: [6],
  options: {
    'srh-next-hdr': { type: uint8, invert: true },
    'srh-hdr-len-eq': { type: uint8, invert: true },
    'srh-hdr-len-gt': { type: uint8, invert: true },
    'srh-hdr-len-lt': { type: uint8, invert: true },
    'srh-segs-left-eq': { type: uint8, invert: true },
    'srh-segs-left-gt': { type: uint8, invert: true },
    'srh-segs-left-lt': { type: uint8, invert: true },
    'srh-last-entry-eq': { type: uint8, invert: true },
    'srh-last-entry-gt': { type: uint8, invert: true },
    'srh-last-entry-lt': { type: uint8, invert: true },
    'srh-tag': { type: uint16, invert: true },
    'srh-psid': { type: hostMask, invert: true },
    'srh-nsid': { type: hostMask, invert: true },
    'srh-lsid': { type: hostMask, invert: true },
  },
  condition(values) {
    const parts: Condition[] = [hasHeader('route')];
    parts.push(
      asksContents(
        'srh:type',
        'is the routing header one for segment routing',
        'the contents of the routing header were not described',
      ),
    );
    for (const [name, what] of Object.entries(numbers)) {
      const setting = values[name as keyof typeof numbers];
      if (setting !== undefined) parts.push(negateIf(setting.negated, about(what, String(setting.value))));
    }
    for (const [name, what] of Object.entries(segments)) {
      const setting = values[name as keyof typeof segments];
      if (setting === undefined) continue;
      const { address, mask } = setting.value;
      parts.push(negateIf(setting.negated, about(what, `${writeAddress(address)}/${writeAddress(mask)}`)));
    }
    return all(...parts);
  },
});
