import { target } from '../extension/extension.js';
import { noted } from '../extension/shapes/notes.js';
import { flag, uint32 } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';

/**
 * Starts a timer anew; user space learns when it runs out.
 * @see linux net/netfilter/xt_IDLETIMER.c idletimer_tg_target
 */
export default target({
  name: 'IDLETIMER',
  families: [4, 6],
  options: {
    timeout: { type: uint32, required: true },
    label: { type: text(0, 255), required: true },
    alarm: { type: flag },
  },
  outcome: (values) =>
    noted(`the idle timer ${values.label?.value ?? ''} starts anew, ${values.timeout?.value ?? 0} s`),
});
