import { just, target } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { readNumber } from '../extension/types/numbers.js';

/** @see iptables extensions/libxt_TCPOPTSTRIP.c tcp_optionmap */
const names: ReadonlyMap<string, number> = new Map([
  ['wscale', 3],
  ['mss', 2],
  ['sack-permitted', 4],
  ['sack', 5],
  ['timestamp', 8],
  ['md5', 19],
]);

/** TCP options by name or number, 2 to 255, each once. */
const tcpOptions: OptionType<readonly number[]> = {
  takes: 1,
  read([text = '']) {
    const options = new Set<number>();
    for (const part of text.split(',')) {
      const option = names.get(part) ?? readNumber(part, 255);
      if (option === undefined || option < 2 || options.has(option)) {
        return bad(`TCP options from 2 to 255 or of ${[...names.keys()].join(', ')}, each once`);
      }
      options.add(option);
    }
    return good([...options]);
  },
};

/**
 * Overwrites TCP options with no-operations.
 * @see linux net/netfilter/xt_TCPOPTSTRIP.c tcpoptstrip_mangle_packet
 */
export default target({
  name: 'TCPOPTSTRIP',
  families: [4, 6],
  tables: ['mangle'],
  options: { 'strip-options': { type: tcpOptions } },
  outcome(values) {
    const options = values['strip-options']?.value ?? [];
    return just('CONTINUE', {
      kind: 'tcp-options',
      change: 'strip',
      options,
      text: `its TCP options ${options.join(', ')} are removed`,
    });
  },
});
