import { just, target } from '../extension/extension.js';
import { flag, number } from '../extension/types/numbers.js';
import { setAndSides } from '../extension/types/sets.js';
import type { Effect } from '../packet/effect.js';

/** Seconds; the largest 32-bit number means that none was given. */
const timeout = number(0, 0xfffffffe);

/**
 * Adds the packet to a set, deletes it from one, and takes mark, priority or queue from a set's entry, in this order.
 * @see linux net/netfilter/xt_set.c set_target_v3, iptables extensions/libxt_SET.c set_target_check_v3
 */
export default target({
  name: 'SET',
  families: [4, 6],
  options: {
    'add-set': { type: setAndSides },
    'del-set': { type: setAndSides },
    exist: { type: flag, requires: ['add-set'] },
    timeout: { type: timeout, requires: ['add-set'] },
    'map-set': { type: setAndSides, requires: ['map-mark', 'map-prio', 'map-queue'] },
    'map-mark': { type: flag, requires: ['map-set'] },
    'map-prio': { type: flag, requires: ['map-set'] },
    'map-queue': { type: flag, requires: ['map-set'] },
  },
  check: (values) =>
    values['add-set'] === undefined && values['del-set'] === undefined && values['map-set'] === undefined
      ? 'one of --add-set, --del-set and --map-set must be given'
      : undefined,
  outcome(values) {
    const add = values['add-set']?.value;
    const remove = values['del-set']?.value;
    const map = values['map-set']?.value;
    const seconds = values.timeout?.value;
    const exist = values.exist !== undefined;
    const effects: Effect[] = [];
    if (add !== undefined) {
      const lifetime = seconds === undefined ? {} : { timeout: seconds };
      effects.push({ kind: 'set-entry', change: 'add', ...add, exist, ...lifetime });
    }
    if (remove !== undefined) effects.push({ kind: 'set-entry', change: 'delete', ...remove, exist });
    if (map !== undefined) {
      effects.push({
        kind: 'set-map',
        ...map,
        mark: values['map-mark'] !== undefined,
        priority: values['map-prio'] !== undefined,
        queue: values['map-queue'] !== undefined,
      });
    }
    return just('CONTINUE', ...effects);
  },
});
