import { lengthOfMask } from '../address/address.js';
import { negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType, Values } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { readMask } from '../extension/types/addresses.js';
import { flag, readNumber, uint32 } from '../extension/types/numbers.js';
import { readRate, writeRate } from '../extension/types/rates.js';
import { text, word } from '../extension/types/words.js';

/** The kernel counts in millionths of a second. @see linux net/netfilter/xt_hashlimit.c XT_HASHLIMIT_SCALE_v2 */
const scale = 1_000_000;
const usualBurst = 5;
const highestBurst = 1_000_000;

/** A limit in packets or in bytes a second, as written and, for bytes, how many. */
interface Limit {
  readonly written: string;
  readonly bytes?: number;
}

function factor(letter: string | undefined): number {
  return letter === 'm' ? 1024 * 1024 : letter === 'k' ? 1024 : 1;
}

/** @see iptables extensions/libxt_hashlimit.c parse_bytes, parse_rate */
const limit: OptionType<Limit> = word(
  `a rate such as 5/minute, at most ${scale} a second, or of bytes such as 512kb/s`,
  (written) => {
    const unit = written.indexOf('b/s');
    if (unit > 0) {
      const bytes = Number(/^\d+/.exec(written)?.[0] ?? 0) * factor(written[unit - 1]);
      return bytes === 0 || bytes > 0xffffffff * 16 ? undefined : { written, bytes };
    }
    const value = readRate(written);
    return value === undefined || value.packets > scale * value.seconds
      ? undefined
      : { written: writeRate(value) };
  },
);

/** Packets, or bytes with k or m. @see iptables extensions/libxt_hashlimit.c parse_burst */
const burst: OptionType<number> = word(
  `a number from 1 to ${highestBurst}, or bytes such as 512kb`,
  (written) => {
    const parts = /^(0[xX][0-9a-fA-F]+|\d+)(.*)$/.exec(written);
    const value = readNumber(parts?.[1] ?? '', 2 ** 64);
    const unit = parts?.[2] ?? '';
    if (value === undefined || value === 0 || (unit === '' && value > highestBurst)) return undefined;
    return value * factor(unit[0]);
  },
);

const modeNames = {
  srcip: 'source',
  dstip: 'destination',
  srcport: 'source port',
  dstport: 'destination port',
};

/** What a bucket stands for: one for each value of these; none: one for all. */
const mode: OptionType<readonly (keyof typeof modeNames)[]> = word(
  'a comma-separated list of srcip, dstip, srcport, dstport',
  (list) => {
    const found: (keyof typeof modeNames)[] = [];
    for (const name of list.split(/[,|]/)) {
      if (name === '') continue;
      const key = (['srcip', 'srcport', 'dstip', 'dstport'] as const).find((each) => each === name);
      if (key === undefined) return undefined;
      found.push(key);
    }
    return found;
  },
);

/** A prefix length, or a mask without holes written out. */
const prefixLength: OptionType<number> = {
  takes: 1,
  read([written = ''], family) {
    const mask = readMask(written, family);
    const length = mask === undefined ? undefined : lengthOfMask(mask);
    return length === undefined ? bad('a prefix length or a mask') : good(length);
  },
};

const options = {
  'hashlimit-upto': { type: limit, invert: true, aliases: ['hashlimit'], excludes: ['hashlimit-above'] },
  'hashlimit-above': { type: limit, invert: true },
  'hashlimit-mode': { type: mode },
  'hashlimit-srcmask': { type: prefixLength },
  'hashlimit-dstmask': { type: prefixLength },
  'hashlimit-name': { type: text(1, Number.MAX_SAFE_INTEGER), required: true },
  'hashlimit-burst': { type: burst },
  'hashlimit-htable-size': { type: uint32 },
  'hashlimit-htable-max': { type: uint32 },
  'hashlimit-htable-gcinterval': { type: uint32 },
  'hashlimit-htable-expire': { type: uint32 },
  'hashlimit-rate-match': { type: flag },
  'hashlimit-rate-interval': {
    type: word('a number of seconds from 1', (written) =>
      Number.parseInt(written) > 0 ? written : undefined,
    ),
  },
} as const;

/**
 * Token buckets, one for each address or port that a packet has, in a table with a name.
 * @see linux net/netfilter/xt_hashlimit.c hashlimit_mt_common
 * @see iptables extensions/libxt_hashlimit.c hashlimit_mt_opts
 */
export default match({
  name: 'hashlimit',
  families: [4, 6],
  options,
  check(values) {
    const limited = values['hashlimit-upto'] ?? values['hashlimit-above'];
    if (limited === undefined) return '--hashlimit-upto or --hashlimit-above must be given';
    const { bytes } = limited.value;
    const atOnce = values['hashlimit-burst']?.value;
    if (atOnce === undefined) return undefined;
    if (bytes !== undefined && atOnce < leastBurst(bytes)) {
      return `--hashlimit-burst must be at least ${leastBurst(bytes)}b`;
    }
    return bytes === undefined && atOnce > highestBurst
      ? `--hashlimit-burst must be at most ${highestBurst}`
      : undefined;
  },
  condition(values, rule) {
    const upto = values['hashlimit-upto'];
    const limited = given(upto ?? values['hashlimit-above']);
    return negateIf(limited.negated !== (upto === undefined), {
      kind: 'ask',
      ask: {
        subject: `hashlimit:${rule.name}`,
        asks: `is the packet within ${limitWords(limited.value, values)}`,
        because: 'how many packets came before is kernel state',
        reads: [],
        fresh: true,
      },
    });
  },
  effects: (_values, rule) => [{ kind: 'private', name: `hashlimit:${rule.name}` }],
});

/** The rate as the kernel keeps it, in steps of 16 bytes. @see iptables extensions/libxt_hashlimit.c cost_to_bytes */
function leastBurst(bytes: number): number {
  const most = 0xffffffff;
  const cost = Math.floor(most / (Math.floor(bytes / 16) + 1));
  return (Math.floor(most / cost) - 1) * 16;
}

function limitWords(limited: Limit, values: Values<typeof options>): string {
  const atOnce = values['hashlimit-burst']?.value ?? (limited.bytes === undefined ? usualBurst : undefined);
  const sides = values['hashlimit-mode']?.value.map((name) => modeNames[name]) ?? [];
  return [
    limited.written,
    ...(atOnce === undefined ? [] : [`burst ${atOnce}`]),
    ...(sides.length === 0 ? [] : [`for its ${sides.join(' and ')}`]),
  ].join(', ');
}
