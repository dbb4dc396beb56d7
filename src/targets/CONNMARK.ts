import { just, target } from '../extension/extension.js';
import { markChange } from '../extension/shapes/marks.js';
import { markMask } from '../extension/types/marks.js';
import { flag, number, uint32 } from '../extension/types/numbers.js';
import { fullMask } from '../netfilter/marks.js';

const operations = [
  'set-xmark',
  'set-mark',
  'and-mark',
  'or-mark',
  'xor-mark',
  'save-mark',
  'restore-mark',
] as const;

function otherThan(operation: (typeof operations)[number]): readonly string[] {
  return operations.filter((name) => name !== operation);
}

/**
 * Changes the connection's mark, or copies it from or to the packet's. Does nothing where the packet has no connection.
 * @see linux net/netfilter/xt_connmark.c connmark_tg_shift, iptables extensions/libxt_CONNMARK.c connmark_tg_parse_v2
 */
export default target({
  name: 'CONNMARK',
  families: [4, 6],
  joinsFragments: true,
  options: {
    'set-xmark': { type: markMask, excludes: otherThan('set-xmark') },
    'set-mark': { type: markMask, excludes: otherThan('set-mark') },
    'and-mark': { type: uint32, excludes: otherThan('and-mark') },
    'or-mark': { type: uint32, excludes: otherThan('or-mark') },
    'xor-mark': { type: uint32, excludes: otherThan('xor-mark') },
    'save-mark': { type: flag, excludes: otherThan('save-mark') },
    'restore-mark': { type: flag, excludes: otherThan('restore-mark') },
    'left-shift-mark': { type: number(0, 32) },
    'right-shift-mark': { type: number(0, 32) },
    ctmask: { type: uint32, excludes: ['mask'] },
    nfmask: { type: uint32, excludes: ['mask'] },
    mask: { type: uint32, excludes: ['ctmask', 'nfmask'] },
  },
  check: (values) =>
    operations.every((name) => values[name] === undefined)
      ? 'one of --set-xmark, --set-mark, --and-mark, --or-mark, --xor-mark, --save-mark and --restore-mark must be given'
      : undefined,
  outcome(values) {
    const left = values['left-shift-mark']?.value ?? 0;
    const right = values['right-shift-mark']?.value;
    const distance = right === undefined ? left : -right;
    const shift = distance === 0 ? {} : { shift: distance };
    const written = values.ctmask?.value ?? values.mask?.value;
    const ctMask = written ?? fullMask;
    const nfMask = values.nfmask?.value ?? values.mask?.value ?? fullMask;
    if (values['save-mark'] !== undefined) {
      return just('CONTINUE', { kind: 'connmark-save', nfMask, ctMask, ...shift });
    }
    if (values['restore-mark'] !== undefined) {
      return just('CONTINUE', { kind: 'connmark-restore', nfMask, ctMask, ...shift });
    }
    const change = markChange({
      setXmark: values['set-xmark']?.value,
      setMark: values['set-mark']?.value,
      andMark: values['and-mark']?.value,
      orMark: values['or-mark']?.value,
      xorMark: values['xor-mark']?.value,
    });
    if (change === undefined) return just('CONTINUE');
    return just('CONTINUE', {
      kind: 'connmark-set',
      value: change.value,
      mask: written ?? change.mask,
      ...shift,
    });
  },
});
