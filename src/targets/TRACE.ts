import { target } from '../extension/extension.js';
import { recorded } from '../extension/shapes/notes.js';

/**
 * Makes the kernel report every rule that the packet matches from here on.
 * @see linux net/netfilter/xt_TRACE.c trace_tg
 */
export default target({
  name: 'TRACE',
  families: [4, 6],
  tables: ['raw'],
  options: {},
  outcome: () => recorded('its further way is traced by the kernel'),
});
