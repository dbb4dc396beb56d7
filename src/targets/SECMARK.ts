import { target } from '../extension/extension.js';
import { noted } from '../extension/shapes/notes.js';
import { text } from '../extension/types/words.js';

/**
 * Gives the packet an SELinux mark; no match of a rule reads it.
 * @see linux net/netfilter/xt_SECMARK.c secmark_tg
 */
export default target({
  name: 'SECMARK',
  families: [4, 6],
  tables: ['mangle', 'security'],
  options: { selctx: { type: text(0, 4095), required: true } },
  outcome: (values) => noted(`its security mark becomes ${values.selctx?.value ?? ''}`),
});
