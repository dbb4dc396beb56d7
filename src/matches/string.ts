import { all, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { asksContents } from '../extension/shapes/asks.js';
import { flag, uint16 } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';

/** @see linux include/uapi/linux/netfilter/xt_string.h XT_STRING_MAX_PATTERN_SIZE */
const longestPattern = 128;

const hexExpected = 'a text with bytes as |0d 0a|, a backslash before a literal character';

/**
 * A text in which `|0d 0a|` stands for bytes; its value is the bytes, one character each.
 * @see iptables extensions/libxt_string.c parse_hex_string
 */
const hexString: OptionType<string> = {
  takes: 1,
  read([written = '']) {
    const bytes: string[] = [];
    let index = 0;
    while (index < written.length) {
      const character = written.charAt(index);
      if (character === '|') {
        if (index + 1 === written.length) break;
        const block = readHexBlock(written, index + 1);
        if (block === undefined) return bad(hexExpected);
        bytes.push(block.bytes);
        index = block.end;
      } else {
        const at = character === '\\' ? index + 1 : index;
        if (at === written.length) return bad(hexExpected);
        bytes.push(written.charAt(at));
        index = at + 1;
      }
    }
    const pattern = bytes.join('');
    return written === '' || pattern.length > longestPattern ? bad(hexExpected) : good(pattern);
  },
};

/** Pairs of hexadecimal digits, each followed by a blank or not, up to the closing bar; `end` is behind it. */
function readHexBlock(written: string, start: number): { bytes: string; end: number } | undefined {
  const close = written.indexOf('|', start);
  if (close < 0) return undefined;
  const block = written.slice(start, close).replace(/^ +/, '');
  if (!/^(?:[0-9a-fA-F]{2} ?)+$/.test(block)) return undefined;
  const bytes = block
    .replaceAll(' ', '')
    .replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  return { bytes, end: close + 1 };
}

/**
 * Looks for bytes in the packet, which nobody describes: always a question.
 * @see linux net/netfilter/xt_string.c string_mt
 * @see iptables extensions/libxt_string.c
 */
export default match({
  name: 'string',
  families: [4, 6],
  options: {
    from: { type: uint16 },
    to: { type: uint16 },
    algo: { type: text(0, 255), required: true },
    string: { type: text(0, longestPattern), invert: true, excludes: ['hex-string'] },
    'hex-string': { type: hexString, invert: true, excludes: ['string'] },
    icase: { type: flag },
  },
  check: (values) =>
    values.string === undefined && values['hex-string'] === undefined
      ? '--string or --hex-string must be given'
      : undefined,
  condition(values) {
    const from = values.from?.value ?? 0;
    const to = values.to?.value ?? 0xffff;
    const where = from === 0 && to === 0xffff ? '' : ` between bytes ${from} and ${to}`;
    const how = values.icase === undefined ? '' : ' in any case';
    const patterns = [values.string, values['hex-string']].filter((pattern) => pattern !== undefined);
    return all(
      ...patterns.map(({ value, negated }) =>
        negateIf(
          negated,
          asksContents(
            `string:${value}${where}${how}`,
            `does the packet contain "${value}"${how}${where}`,
            'the contents of the packet were not described',
          ),
        ),
      ),
    );
  },
});
