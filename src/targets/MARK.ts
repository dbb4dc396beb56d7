import { just, target } from '../extension/extension.js';
import { markChange } from '../extension/shapes/marks.js';
import { markMask } from '../extension/types/marks.js';
import { uint32 } from '../extension/types/numbers.js';

const spellings = ['set-xmark', 'set-mark', 'and-mark', 'or-mark', 'xor-mark'];

/**
 * Changes the packet's mark.
 * @see linux net/netfilter/xt_mark.c mark_tg, iptables extensions/libxt_MARK.c mark_tg_parse
 */
export default target({
  name: 'MARK',
  families: [4, 6],
  options: {
    'set-xmark': { type: markMask, excludes: spellings.filter((name) => name !== 'set-xmark') },
    'set-mark': { type: markMask, excludes: spellings.filter((name) => name !== 'set-mark') },
    'and-mark': { type: uint32, excludes: spellings.filter((name) => name !== 'and-mark') },
    'or-mark': { type: uint32, excludes: spellings.filter((name) => name !== 'or-mark') },
    'xor-mark': { type: uint32, excludes: spellings.filter((name) => name !== 'xor-mark') },
  },
  check: (values) =>
    Object.keys(values).length === 0
      ? 'one of --set-xmark, --set-mark, --and-mark, --or-mark and --xor-mark must be given'
      : undefined,
  outcome(values) {
    const change = markChange({
      setXmark: values['set-xmark']?.value,
      setMark: values['set-mark']?.value,
      andMark: values['and-mark']?.value,
      orMark: values['or-mark']?.value,
      xorMark: values['xor-mark']?.value,
    });
    return change === undefined ? just('CONTINUE') : just('CONTINUE', { kind: 'mark', ...change });
  },
});
