import { target } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { noted } from '../extension/shapes/notes.js';
import { word } from '../extension/types/words.js';

/** `major:minor`, both hexadecimal. @see iptables extensions/libxt_CLASSIFY.c CLASSIFY_string_to_priority */
const trafficClass: OptionType<string> = word('a class MAJOR:MINOR in hexadecimal', (written) => {
  const parts = /^(?:0[xX])?([0-9a-fA-F]{1,8}):(?:0[xX])?([0-9a-fA-F]{1,8})$/.exec(written);
  return parts === null ? undefined : `${parts[1] ?? ''}:${parts[2] ?? ''}`;
});

/**
 * Chooses the class of traffic control that the packet leaves by.
 * @see linux net/netfilter/xt_CLASSIFY.c classify_tg
 */
export default target({
  name: 'CLASSIFY',
  families: [4, 6],
  hooks: ['FORWARD', 'OUTPUT', 'POSTROUTING'],
  options: { 'set-class': { type: trafficClass, required: true } },
  outcome: (values) => noted(`put into traffic class ${values['set-class']?.value ?? ''}`),
});
