import { target } from '../extension/extension.js';
import { logged } from '../extension/shapes/notes.js';
import type { OptionType } from '../extension/option.js';
import { flag, readNumber } from '../extension/types/numbers.js';
import { logPrefix, word } from '../extension/types/words.js';

/** By number. @see linux include/linux/kern_levels.h */
const levels = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'] as const;

/** A syslog level by name or number, 0 to 7. @see iptables libxtables/xtoptions.c xtopt_parse_sysloglevel */
const level: OptionType<number> = word(
  `a log level from 0 to 7, or one of ${levels.join(', ')}`,
  (written) => {
    const number = readNumber(written, 7);
    if (number !== undefined) return number;
    if (written === 'panic') return 0;
    const named = (levels as readonly string[]).indexOf(written);
    return named < 0 ? undefined : named;
  },
);

const defaultLevel = 4;

/**
 * Writes a line about the packet to the kernel log.
 * @see linux net/netfilter/xt_LOG.c log_tg, iptables extensions/libxt_LOG.c
 */
export default target({
  name: 'LOG',
  families: [4, 6],
  options: {
    'log-level': { type: level },
    'log-prefix': { type: logPrefix },
    'log-tcp-sequence': { type: flag },
    'log-tcp-options': { type: flag },
    'log-ip-options': { type: flag },
    'log-uid': { type: flag },
    'log-macdecode': { type: flag },
  },
  outcome(values) {
    const name = levels[values['log-level']?.value ?? defaultLevel] ?? 'warning';
    return logged(`written to the kernel log, level ${name}`, values['log-prefix']?.value);
  },
});
