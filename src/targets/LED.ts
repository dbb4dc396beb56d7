import { target } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { noted } from '../extension/shapes/notes.js';
import { flag, readNumber } from '../extension/types/numbers.js';
import { text, word } from '../extension/types/words.js';

/** Milliseconds for which the light stays on, or for good. */
const delay: OptionType<number | 'inf'> = word('milliseconds, or inf', (written) =>
  written.toLowerCase().startsWith('inf') ? 'inf' : readNumber(written, 0xffffffff),
);

/**
 * Switches a light on.
 * @see linux net/netfilter/xt_LED.c led_tg, iptables extensions/libxt_LED.c
 */
export default target({
  name: 'LED',
  families: [4, 6],
  options: {
    'led-trigger-id': { type: text(0, 17), required: true },
    'led-delay': { type: delay },
    'led-always-blink': { type: flag },
  },
  outcome: (values) => noted(`the light ${values['led-trigger-id']?.value ?? ''} is switched on`),
});
