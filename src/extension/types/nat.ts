import { familyOf, readAddress, readDotted } from '../../address/address.js';
import type { Address } from '../../address/address.js';
import type { Family } from '../../netfilter/hooks.js';
import { servicePort } from '../../netfilter/services.js';
import { bad, good } from '../option.js';
import type { OptionType, Reading } from '../option.js';
import { addressPattern } from './addresses.js';
import { readDigits, readNumber } from './numbers.js';
import { portPattern, readPort } from './ports.js';

/** Ports to translate to, an inclusive range; `base` where it is written `low-high/base` and shifts. */
export interface NatPorts {
  readonly ports: readonly [low: number, high: number];
  readonly base?: number;
}

/** What stands after --to-source and --to-destination: addresses, ports, or both. */
export interface NatDestination {
  readonly addresses?: readonly [low: Address, high: Address];
  readonly ports?: NatPorts;
}

const portsExpected = 'a port, a service name or a range LOW-HIGH';

/**
 * `port`, `low-high` or `low-high/base`; a service name only where a single port or the base stands.
 * @see iptables extensions/libxt_NAT.c parse_ports
 */
export function readNatPorts(text: string): Reading<NatPorts> {
  const usual = readDigits(text, 0, text.length);
  if (usual >= 0 && usual <= 0xffff) return good({ ports: [usual, usual] });
  const service = servicePort(text);
  if (service !== undefined) return good({ ports: [service, service] });
  const [range = '', baseText, ...rest] = text.split('/');
  const [lowText = '', highText, ...more] = range.split('-');
  const low = readNumber(lowText, 0xffff);
  if (low === undefined || rest.length > 0 || more.length > 0) {
    return text.includes(':')
      ? bad(portsExpected, 'a range of ports is written with "-" here')
      : bad(portsExpected);
  }
  if (highText === undefined)
    return baseText === undefined ? good({ ports: [low, low] }) : bad(portsExpected);
  const high = readNumber(highText, 0xffff);
  if (high === undefined) return bad(portsExpected);
  if (high < low) return bad(portsExpected, `the range ends (${high}) before it starts (${low})`);
  if (baseText === undefined) return good({ ports: [low, high] });
  const base = readPort(baseText);
  return base === undefined || base === 0
    ? bad('a base port from 1 to 65535 after "/"')
    : good({ ports: [low, high], base });
}

/** The ports of --to-ports, where no base belongs. */
export const natPorts: OptionType<readonly [low: number, high: number]> = {
  takes: 1,
  read([text = '']) {
    const reading = readNatPorts(text);
    if (!reading.ok) return reading;
    return reading.value.base === undefined
      ? good(reading.value.ports)
      : bad(portsExpected, 'only DNAT shifts ports by a base');
  },
};

/**
 * `[address[-address]][:ports]`; IPv6 addresses stand in brackets where ports follow. SNAT takes a base and forgets it: to
 * the kernel it is 0 then (`keepsBase` false).
 * @see iptables extensions/libxt_NAT.c parse_to, NAT_parse
 */
export function natDestination(keepsBase: boolean): OptionType<NatDestination> {
  return {
    takes: 1,
    read([text = ''], family) {
      const { addressText, portsText } = splitNatText(text, family);
      const ports = portsText === undefined ? undefined : readNatPorts(portsText);
      if (ports?.ok === false) return ports;
      const forgotten = ports?.value.base === undefined || keepsBase ? {} : { base: 0 };
      const portsPart = ports === undefined ? {} : { ports: { ...ports.value, ...forgotten } };
      if (addressText === undefined) return good(portsPart);
      const addresses = readAddresses(addressText, family);
      return addresses === undefined
        ? bad(`an IPv${family} address, or two with "-" between them, then ":" and ports where wanted`)
        : good({ addresses, ...portsPart });
    },
    accepts: acceptsDestination,
    pattern: (family) => (family === 4 ? `${addressPattern}(?::${portPattern})?` : undefined),
  };
}

/** `10.0.0.1` or `10.0.0.1:80`. */
function acceptsDestination(text: string, from: number, to: number, family: Family): boolean {
  if (family !== 4) return false;
  const colon = text.indexOf(':', from);
  const hasPort = colon >= 0 && colon < to;
  if (readDotted(text, from, hasPort ? colon : to) === undefined) return false;
  if (!hasPort) return true;
  const port = readDigits(text, colon + 1, to);
  return port >= 0 && port <= 0xffff;
}

/** Without brackets one colon parts address and ports, more belong to an IPv6 address. */
function splitNatText(
  text: string,
  family: Family,
): { readonly addressText: string | undefined; readonly portsText: string | undefined } {
  const open = family === 6 ? text.indexOf('[') : -1;
  const close = text.indexOf(']', open);
  if (open >= 0 && close >= 0) {
    const colon = text.indexOf(':', close);
    const inside = text.slice(open + 1, close);
    return {
      addressText: inside === '' && colon >= 0 ? undefined : inside,
      portsText: colon < 0 ? undefined : text.slice(colon + 1),
    };
  }
  const colon = text.indexOf(':');
  if (colon < 0 || text.includes(':', colon + 1)) return { addressText: text, portsText: undefined };
  return { addressText: colon === 0 ? undefined : text.slice(0, colon), portsText: text.slice(colon + 1) };
}

function readAddresses(text: string, family: Family): readonly [Address, Address] | undefined {
  const dash = text.indexOf('-');
  const low = readAddress(dash < 0 ? text : text.slice(0, dash));
  const high = dash < 0 ? low : readAddress(text.slice(dash + 1));
  if (low === undefined || high === undefined) return undefined;
  return familyOf(low) === family && familyOf(high) === family ? [low, high] : undefined;
}
