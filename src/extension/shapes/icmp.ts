import { rangeSet } from '../../address/range.js';
import { all, fieldIn } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import type { IcmpName } from '../../netfilter/icmpNames.js';
import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { readNumber } from '../types/numbers.js';

/** An ICMP type with the codes that count, inclusive. */
export interface IcmpTest {
  readonly type: number;
  readonly codes: readonly [low: number, high: number];
}

/**
 * `--icmp-type`: a name, in any case and shortened as long as one name alone begins so, or `TYPE[/CODE[:CODE]]`.
 * @see iptables extensions/libxt_icmp.h __parse_icmp
 */
export function icmpTest(names: readonly IcmpName[]): OptionType<IcmpTest> {
  return {
    takes: 1,
    read([text = '']) {
      const found = names.filter(([name]) => name.toLowerCase().startsWith(text.toLowerCase()));
      const [only, other] = found;
      if (only !== undefined && other !== undefined) {
        return bad('one ICMP type', `it could be ${only[0]} or ${other[0]}`);
      }
      if (only !== undefined) return good({ type: only[1], codes: codesOf(only[2]) });
      return readNumbers(text) ?? bad('an ICMP type by name or as TYPE or TYPE/CODE, each 0 to 255');
    },
  };
}

function codesOf(code: number | undefined): IcmpTest['codes'] {
  return code === undefined ? [0, 255] : [code, code];
}

function readNumbers(text: string): { readonly ok: true; readonly value: IcmpTest } | undefined {
  const [typeText = '', codeText, ...rest] = text.split('/');
  const type = readNumber(typeText, 255);
  if (type === undefined || rest.length > 0) return undefined;
  if (codeText === undefined) return { ok: true, value: { type, codes: [0, 255] } };
  const [lowText = '', highText = lowText, ...more] = codeText.split(':');
  const low = readNumber(lowText, 255);
  const high = readNumber(highText, 255);
  if (low === undefined || high === undefined || more.length > 0) return undefined;
  return { ok: true, value: { type, codes: [low, high] } };
}

export function icmpCondition({ type, codes }: IcmpTest): Condition {
  const typed = fieldIn('icmpType', [[type, type]]);
  return codes[0] === 0 && codes[1] === 255 ? typed : all(typed, fieldIn('icmpCode', rangeSet([codes])));
}
