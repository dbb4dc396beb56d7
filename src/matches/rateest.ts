import { match } from '../extension/extension.js';
import { negateIf } from '../condition/condition.js';
import type { OptionType, Setting } from '../extension/option.js';
import { settingsText } from '../extension/shapes/given.js';
import { flag, readNumber } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';
import { bad, good } from '../extension/option.js';

/** Bits a second by unit, in lower case. @see iptables extensions/libxt_rateest.c suffixes */
const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['bit', 1],
  ['kibit', 2 ** 10],
  ['kbit', 1e3],
  ['mibit', 2 ** 20],
  ['mbit', 1e6],
  ['gibit', 2 ** 30],
  ['gbit', 1e9],
  ['tibit', 2 ** 40],
  ['tbit', 1e12],
  ['bps', 8],
  ['kibps', 8 * 2 ** 10],
  ['kbps', 8e3],
  ['mibps', 8 * 2 ** 20],
  ['mbps', 8e6],
  ['gibps', 8 * 2 ** 30],
  ['gbps', 8e9],
  ['tibps', 8 * 2 ** 40],
  ['tbps', 8e12],
]);

/** A rate in bits a second; the word may be left out where two estimators are compared. */
const bitRate: OptionType<number | undefined> = {
  takes: 1,
  optional: true,
  read([written]) {
    if (written === undefined) return good(undefined);
    const parts = /^(\d{1,12}(?:\.\d{0,12})?)([a-zA-Z]*)$/.exec(written);
    const unit = units.get((parts?.[2] ?? '').toLowerCase());
    return parts === null || unit === undefined
      ? bad('a rate such as 10mbit')
      : good(Number(parts[1]) * unit);
  },
};

/** Packets a second; may be left out as well. */
const packetRate: OptionType<number | undefined> = {
  takes: 1,
  optional: true,
  read([written]) {
    if (written === undefined) return good(undefined);
    const value = readNumber(written, 0xffffffff);
    return value === undefined ? bad('a number of packets a second') : good(value);
  },
};

/**
 * What a rate estimator, fed by -j RATEEST, measured.
 * @see linux net/netfilter/xt_rateest.c xt_rateest_mt
 * @see iptables extensions/libxt_rateest.c
 */
export default match({
  name: 'rateest',
  families: [4, 6],
  options: {
    rateest1: { type: text(0, 255), aliases: ['rateest'] },
    rateest2: { type: text(0, 255) },
    'rateest-bps1': { type: bitRate },
    'rateest-bps2': { type: bitRate, aliases: ['rateest-bps'] },
    'rateest-pps1': { type: packetRate },
    'rateest-pps2': { type: packetRate, aliases: ['rateest-pps'] },
    'rateest-delta': { type: flag },
    'rateest-lt': { type: flag, invert: true },
    'rateest-gt': { type: flag, invert: true },
    'rateest-eq': { type: flag, invert: true },
  },
  condition(values, rule) {
    const negated = [values['rateest-lt'], values['rateest-gt'], values['rateest-eq']].some(
      (setting) => setting?.negated === true,
    );
    const which = [values.rateest1?.value, values.rateest2?.value].filter((name) => name !== undefined);
    return negateIf(negated, {
      kind: 'ask',
      ask: {
        subject: `rateest:${rule.name}`,
        about: `rateest ${settingsText(withoutNegation(values))}`,
        asks: `does the rate measured by ${which.join(' and ')} fit the rule`,
        because: 'what an estimator measured is kernel state',
        reads: [],
        fresh: false,
      },
    });
  },
});

/** Options that ask the same, whether the rule negates what they ask or not. */
function withoutNegation(
  values: Readonly<Record<string, Setting<unknown> | undefined>>,
): Readonly<Record<string, Setting<unknown> | undefined>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, setting]) => [name, setting && { ...setting, negated: false }]),
  );
}
