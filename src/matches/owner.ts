import { rangeSet } from '../address/range.js';
import { all, any, fieldIn, negateIf, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { givenNames } from '../extension/shapes/given.js';
import { flag, readNumber } from '../extension/types/numbers.js';

/** -1 is no user, so the highest is one less. */
const highest = 0xfffffffe;

/** A user or group, or a range of them (`LOW-HIGH`, `LOW:HIGH`), by number; of names only root is the same everywhere. */
const owners: OptionType<readonly [low: number, high: number]> = {
  takes: 1,
  read([text = '']) {
    if (text === 'root') return good([0, 0]);
    const [lowText = '', highText = lowText, ...rest] = text.split(/[-:]/);
    const low = readNumber(lowText, highest);
    const high = readNumber(highText, highest);
    if (low !== undefined && high !== undefined && rest.length === 0) return good([low, high]);
    const expected = `a number from 0 to ${highest} or a range LOW-HIGH`;
    return /^[a-z_]/.test(text)
      ? bad(expected, 'names are looked up when rules are loaded; iptables-save prints numbers')
      : bad(expected);
  },
};

/**
 * The socket that sent the packet. A packet without socket, or of a socket without user, is in no range of users: then only
 * negated forms hold.
 * @see linux net/netfilter/xt_owner.c owner_mt
 * @see iptables extensions/libxt_owner.c
 */
export default match({
  name: 'owner',
  families: [4, 6],
  options: {
    'uid-owner': { type: owners, invert: true },
    'gid-owner': { type: owners, invert: true },
    'socket-exists': { type: flag, invert: true },
    'suppl-groups': { type: flag },
  },
  check(values) {
    const names = givenNames(values);
    if (names.length === 0) return '--uid-owner, --gid-owner or --socket-exists must be given';
    const suppl = names.indexOf('suppl-groups');
    const group = names.indexOf('gid-owner');
    return suppl >= 0 && (group < 0 || group > suppl)
      ? '--suppl-groups needs --gid-owner before it'
      : undefined;
  },
  condition(values) {
    const user = values['uid-owner'];
    const group = values['gid-owner'];
    const exists = values['socket-exists'];
    const socket = oneOf('socket', 'yes');
    const parts: Condition[] = [];
    if (exists !== undefined) parts.push(negateIf(exists.negated, socket));
    if (user !== undefined) parts.push(negateIf(user.negated, fieldIn('uid', rangeSet([user.value]))));
    if (group !== undefined) {
      const own = fieldIn('gid', rangeSet([group.value]));
      const suppl = values['suppl-groups'] !== undefined;
      if (suppl) parts.push(socket);
      parts.push(negateIf(group.negated, suppl ? any(own, inSupplementary(group.value)) : own));
    }
    return all(...parts);
  },
});

/** Only a socket with a user has supplementary groups. */
function inSupplementary([low, high]: readonly [low: number, high: number]): Condition {
  const groups = low === high ? String(low) : `${low}-${high}`;
  return all(fieldIn('gid', [[0, highest]]), {
    kind: 'ask',
    ask: {
      subject: `owner:suppl-groups=${groups}`,
      asks: `has the sending process a supplementary group ${groups}`,
      because: 'the groups of a process are kernel state',
      reads: ['uid', 'gid'],
      fresh: false,
    },
  });
}
