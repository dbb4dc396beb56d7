import { target } from '../extension/extension.js';
import { recorded } from '../extension/shapes/notes.js';
import { oneOfWords } from '../extension/types/words.js';

/**
 * Writes an audit record that calls the packet accepted, dropped or rejected; it decides nothing.
 * @see linux net/netfilter/xt_AUDIT.c audit_tg
 */
export default target({
  name: 'AUDIT',
  families: [4, 6],
  options: { type: { type: oneOfWords(['accept', 'drop', 'reject'], true), required: true } },
  outcome: (values) => recorded(`written to the audit log as ${values.type?.value ?? 'accept'}`),
});
