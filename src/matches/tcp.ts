import { all, negateIf, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import {
  headerOf,
  isNative,
  nativeHeaderOf,
  nativePortConditions,
  portConditions,
  portOptions,
} from '../extension/shapes/transport.js';
import { flag, number } from '../extension/types/numbers.js';
import { portRange } from '../extension/types/ports.js';
import { TCP } from '../netfilter/protocols.js';
import { readTcpFlags, tcpFlagBits } from '../netfilter/tcpflags.js';

/** `(flags & mask) === set`, 6 bits each. */
interface FlagTest {
  readonly mask: number;
  readonly set: number;
}

interface NegatedTest extends FlagTest {
  readonly negated: boolean;
}

const { FIN, SYN, RST, ACK } = tcpFlagBits;
const syn: FlagTest = { mask: FIN | SYN | RST | ACK, set: SYN };

const flagTest: OptionType<FlagTest> = {
  takes: 2,
  read([maskText = '', setText = '']) {
    const mask = readTcpFlags(withoutEmpty(maskText));
    const set = readTcpFlags(withoutEmpty(setText));
    return mask === undefined || set === undefined
      ? bad(
          'two lists of FIN, SYN, RST, PSH, ACK, URG, ALL, NONE: which flags to look at, which of them are set',
        )
      : good({ mask, set });
  },
};

/** strtok passes over empty words. */
function withoutEmpty(list: string): string {
  return list
    .split(',')
    .filter((word) => word !== '')
    .join(',');
}

/**
 * TCP ports, flags and options.
 * @see linux net/netfilter/xt_tcpudp.c tcp_mt
 * @see iptables extensions/libxt_tcp.c
 */
export default match({
  name: 'tcp',
  families: [4, 6],
  protocols: [TCP],
  options: {
    ...portOptions(portRange),
    'tcp-flags': { type: flagTest, invert: true, excludes: ['syn'] },
    syn: { type: flag, invert: true },
    'tcp-option': { type: number(1, 255), invert: true },
  },
  condition(values, { writer }) {
    const flags = values['tcp-flags'];
    const tests = [
      ...(flags === undefined ? [] : [{ ...flags.value, negated: flags.negated }]),
      ...(values.syn === undefined ? [] : [{ ...syn, negated: values.syn.negated }]),
    ];
    const option = values['tcp-option'];
    const asksHeader = values.sport !== undefined || values.dport !== undefined || tests.length > 0;
    // With --tcp-option, or without any option, it is the kernel's own match that is loaded, whatever the backend.
    if (isNative(writer) && asksHeader && option === undefined) {
      const ports = nativePortConditions(values, writer);
      return all(nativeHeaderOf(TCP), ...ports, ...tests.map(flagCondition));
    }
    const parts: Condition[] = [...headerOf(TCP), ...portConditions(values), ...tests.map(flagCondition)];
    if (option !== undefined) parts.push(negateIf(option.negated, oneOf('tcpOption', String(option.value))));
    return all(...parts);
  },
});

function flagCondition({ mask, set, negated }: NegatedTest): Condition {
  return negateIf(negated, { kind: 'bits', field: 'tcpFlags', mask, value: set });
}
