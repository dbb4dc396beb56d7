import { all, negateIf } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import { bad, good } from '../option.js';
import type { OptionType, Setting } from '../option.js';
import { readNumber } from '../types/numbers.js';
import { asksContents } from './asks.js';
import { hasHeader } from './extensionHeaders.js';

/** One option of a header: its type and length, 8 bits each; any length where none is written. */
export interface HeaderOption {
  readonly type: number;
  readonly length: number | undefined;
}

/** @see linux include/uapi/linux/netfilter_ipv6/ip6t_opts.h IP6T_OPTS_OPTSNR */
const mostOptions = 16;

/**
 * `type[:length],…`, as -m hbh and -m dst read them.
 * @see iptables extensions/libip6t_hbh.c parse_options
 */
export const headerOptions: OptionType<readonly HeaderOption[]> = {
  takes: 1,
  read([text = '']) {
    const expected = `up to ${mostOptions} options TYPE or TYPE:LENGTH, comma-separated`;
    const options: HeaderOption[] = [];
    for (const part of text.split(',')) {
      const [typeText = '', lengthText, ...rest] = part.split(':');
      const type = readNumber(typeText, 2 ** 32);
      const length = lengthText === undefined ? undefined : readNumber(lengthText, 2 ** 32);
      if (type === undefined || rest.length > 0 || (lengthText !== undefined && length === undefined)) {
        return bad(expected);
      }
      if (lengthText !== undefined && (type & 0xff) === 0) return bad(expected, 'Pad0 (0) has no length');
      options.push({ type: type & 0xff, length: length === undefined ? undefined : length & 0xff });
    }
    return options.length > mostOptions ? bad(expected) : good(options);
  },
};

/**
 * A header of options, its length in bytes and the options it begins with. Packets carry none unless described so.
 * @see linux net/ipv6/netfilter/ip6t_hbh.c hbh_mt6
 */
export function optionsHeaderCondition(
  header: 'hop-by-hop' | 'dst',
  length: Setting<number> | undefined,
  options: readonly HeaderOption[] | undefined,
): Condition {
  const because = `the contents of the ${header} header were not described`;
  const parts: Condition[] = [hasHeader(header)];
  if (length !== undefined) {
    const bytes = String(length.value);
    parts.push(
      negateIf(
        length.negated,
        asksContents(`${header}:length=${bytes}`, `is the ${header} header ${bytes} bytes long`, because),
      ),
    );
  }
  if (options !== undefined) {
    const list = options
      .map((each) => `${each.type}${each.length === undefined ? '' : `:${each.length}`}`)
      .join(',');
    parts.push(
      asksContents(
        `${header}:options=${list}`,
        `does the ${header} header begin with the options ${list}`,
        because,
      ),
    );
  }
  return all(...parts);
}
