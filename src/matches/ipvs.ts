import { singleValue } from '../address/range.js';
import { all, fieldIn, negateIf, oneOf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { writeAddress } from '../address/address.js';
import { match } from '../extension/extension.js';
import type { OptionType, Setting } from '../extension/option.js';
import { asks } from '../extension/shapes/asks.js';
import { hostMask } from '../extension/types/hostMask.js';
import { flag } from '../extension/types/numbers.js';
import { readPort } from '../extension/types/ports.js';
import { protocol } from '../extension/types/protocol.js';
import { oneOfWords, word } from '../extension/types/words.js';

const port: OptionType<number> = word('a port or a service name', readPort);

/**
 * What IPVS knows of the packet, once it has handled it. Every option but `! --ipvs` needs that.
 * @see linux net/netfilter/xt_ipvs.c ipvs_mt
 * @see iptables extensions/libxt_ipvs.c
 */
export default match({
  name: 'ipvs',
  families: [4, 6],
  options: {
    ipvs: { type: flag, invert: true },
    vproto: { type: protocol, invert: true },
    vaddr: { type: hostMask, invert: true },
    vport: { type: port, invert: true },
    vdir: { type: oneOfWords(['ORIGINAL', 'REPLY'], true) },
    vmethod: { type: oneOfWords(['GATE', 'IPIP', 'MASQ'], true), invert: true },
    vportctl: { type: port, invert: true },
  },
  check(values) {
    const given = Object.keys(values).length;
    if (given === 0) return 'at least one option must be given';
    return values.ipvs?.negated === true && given > 1 ? '! --ipvs goes with no other option' : undefined;
  },
  condition(values) {
    const handled = asks('ipvs', 'has IPVS handled the packet', 'IPVS keeps its own state');
    if (values.ipvs?.negated === true) return negateIf(true, handled);
    const parts: Condition[] = [handled];
    const { vproto, vaddr, vport, vdir, vmethod, vportctl } = values;
    if (vproto !== undefined) {
      parts.push(negateIf(vproto.negated, fieldIn('protocol', singleValue(vproto.value))));
    }
    if (vport !== undefined) parts.push(known(vport, 'port', String(vport.value)));
    if (vportctl !== undefined) parts.push(known(vportctl, 'control port', String(vportctl.value)));
    if (vdir !== undefined) parts.push(oneOf('ctDirection', vdir.value));
    if (vmethod !== undefined) parts.push(known(vmethod, 'forwarding method', vmethod.value));
    if (vaddr !== undefined) {
      const { address, mask } = vaddr.value;
      parts.push(known(vaddr, 'address', `${writeAddress(address)}/${writeAddress(mask)}`));
    }
    return all(...parts);
  },
});

function known({ negated }: Setting<unknown>, what: string, value: string): Condition {
  const subject = `ipvs:${what}=${value}`;
  return negateIf(
    negated,
    asks(subject, `is the ${what} of its IPVS service ${value}`, 'IPVS keeps its own state'),
  );
}
