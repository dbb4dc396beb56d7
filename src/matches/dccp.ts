import { rangeSet } from '../address/range.js';
import { all, fieldIn, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { headerOf, portConditions, portOptions } from '../extension/shapes/transport.js';
import { number } from '../extension/types/numbers.js';
import { anyPortRange } from '../extension/types/ports.js';
import { DCCP } from '../netfilter/protocols.js';

/** By number. The last one stands for itself and everything behind it, to 15. */
const typeNames = [
  'REQUEST',
  'RESPONSE',
  'DATA',
  'ACK',
  'DATAACK',
  'CLOSEREQ',
  'CLOSE',
  'RESET',
  'SYNC',
  'SYNCACK',
  'INVALID',
] as const;

const types: OptionType<readonly number[]> = {
  takes: 1,
  read([list = '']) {
    const numbers: number[] = [];
    for (const word of list.split(',')) {
      if (word === '') continue;
      const number = typeNames.findIndex((name) => name === word.toUpperCase());
      if (number < 0) return bad(`a comma-separated list of ${typeNames.join(', ')}`);
      numbers.push(number);
    }
    return good(numbers);
  },
};

/**
 * DCCP ports, packet types and options.
 * @see linux net/netfilter/xt_dccp.c dccp_mt
 * @see iptables extensions/libxt_dccp.c
 */
export default match({
  name: 'dccp',
  families: [4, 6],
  protocols: [DCCP],
  options: {
    ...portOptions(anyPortRange),
    'dccp-types': { type: types, invert: true },
    'dccp-option': { type: number(1, 255), invert: true },
  },
  condition(values) {
    const parts: Condition[] = [...headerOf(DCCP), ...portConditions(values)];
    const given = values['dccp-types'];
    if (given !== undefined) {
      const ranges = given.value.map((type) => [type, type === typeNames.length - 1 ? 15 : type] as const);
      parts.push(negateIf(given.negated, fieldIn('dccpType', rangeSet(ranges))));
    }
    const option = values['dccp-option'];
    if (option !== undefined) parts.push(negateIf(option.negated, hasOption(option.value)));
    return all(...parts);
  },
});

function hasOption(option: number): Condition {
  return {
    kind: 'ask',
    ask: {
      subject: `dccp:option=${option}`,
      asks: `has the packet DCCP option ${option}`,
      because: 'the packet is described without DCCP options',
      reads: [],
      fresh: false,
      contents: true,
    },
  };
}
