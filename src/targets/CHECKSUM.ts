import { target } from '../extension/extension.js';
import { noted } from '../extension/shapes/notes.js';
import { flag } from '../extension/types/numbers.js';

/**
 * Fills in the checksum that a network card would have been left to compute.
 * @see linux net/netfilter/xt_CHECKSUM.c checksum_tg
 */
export default target({
  name: 'CHECKSUM',
  families: [4, 6],
  tables: ['mangle'],
  options: { 'checksum-fill': { type: flag, required: true } },
  outcome: () => noted('its checksum is filled in'),
});
